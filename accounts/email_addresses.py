"""E-mail addresses as the shop compares them, and as it remembers them."""

import re

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import F
from django.utils.crypto import salted_hmac

# Domains that lead to one mailbox, by the domain that it is remembered under.
SAME_DOMAIN = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "pm.me": "proton.me",
}
# Characters that the provider ignores in front of the @.
IGNORED = {"gmail.com": ".", "proton.me": "._-"}
# Fastmail also delivers anything@sam.fastmail.com to sam@fastmail.com.
FASTMAIL = ("fastmail.com", "fastmail.fm")
# Yahoo's disposable addresses: a name, a hyphen and a word; no other address there has a hyphen.
YAHOO = re.compile(r"(yahoo\.[a-z.]+|ymail\.com|rocketmail\.com)\Z")
_HASH_SALT = "autovise.accounts.email"


def normalised_email(email: str) -> str:
    """One spelling for one mailbox: no capitals, no +tag, and what the large providers do besides.

    A fixed list of ours: what is remembered under a hash must be found again for good, so that no
    library's next release may change it.
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
