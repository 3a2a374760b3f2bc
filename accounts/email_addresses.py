"""Queries of the email addresses of users."""

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F, QuerySet


def verified_login_addresses() -> QuerySet[EmailAddress]:
    """Return the verified addresses with which users log in."""
    return EmailAddress.objects.filter(verified=True, email__iexact=F("user__email"))


def has_verified_email(user: AbstractBaseUser) -> bool:
    """Whether the address with which the user logs in is verified."""
    return verified_login_addresses().filter(user=user).exists()


def cancel_pending_changes_to(email: str) -> None:
    """Delete unverified requests of users to change their email to this one.

    The first user to verify an email gets it; an unverified request must not reserve it.
    """
    pending = EmailAddress.objects.filter(email=email.strip().lower(), verified=False)
    pending.exclude(user__email__iexact=F("email")).delete()


def own_addresses(user: AbstractBaseUser) -> list[str]:
    """Return the user's verified emails, in lower case. Unverified ones may not be theirs."""
    verified = EmailAddress.objects.filter(user=user, verified=True)
    return [address.lower() for address in verified.values_list("email", flat=True)]
