"""Render the HTML of account mails from their text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a mail, which the template shows as text, button or code."""

    text: str

    @property
    def is_link(self) -> bool:
        """Whether the paragraph is only a URL of the shop."""
        return self.text.startswith(settings.SITE_URL + "/") and " " not in self.text

    @property
    def is_code(self) -> bool:
        """Whether the paragraph is only a code: capitals, digits and hyphens."""
        return bool(self.text) and all(c.isdigit() or c.isupper() or c == "-" for c in self.text)


def as_html(text: str, context: Mapping[str, Any]) -> str:
    """Render the HTML. Empty lines separate paragraphs; one that is only a URL becomes a button.

    `context`: the mail's own, with its `subject` and what `outbox.mails.mail_context` adds.
    """
    paragraphs = [Paragraph(part.strip()) for part in text.split("\n\n") if part.strip()]
    return render_to_string("account/email/frame.html", {**context, "paragraphs": paragraphs})
