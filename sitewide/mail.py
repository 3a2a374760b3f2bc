"""Email: validate addresses, build and send mails."""

import smtplib
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.encoding import punycode
from email_validator import EmailNotValidError, validate_email

from jobs.failures import LoggableError, ServiceUnavailable

# Marks mails as automatic, so that mail programs send no out-of-office replies (RFC 3834).
AUTO_SUBMITTED = {"Auto-Submitted": "auto-generated"}
# Errors about one message or its recipient. All other errors are about the mail server.
_ABOUT_THE_MESSAGE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
NOT_MAILABLE = "We cannot send mail to this address. Please check its spelling."

_reply_to: list[Callable[[], str]] = []


class MailNotSent(LoggableError, OSError):
    """The mail server did not accept a mail. Omits its message, which may contain the email."""


class MailServerUnreachable(MailNotSent, ServiceUnavailable):
    """The mail server does not respond or accepts no mail: the next mail would fail as well."""


def write(
    to: str, subject: str, template: str, *, unsubscribe_link: str = "", **context: object
) -> None:
    """Render a text and HTML mail and send it. Raises MailNotSent.

    `template`: path without .txt and .html. `unsubscribe_link`: for mails sent by consent; mail
    programs then offer one-click unsubscribe (RFC 8058).
    """
    context |= {"SITE_URL": settings.SITE_URL, "unsubscribe_link": unsubscribe_link}
    message = EmailMultiAlternatives(
        subject,
        render_to_string(f"{template}.txt", context),
        to=[to],
        headers=_unsubscribe_headers(unsubscribe_link) if unsubscribe_link else None,
    )
    html = render_to_string(f"{template}.html", context | {"subject": subject})
    message.attach_alternative(html, "text/html")
    send(message)


def send(message: EmailMultiAlternatives) -> None:
    """Send a message with the headers of all the shop's mails.

    Raises MailServerUnreachable, or MailNotSent if only this message cannot be sent.
    """
    message.extra_headers = AUTO_SUBMITTED | message.extra_headers
    if not message.reply_to:
        message.reply_to = [email for find in _reply_to if (email := find())]
    failure: MailNotSent
    try:
        message.send()
    except _ABOUT_THE_MESSAGE as error:
        failure = MailNotSent(type(error).__name__)
    except OSError as error:  # includes SMTPException
        failure = MailServerUnreachable(type(error).__name__)
    except ValueError as error:  # a header is invalid
        failure = MailNotSent(type(error).__name__)
    else:
        return
    raise failure


def answer_mails_at(find_email: Callable[[], str]) -> None:
    """Set the Reply-To of all mails to the email that `find_email` returns, unless it is empty."""
    _reply_to.append(find_email)


def _unsubscribe_headers(link: str) -> dict[str, str]:
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


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
