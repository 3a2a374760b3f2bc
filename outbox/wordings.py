"""Words of mails that editors may change: the standard words, and their placeholders.

Each app registers its wordings in `AppConfig.ready`. `outbox.models.MailWording` stores changes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a mail with every placeholder filled."""

    subject: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of one mail.

    name: stored with the changes of editors. label: its name in the admin.
    subject, heading, text: the standard words; empty lines separate the paragraphs of the text.
    placeholders: the names that may stand in braces, and what each stands for.
    template: path of the mail's templates, without .txt and .html.
    sample: returns values of all placeholders, and the context of a preview.
    """

    name: str
    label: str
    subject: str
    heading: str
    text: str
    placeholders: Mapping[str, str]
    template: str
    sample: Callable[[], tuple[Mapping[str, str], dict[str, Any]]]


_wordings: dict[str, Wording] = {}


def register(*wordings: Wording) -> None:
    """Add these wordings. The admin lists them in the order of registration."""
    _wordings.update({wording.name: wording for wording in wordings})


def registered_wordings() -> Mapping[str, Wording]:
    """Return all wordings by name."""
    return _wordings


def placeholder_mistakes(text: str, placeholders: Mapping[str, str]) -> list[str]:
    """Return a sentence about each brace or placeholder of the text that cannot be filled in."""
    unknown = [name for name in PLACEHOLDER.findall(text) if name not in placeholders]
    known = ", ".join(f"{{{name}}}" for name in placeholders) or "none"
    sentences = [
        f"{{{name}}} is not a placeholder of this mail. Its placeholders: {known}."
        for name in dict.fromkeys(unknown)
    ]
    if set("{}") & set(PLACEHOLDER.sub("", text)):
        sentences.append("Braces are for placeholders only, such as {number}.")
    return sentences
