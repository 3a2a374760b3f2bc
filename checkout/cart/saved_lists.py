"""Where saved things are kept: a customer's in the database, a guest's in the session.

Both lists know the same four words: `lines`, `keep`, `take`, and `is_full`.
"""

from dataclasses import asdict, dataclass
from typing import Protocol

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from checkout.models import SavedItem

SESSION_KEY = "saved"
MAX_SAVED = 100


@dataclass(frozen=True, slots=True)
class SavedLine:
    """Title and price are as last shown, pence."""

    sku: str
    quantity: int
    title_shown: str
    price_shown_pence: int


class SavedList(Protocol):
    def lines(self) -> list[SavedLine]:
        """Last saved first."""

    def keep(self, line: SavedLine) -> None:
        """One line for each SKU: the latest wish counts."""

    def take(self, sku: str) -> SavedLine | None:
        """Out of the list. None if it is not there: the other tab was first."""

    def is_full(self) -> bool: ...


class CustomersList:
    def __init__(self, user):
        self.user = user

    def lines(self) -> list[SavedLine]:
        return [_line_of(item) for item in SavedItem.objects.filter(user=self.user)]

    def keep(self, line: SavedLine) -> None:
        facts = asdict(line)
        SavedItem.objects.update_or_create(user=self.user, sku_id=facts.pop("sku"), defaults=facts)

    def take(self, sku: str) -> SavedLine | None:
        item = SavedItem.objects.filter(user=self.user, sku=sku).first()
        if item is None:
            return None
        gone, _ = SavedItem.objects.filter(pk=item.pk).delete()
        return _line_of(item) if gone else None

    def is_full(self) -> bool:
        return SavedItem.objects.filter(user=self.user).count() >= MAX_SAVED


class GuestsList:
    def __init__(self, session: SessionBase):
        self.session = session

    def lines(self) -> list[SavedLine]:
        return [SavedLine(**kept) for kept in self.session.get(SESSION_KEY, [])]

    def keep(self, line: SavedLine) -> None:
        self._write([line, *(kept for kept in self.lines() if kept.sku != line.sku)])

    def take(self, sku: str) -> SavedLine | None:
        found = [line for line in self.lines() if line.sku == sku]
        if found:
            self._write([line for line in self.lines() if line.sku != sku])
        return found[0] if found else None

    def is_full(self) -> bool:
        return len(self.lines()) >= MAX_SAVED

    def _write(self, lines: list[SavedLine]) -> None:
        self.session[SESSION_KEY] = [asdict(line) for line in lines]


def saved_list(request: HttpRequest) -> SavedList:
    if request.user.is_authenticated:
        return CustomersList(request.user)
    return GuestsList(request.session)


def join_saved(*, session: SessionBase, user) -> None:
    """What the guest saved becomes the customer's; what the customer had saved stays as it is."""
    own = CustomersList(user)
    known = {line.sku for line in own.lines()}
    for line in reversed(GuestsList(session).lines()):
        if line.sku not in known and not own.is_full():
            own.keep(line)
    session.pop(SESSION_KEY, None)


def _line_of(item: SavedItem) -> SavedLine:
    return SavedLine(item.sku_id, item.quantity, item.title_shown, item.price_shown_pence)
