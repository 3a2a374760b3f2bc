"""Removed cart lines, kept in the browser's session so that the removal can be undone."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase

from checkout.models import CartLine

REMOVED_KEY = "removed_lines"
MAX_KEPT = 5
_COPIED = ("sku_id", "quantity", "title_shown", "price_shown_pence")


@dataclass(frozen=True, slots=True)
class Removal:
    """Lines that were removed at once. `number` names it in this session."""

    number: int
    lines: tuple[CartLine, ...]

    @property
    def title(self) -> str:
        """Title of a single line; empty if there are several."""
        return self.lines[0].title_shown if len(self.lines) == 1 else ""


def remember_removal(session: SessionBase, lines: Iterable[CartLine]) -> None:
    """Keep removed lines in the session."""
    kept = session.get(REMOVED_KEY, [])
    number = kept[-1]["number"] + 1 if kept else 1
    rows = [{name: getattr(line, name) for name in _COPIED} for line in lines]
    session[REMOVED_KEY] = [*kept, {"number": number, "lines": rows, "is_shown": False}][-MAX_KEPT:]


def removal_to_show(session: SessionBase) -> Removal | None:
    """Return the last removal if the cart has not yet been shown since. It is returned once."""
    kept = session.get(REMOVED_KEY, [])
    if not kept or kept[-1]["is_shown"]:
        return None
    kept[-1]["is_shown"] = True
    session[REMOVED_KEY] = kept
    return _removal(kept[-1])


def take_removal(session: SessionBase, number: int) -> Removal | None:
    """Return the removal and forget it; None if this session has none of this number."""
    kept = session.get(REMOVED_KEY, [])
    found = next((row for row in kept if row["number"] == number), None)
    if found is None:
        return None
    # The row stays, so that no later removal has its number again.
    taken, found["lines"] = _removal(found), []
    session[REMOVED_KEY] = kept
    return taken if taken.lines else None


def _removal(row: dict) -> Removal:
    return Removal(row["number"], tuple(CartLine(**line) for line in row["lines"]))
