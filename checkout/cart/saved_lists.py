"""Storage of saved items: a customer's in the database, a guest's in the session.

Both implement `SavedList`.
"""

from dataclasses import asdict, dataclass
from typing import Protocol

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.models import User
from checkout.models import SavedItem

SESSION_KEY = "saved"
MAX_SAVED = 100


@dataclass(frozen=True, slots=True)
class SavedLine:
    """A saved item, with title and price (pence) as last shown."""

    sku: str
    quantity: int
    title_shown: str
    price_shown_pence: int


class SavedList(Protocol):
    """List of saved items, one for each SKU."""

    def lines(self) -> list[SavedLine]:
        """Return the items, last saved first."""
        ...

    def add(self, line: SavedLine) -> None:
        """Save the item, in place of an earlier one with the same SKU."""

    def pop(self, sku: str) -> SavedLine | None:
        """Remove and return the item. None if it is not in the list (any more)."""

    def is_full(self) -> bool:
        """Return whether the list holds `MAX_SAVED` items."""
        ...


class CustomersList:
    """Saved list of a customer, in the database."""

    def __init__(self, user: User) -> None:
        self.user = user

    def lines(self) -> list[SavedLine]:
        return [_line_of(item) for item in SavedItem.objects.filter(user=self.user)]

    def add(self, line: SavedLine) -> None:
        values = asdict(line)
        sku = values.pop("sku")
        SavedItem.objects.update_or_create(user=self.user, sku_id=sku, defaults=values)

    def pop(self, sku: str) -> SavedLine | None:
        item = SavedItem.objects.filter(user=self.user, sku=sku).first()
        if item is None:
            return None
        deleted, _ = SavedItem.objects.filter(pk=item.pk).delete()
        return _line_of(item) if deleted else None

    def is_full(self) -> bool:
        return SavedItem.objects.filter(user=self.user).count() >= MAX_SAVED


class GuestsList:
    """Saved list of a guest, in the session."""

    def __init__(self, session: SessionBase) -> None:
        self.session = session

    def lines(self) -> list[SavedLine]:
        return [SavedLine(**values) for values in self.session.get(SESSION_KEY, [])]

    def add(self, line: SavedLine) -> None:
        self._write([line, *(other for other in self.lines() if other.sku != line.sku)])

    def pop(self, sku: str) -> SavedLine | None:
        lines = self.lines()
        taken = next((line for line in lines if line.sku == sku), None)
        if taken:
            self._write([line for line in lines if line.sku != sku])
        return taken

    def is_full(self) -> bool:
        return len(self.lines()) >= MAX_SAVED

    def _write(self, lines: list[SavedLine]) -> None:
        self.session[SESSION_KEY] = [asdict(line) for line in lines]


def saved_list(request: HttpRequest) -> SavedList:
    """Return the visitor's saved list."""
    if request.user.is_authenticated:
        return CustomersList(request.user)
    return GuestsList(request.session)


def join_saved(*, session: SessionBase, user: User) -> None:
    """Move the guest's saved items to the customer's list, whose own items stay unchanged."""
    own = CustomersList(user)
    known = {line.sku for line in own.lines()}
    for line in reversed(GuestsList(session).lines()):
        if line.sku not in known and not own.is_full():
            own.add(line)
    session.pop(SESSION_KEY, None)


def _line_of(item: SavedItem) -> SavedLine:
    return SavedLine(item.sku_id, item.quantity, item.title_shown, item.price_shown_pence)
