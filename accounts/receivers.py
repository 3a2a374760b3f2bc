"""Signal receivers of this app. `AccountsConfig.ready` imports this module."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.log_in.two_factor import record_set_up
from accounts.log_in.unproven_passwords import void_unproven_password
from accounts.models import User, UserProfile
from accounts.privacy.erase import erase_before_deletion


@receiver(post_save, sender=User, dispatch_uid="accounts: create profile")
def create_profile(
    sender: type[User], instance: User, created: bool, raw: bool, **kwargs: Any
) -> None:
    """Give each new user a profile."""
    if created and not raw:
        UserProfile.objects.get_or_create(user=instance)


@receiver(authenticator_added, dispatch_uid="accounts: second factor set up")
def accept_new_second_factor(
    sender: type,
    request: HttpRequest,
    user: User,
    authenticator: Authenticator,
    **kwargs: Any,
) -> None:
    """Record that this session has used the second factor that was just set up."""
    record_set_up(request, user, authenticator)


@receiver(email_confirmed, dispatch_uid="accounts: unproven password")
def void_unverified_sign_up_password(
    sender: type,
    request: HttpRequest,
    email_address: EmailAddress,
    **kwargs: Any,
) -> None:
    """Void the password of a sign-up if an emailed code has confirmed its email."""
    void_unproven_password(request, email_address)


@receiver(pre_delete, sender=User, dispatch_uid="accounts: erase personal data")
def erase_personal_data(sender: type[User], instance: User, **kwargs: Any) -> None:
    """Erase personal data on every deletion of a user. Raises ErasureRefused."""
    erase_before_deletion(instance)
