"""Mails about an account in the shop's look, drawn from their text."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str

    @property
    def is_link(self) -> bool:
        return self.text.startswith(settings.SITE_URL + "/") and " " not in self.text

    @property
    def is_code(self) -> bool:
        """A code to type stands alone, in capitals and digits."""
        return bool(self.text) and all(c.isdigit() or c.isupper() or c == "-" for c in self.text)


def as_html(text: str, *, subject: str) -> str:
    """Paragraphs are parted by empty lines; one that is only an address becomes a button."""
    paragraphs = [Paragraph(part.strip()) for part in text.split("\n\n") if part.strip()]
    context = {"subject": subject, "paragraphs": paragraphs, "SITE_URL": settings.SITE_URL}
    return render_to_string("account/email/frame.html", context)
