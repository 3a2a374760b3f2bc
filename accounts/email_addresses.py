"""E-mail addresses as the shop compares them, and as it remembers them."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import F
from django.utils.crypto import salted_hmac

GMAIL = {"gmail.com", "googlemail.com"}
_HASH_SALT = "autovise.accounts.email"


def normalised_email(email: str) -> str:
    """One spelling for one mailbox: no capitals, no +tag, no dots in Gmail."""
    local, _, domain = email.strip().lower().rpartition("@")
    local = local.split("+", 1)[0] or local
    if domain in GMAIL:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def email_hash(email: str) -> str:
    """A keyed hash of the normalised address: it tells equal from unequal, and nothing else."""
    hashed = salted_hmac(
        _HASH_SALT, normalised_email(email), secret=settings.EMAIL_HASH_KEY, algorithm="sha256"
    )
    return hashed.hexdigest()


def verified_login_addresses():
    """Verified addresses that are their user's log-in."""
    return EmailAddress.objects.filter(verified=True, email__iexact=F("user__email"))


def has_verified_email(user) -> bool:
    return verified_login_addresses().filter(user=user).exists()


def drop_pending_changes_to(email: str) -> None:
    """Forget wishes to change to this address: whoever verifies it first has it."""
    wished = EmailAddress.objects.filter(email=email.strip().lower(), verified=False)
    wished.exclude(user__email__iexact=F("email")).delete()


def own_addresses(user) -> list[str]:
    """The addresses that are certainly this user's: an unverified one may be somebody else's."""
    verified = EmailAddress.objects.filter(user=user, verified=True)
    return [address.lower() for address in verified.values_list("email", flat=True)]
