"""What the shop holds of a person, and how it lets go of it: each app says it for its own tables.

An app registers its sections in `AppConfig.ready`; this app cannot know those above it. A download
holds every section; whichever way an account is deleted, every section's `erase` runs in the same
transaction, before the user's row goes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model

type Facts = dict[str, object]


class ErasureRefused(Exception):
    """The account cannot be deleted now; the text is a sentence for its owner."""


def nothing_to_do(user) -> None:
    """What goes with the user's row (CASCADE) needs no more."""


def nothing_stays(user) -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of a person's data.

    `collect` gives plain values, JSON's own or dates, amounts in pence under names that end in
    `_pence`. `tables` are those that it speaks for. `settle` runs before the transaction of an
    erasure and may use the network, `erase` within it; both may raise ErasureRefused. `stays` says
    beforehand, in sentences, what an erasure will leave, and for how long.
    """

    title: str
    collect: Callable[[object], list[Facts]]
    tables: tuple[type[Model], ...] = ()
    settle: Callable[[object], None] = nothing_to_do
    erase: Callable[[object], None] = nothing_to_do
    stays: Callable[[object], list[str]] = nothing_stays


_SECTIONS: dict[str, Section] = {}


def register(section: Section) -> None:
    """A second one of the same title takes the first one's place."""
    _SECTIONS[section.title] = section


def sections() -> list[Section]:
    return list(_SECTIONS.values())


def facts(row: Model, *names: str) -> Facts:
    """These fields of a row; a choice as people read it."""
    return {name: _value(row, name) for name in names}


def facts_of_all(rows: Iterable[Model], *names: str) -> list[Facts]:
    return [facts(row, *names) for row in rows]


def _value(row: Model, name: str) -> object:
    in_words = getattr(row, f"get_{name}_display", None)
    return in_words() if in_words else getattr(row, name)
