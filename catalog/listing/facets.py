"""Facets of a listing: its filters with how many pages each choice would show.

The variants of a family count as one page. A filter's choices are counted among the pages that all
other filters leave, so that choosing one more value of a filter adds to the result. One query
counts everything.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalog.listing.filters import (
    SWITCHES,
    TIERS,
    Filter,
    PriceRange,
    Selection,
)
from catalog.listing.sources import TOTAL, Source

MAX_SHOWN = 7


@dataclass(frozen=True, slots=True)
class Choice:
    """Choice of a filter. `count`: pages that it would show, or add to those of other choices."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with its choices."""

    filter: Filter
    choices: tuple[Choice, ...]

    @property
    def shown(self) -> tuple[Choice, ...]:
        """The chosen choices and those with the most pages; `folded` has the others."""
        if len(self.choices) <= MAX_SHOWN + 1:
            return self.choices
        largest = sorted(self.choices, key=lambda choice: -choice.count)[:MAX_SHOWN]
        return tuple(c for c in self.choices if c.is_chosen or c in largest)

    @property
    def folded(self) -> tuple[Choice, ...]:
        shown = self.shown
        return tuple(choice for choice in self.choices if choice not in shown)

    @property
    def is_useful(self) -> bool:
        """Whether a choice would change the result, or can be taken back."""
        if any(choice.is_chosen for choice in self.choices):
            return True
        return len(self.choices) > 1 or (self.filter in SWITCHES and bool(self.choices))


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Facets by filter, the number of pages, and the lowest and highest price of the others."""

    facets: tuple[Facet, ...]
    total: int
    bounds: PriceRange


def count_facets(
    sources: Iterable[Source], selection: Selection, filters: Iterable[Filter]
) -> FacetCounts:
    """Count the choices of these filters over all sources. One query."""
    names = tuple(filters)
    queries = [
        rows
        for source in sources
        for rows in (
            source.total(selection),
            *(rows for name in names for rows in source.counts(name, selection)),
        )
    ]
    first, *others = queries
    total = 0
    least: list[int] = []
    most: list[int] = []
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    labels: dict[tuple[str, str], tuple[int, str]] = {}
    for facet, value, label, place, count in first.union(*others, all=True):
        if facet == TOTAL:
            total += count
        elif facet == Filter.PRICE:
            least, most = [*least, place], [*most, count]
        else:
            counts[facet][value] += count
            labels[facet, value] = (place, TIERS.get(label, label))
    for chosen in selection.chosen:
        counts[chosen.filter].setdefault(chosen.value, 0)
        labels.setdefault((chosen.filter, chosen.value), (0, chosen.label))
    facets = tuple(
        Facet(name, tuple(_choices(name, counts[name], labels, selection)))
        for name in names
        if name != Filter.PRICE
    )
    return FacetCounts(facets, total, PriceRange(min(least, default=None), max(most, default=None)))


def _choices(
    name: Filter,
    counts: dict[str, int],
    labels: dict[tuple[str, str], tuple[int, str]],
    selection: Selection,
) -> Iterator[Choice]:
    chosen = selection.values_of(name)
    tiers = list(TIERS)

    def order(value: str) -> tuple[int, int, str, str]:
        place, label = labels[name, value]
        return (tiers.index(value) if name == Filter.TIER else 0, place, label, value)

    for value in sorted(counts, key=order):
        _, label = labels[name, value]
        if counts[value] or value in chosen:
            yield Choice(value, label, counts[value], is_chosen=value in chosen)


def count_without_each(sources: Iterable[Source], selection: Selection) -> dict[Filter, int]:
    """Count the pages that would be shown without each of the chosen filters. One query."""
    names = selection.filters
    queries = [
        source.total(selection, facet=name, without=name) for source in sources for name in names
    ]
    if not queries:
        return {}
    first, *others = queries
    counts = dict.fromkeys(names, 0)
    for facet, _, _, _, count in first.union(*others, all=True):
        counts[Filter(facet)] += count
    return counts
