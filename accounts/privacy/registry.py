"""Registry of personal data: each app registers sections for the export and erasure of its tables.

Apps register in `AppConfig.ready`, because this app must not import those above it. An export
contains every section. When a user is deleted, every section's `erase` runs first, in the same
transaction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model

from accounts.models import User

type ExportRow = dict[str, object]


class ErasureRefused(Exception):
    """The account cannot be deleted now. The message is shown to its owner."""


def do_nothing(user: User) -> None:
    """Default of `settle` and `erase`, for rows that are deleted with the user (CASCADE)."""


def nothing_retained(user: User) -> list[str]:
    """Default of `retained`, for sections of which nothing is kept."""
    return []


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of a person's data.

    `collect` returns rows of JSON values and dates; names of amounts in pence end in `_pence`.
    `tables` are the models that the section covers. `settle` runs before the transaction of an
    erasure and may use the network, `erase` runs inside it; both may raise ErasureRefused.
    `retained` returns sentences for the deletion page: what is kept after an erasure, and for how
    long.
    """

    title: str
    collect: Callable[[User], list[ExportRow]]
    tables: tuple[type[Model], ...] = ()
    settle: Callable[[User], None] = do_nothing
    erase: Callable[[User], None] = do_nothing
    retained: Callable[[User], list[str]] = nothing_retained


_SECTIONS: dict[str, Section] = {}


def register(section: Section) -> None:
    """Add a section. It replaces one of the same title."""
    _SECTIONS[section.title] = section


def sections() -> list[Section]:
    """Return all sections, in the order of their registration."""
    return list(_SECTIONS.values())


def export_row(row: Model, *names: str) -> ExportRow:
    """Return these fields of a row by name. A field with choices gives its display value."""
    return {name: _value(row, name) for name in names}


def export_rows(rows: Iterable[Model], *names: str) -> list[ExportRow]:
    """Return these fields of each row."""
    return [export_row(row, *names) for row in rows]


def _value(row: Model, name: str) -> object:
    display = getattr(row, f"get_{name}_display", None)
    return display() if display else getattr(row, name)
