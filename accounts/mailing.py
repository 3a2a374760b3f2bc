"""Writing to one person, as text and as HTML."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


class MailNotSent(OSError):
    """The mail server did not take it. Its own words may hold the address, and are left out."""


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
    """Raises MailNotSent."""
    try:
        message.send()
    except OSError as error:  # SMTPException is one as well
        raise MailNotSent(type(error).__name__) from None


def _unsubscribe_headers(link: str) -> dict[str, str]:
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
