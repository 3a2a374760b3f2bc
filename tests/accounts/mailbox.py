"""Content of sent mails: links and codes."""

import re

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives


def only_mail() -> EmailMultiAlternatives:
    (message,) = mail.outbox
    return message


def link_in(message: EmailMultiAlternatives) -> str:
    """The path of the one page that a mail leads to."""
    (address,) = re.findall(r"https?://\S+", message.body)
    assert address.startswith(settings.SITE_URL + "/")
    return address.removeprefix(settings.SITE_URL)


def code_in(message: EmailMultiAlternatives) -> str:
    """Return the code, which has its own paragraph."""
    (code,) = re.findall(r"^[A-Z0-9-]{6,}$", message.body, re.MULTILINE)
    return code


def html_of(message: EmailMultiAlternatives) -> str:
    (alternative,) = message.alternatives
    assert alternative.mimetype == "text/html"
    return alternative.content
