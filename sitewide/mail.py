"""E-mail: validate addresses, build and send a mail, and show a page when sending fails."""

import logging
import smtplib
from collections.abc import Callable

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.encoding import punycode
from email_validator import EmailNotValidError, validate_email

from jobs.failures import LoggableError, OutsideTrouble

# The shop writes by itself: mail programs send no holiday answers to such mails (RFC 3834).
AUTO_SUBMITTED = {"Auto-Submitted": "auto-generated"}
# What the mail server says of one message or its reader; anything else is said of itself.
_ABOUT_THE_MESSAGE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)

_reply_to: list[Callable[[], str]] = []


class MailNotSent(LoggableError, OSError):
    """A mail was not handed over. The server's own words may hold the address, and are left out."""


class MailServerUnreachable(MailNotSent, OutsideTrouble):
    """The mail server does not answer, or takes no mail at all: the next one would fail as well."""


def write(to: str, subject: str, template: str, *, unsubscribe_link: str = "", **context) -> None:
    """`template`: its path without .txt and .html. `unsubscribe_link`: for what is sent by consent;
    mail programs then offer one click (RFC 8058). Raises MailNotSent."""
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
    """Hand a message to the mail server, with the headers that all mails of the shop have.

    Raises MailServerUnreachable, or MailNotSent where only this message cannot be sent.
    """
    message.extra_headers = AUTO_SUBMITTED | message.extra_headers
    if not message.reply_to:
        message.reply_to = [address for find in _reply_to if (address := find())]
    try:
        message.send()
    except _ABOUT_THE_MESSAGE as error:
        failure = MailNotSent(type(error).__name__)
    except OSError as error:  # SMTPException is one as well
        failure = MailServerUnreachable(type(error).__name__)
    except ValueError as error:  # no header can be built, or none that the server can take
        failure = MailNotSent(type(error).__name__)
    else:
        return
    raise failure


def answer_mails_at(find_address: Callable[[], str]) -> None:
    """Have answers to the shop's mails sent to what `find_address` returns, if anything."""
    _reply_to.append(find_address)


def _unsubscribe_headers(link: str) -> dict[str, str]:
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


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


log = logging.getLogger(__name__)


class MailTroubleMiddleware:
    """Answers in the same words whether or not there is an account: mails go out for both."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, MailNotSent):
            return None
        log.error("no mail can be sent for %s: %s", request.path, exception)
        return render(request, "accounts/mail_trouble.html", status=503)
