"""Email addresses: normalisation, keyed hashes and queries of a user's addresses."""

import re

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F, QuerySet
from django.utils.crypto import salted_hmac

# Domains that share their mailboxes, by the domain used for all of them.
SAME_DOMAIN = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "pm.me": "proton.me",
}
# Characters before the @ that the provider ignores.
IGNORED = {"gmail.com": ".", "proton.me": "._-"}
# Fastmail also delivers anything@sam.fastmail.com to sam@fastmail.com.
FASTMAIL = ("fastmail.com", "fastmail.fm")
# Yahoo's disposable addresses: a name, a hyphen and a word; no other address there has a hyphen.
YAHOO = re.compile(r"(yahoo\.[a-z.]+|ymail\.com|rocketmail\.com)\Z")
_HASH_SALT = "autovise.accounts.email"


def normalised_email(email: str) -> str:
    """Return one spelling per mailbox: lower case, no +tag, the rules of large providers applied.

    The rules are a fixed list and not a library's, because hashes are stored permanently: a new
    release of a library must not change them.
    """
    local, _, domain = email.strip().lower().rpartition("@")
    account, _, provider = domain.partition(".")
    if provider in FASTMAIL:
        local, domain = account, provider
    local = local.split("+", 1)[0] or local
    domain = SAME_DOMAIN.get(domain, domain)
    if YAHOO.match(domain):
        local = local.split("-", 1)[0] or local
    if ignored := IGNORED.get(domain):
        local = "".join(letter for letter in local if letter not in ignored) or local
    return f"{local}@{domain}"


def email_hash(email: str) -> str:
    """Return a keyed hash of the normalised email, to compare emails without storing them."""
    hashed = salted_hmac(
        _HASH_SALT, normalised_email(email), secret=settings.EMAIL_HASH_KEY, algorithm="sha256"
    )
    return hashed.hexdigest()


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
