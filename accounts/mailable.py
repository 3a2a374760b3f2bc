"""Email addresses that a mail can be sent to.

Django's `EmailField` accepts addresses for which no message can be built, or which the mail backend
would send to another domain; every form and model that takes an address checks it here as well.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.utils.encoding import punycode
from email_validator import EmailNotValidError, validate_email

NOT_MAILABLE = "No mail can be sent to this address. Please check how it is written."


def validate_mailable(address: str) -> None:
    """Raise ValidationError unless a message to `address` can be built and handed to a server."""
    if not _is_mailable(address):
        raise ValidationError(NOT_MAILABLE, code="not_mailable")


def _is_mailable(address: str) -> bool:
    try:
        parsed = validate_email(
            address,
            allow_smtputf8=False,  # many mail servers refuse letters outside ASCII before the @
            check_deliverability=False,
            strict=True,
            test_environment=True,  # whether a top-level domain exists is not decided here
        )
        EmailMessage(to=[address]).message().as_bytes()
        domain = punycode(address.rpartition("@")[2])
    except (EmailNotValidError, ValueError):  # UnicodeError and HeaderParseError are ValueErrors
        return False
    # The mail backend encodes domains by IDNA 2003, registries by IDNA 2008: for some letters, ß
    # among them, these are two domains, and the mail would reach somebody else's.
    return domain.lower() == parsed.ascii_domain


class MailableEmailField(forms.EmailField):
    """An email field of a form that mails to what is typed."""

    default_validators = [*forms.EmailField.default_validators, validate_mailable]

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(**kwargs)
