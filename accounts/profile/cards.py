"""What the apps above have to say on the profile page: each registers a card."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Card:
    """A template, and all that it is given."""

    template_name: str
    context: dict


_makers: dict[str, Callable[[User], Card]] = {}


def register(name: str, maker: Callable[[User], Card]) -> None:
    """`maker` is asked whenever the page is shown; registered again, it takes its own place."""
    _makers[name] = maker


def cards_of(user: User) -> Iterator[Card]:
    return (maker(user) for maker in _makers.values())
