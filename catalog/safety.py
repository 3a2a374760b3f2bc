"""Hazard and age notes of what is sold. Pure: no Django, no queries."""

from collections.abc import Iterable
from dataclasses import dataclass

AGES = (16, 18)
SIGNAL_WORDS = ("", "Warning", "Danger")  # the stronger one comes later


@dataclass(frozen=True, slots=True)
class Safety:
    """Signal word and hazard statements as on the label, and the age that a buyer must have."""

    signal_word: str = ""
    hazard_statements: tuple[str, ...] = ()
    minimum_age: int | None = None

    def __bool__(self) -> bool:
        return bool(self.signal_word or self.hazard_statements or self.minimum_age)

    @property
    def hazards_text(self) -> str:
        """Signal word and statements in one line: "Warning: H319 …", or ""."""
        return ": ".join(filter(None, (self.signal_word, self.hazard_sentences)))

    @property
    def hazard_sentences(self) -> str:
        """The statements in one line, each with a full stop: without it, they would run on."""
        lines = self.hazard_statements
        return " ".join(line if line.endswith((".", "!", "?")) else f"{line}." for line in lines)


NO_NOTES = Safety()


def combined(notes: Iterable[Safety]) -> Safety:
    """Return the notes of several goods: the strongest signal word and the highest age."""
    notes = list(notes)
    statements = (statement for note in notes for statement in note.hazard_statements)
    return Safety(
        max((note.signal_word for note in notes), key=SIGNAL_WORDS.index, default=""),
        tuple(dict.fromkeys(statements)),
        highest_age(note.minimum_age for note in notes),
    )


def highest_age(ages: Iterable[int | None]) -> int | None:
    """Return the highest age limit, or None if there is none."""
    return max((age for age in ages if age), default=None)
