"""Email addresses: which can be mailed, one spelling per mailbox, and keyed hashes."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode
from email_validator import EmailNotValidError, validate_email

NOT_MAILABLE = "We cannot send mail to this address. Please check its spelling."
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


def validate_mailable(email: str) -> None:
    """Raise ValidationError unless a message to `email` can be built and sent to a mail server."""
    if not _is_mailable(email):
        raise ValidationError(NOT_MAILABLE, code="not_mailable")


def _is_mailable(email: str) -> bool:
    try:
        parsed = validate_email(
            email,
            allow_smtputf8=False,  # many mail servers refuse non-ASCII letters before the @
            check_deliverability=False,
            strict=True,
            test_environment=True,  # accepts top-level domains that are reserved for tests
        )
        EmailMessage(to=[email]).message().as_bytes()
        domain = punycode(email.rpartition("@")[2])
    except (EmailNotValidError, ValueError):  # UnicodeError and HeaderParseError are ValueErrors
        return False
    # The mail backend encodes domains by IDNA 2003, registries by IDNA 2008. For some letters (such
    # as ß) the results are two different domains, and the mail would go to the wrong one.
    return domain.lower() == parsed.ascii_domain


class MailableEmailField(forms.EmailField):
    """Email field of forms that send a mail to the email entered."""

    default_validators = [*forms.EmailField.default_validators, validate_mailable]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(**kwargs)
