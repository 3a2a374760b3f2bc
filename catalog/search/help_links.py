"""Help pages that answer a query. A higher layer registers how they are found."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HelpLink:
    """Link to a page that answers."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class HelpAnswer:
    """Links for a query, and those terms of the query that any help page knows."""

    links: tuple[HelpLink, ...] = ()
    known: frozenset[str] = frozenset()


type FindHelp = Callable[[str, bool], HelpAnswer]

_finders: list[FindHelp] = []


def register(find: FindHelp) -> None:
    """Add a function that answers a query, once.

    Its second argument: whether the last word may be unfinished.
    """
    if find not in _finders:
        _finders.append(find)


def help_for(query: str, *, is_typing: bool = False) -> HelpAnswer:
    """Return the links and known terms of all finders."""
    answers = [find(query, is_typing) for find in _finders]
    links = tuple(link for answer in answers for link in answer.links)
    return HelpAnswer(links, frozenset().union(*(answer.known for answer in answers)))
