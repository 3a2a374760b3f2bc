"""Mails to one person, as text and as HTML."""

import smtplib
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

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
