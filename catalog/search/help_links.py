"""Help pages that answer a query. A higher layer registers how they are found."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HelpLink:
    """Link to a page that answers."""

    title: str
    url: str


type FindHelp = Callable[[str], list[HelpLink]]

_finders: list[FindHelp] = []


def register(find: FindHelp) -> None:
    """Add a function that returns the links for a query, once."""
    if find not in _finders:
        _finders.append(find)


def help_for(query: str) -> list[HelpLink]:
    """Return the links of all finders."""
    return [link for find in _finders for link in find(query)]
