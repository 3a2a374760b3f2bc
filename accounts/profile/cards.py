"""Registry of cards on the profile page, for the apps above this one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Card:
    """A template and its whole context."""

    template_name: str
    context: dict[str, Any]


_makers: dict[str, Callable[[User], Card]] = {}


def register(name: str, maker: Callable[[User], Card]) -> None:
    """Add a card. `maker` is called for each page view; it replaces one of the same name."""
    _makers[name] = maker


def cards_of(user: User) -> Iterator[Card]:
    """Return the cards for this user, in the order of their registration."""
    return (maker(user) for maker in _makers.values())
