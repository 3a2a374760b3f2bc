"""Listing of products and bundles: filtered, sorted and paginated by the URL's query string.

A listing takes a fixed number of queries. An unknown value of a filter is ignored and named, an
unknown sort order is ignored, and an invalid page number gives the nearest page.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as PageOfOffers
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict

from catalog.listing.facets import Facet, FacetCounts, count_facets, count_without_each
from catalog.listing.filters import ChosenValue, Filter, Selection, read_selection
from catalog.listing.sources import Source
from catalog.listing.variants import with_variants
from catalog.models.listed_offer import ListedOffer
from catalog.models.shop_rules import shown_rules
from catalog.offers import Offer, offers_of_pages
from catalog.prices import MoneyRules
from sitewide.kept_values import keep_until_change

PAGE_SIZE = 24
type Sort = tuple[str, tuple[str, ...]]  # label, and columns of the order
FEATURED_FIRST: Sort = ("Featured first", ("-featured_first", "title", "page"))
BEST_MATCH: Sort = ("Best match", ())
OTHER_SORTS: Mapping[str, Sort] = {
    "price": ("Price, low to high", ("price_pence", "title", "page")),
    "-price": ("Price, high to low", ("-price_pence", "title", "page")),
    "name": ("Name, A to Z", ("title", "page")),
    "-name": ("Name, Z to A", ("-title", "page")),
    "new": ("Newest first", ("-published_at", "title", "page")),
    "rated": ("Best rated", ("-stars_mean", "-review_count", "title", "page")),
}
# By their value in the URL; the default order has none.
SORTS: Mapping[str, Sort] = {"": FEATURED_FIRST, **OTHER_SORTS}
SORTS_OF_SEARCH: Mapping[str, Sort] = {"": BEST_MATCH, "featured": FEATURED_FIRST, **OTHER_SORTS}
PRODUCT_FILTERS = tuple(Filter)
BUNDLE_FILTERS = tuple(
    name
    for name in Filter
    # The types of bundles have pages of their own.
    if name not in (Filter.SUBCATEGORY, Filter.TYPE, Filter.TAG, Filter.TIER)
)


@dataclass(frozen=True, slots=True)
class SortChoice:
    """Choice of the sort order."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value, with the query string of the listing without it."""

    label: str
    filter_label: str
    link: str


@dataclass(frozen=True, slots=True)
class Loosening:
    """A filter that leaves nothing: `count` pages fit all the others."""

    label: str
    count: int
    link: str


class Listing:
    """Offers on one page of the listing, with its filter choices and pager links.

    `sources`: what is on sale. `name` stands for them: the counts of the filters are kept under it
    until the catalogue changes. `ranked`: their keys, best first, if the listing is the result of a
    search. `kept`: parameters of the URL that every link keeps, such as the words of a search.
    """

    def __init__(
        self,
        sources: Iterable[Source],
        query: QueryDict,
        *,
        filters: Iterable[Filter] = PRODUCT_FILTERS,
        rules: MoneyRules | None = None,
        name: Hashable = None,
        ranked: Sequence[int] | None = None,
        kept: Mapping[str, str] | None = None,
    ) -> None:
        self.rules = rules or shown_rules()
        self.kept = dict(kept or {})
        self._sources = tuple(sources)
        self._filters = tuple(filters)
        self._name = name
        self._ranked = ranked
        self.selection: Selection = read_selection(query, self._filters)
        self._sorts = SORTS if ranked is None else SORTS_OF_SEARCH
        asked = query.get("sort", "")
        self.sort = asked if asked in self._sorts else ""
        self._page_number = query.get("page", "1")

    @classmethod
    def of_products(
        cls,
        rows: QuerySet[ListedOffer],
        query: QueryDict,
        *,
        name: Hashable = None,
        without: Collection[Filter] = (),
    ) -> "Listing":
        """List these products.

        `without`: filters that are not offered, because the products have one value.
        """
        filters = [each for each in PRODUCT_FILTERS if each not in without]
        return cls([Source.of_products(rows)], query, filters=filters, name=name)

    @classmethod
    def of_bundles(
        cls, rows: QuerySet[ListedOffer], query: QueryDict, *, name: Hashable = None
    ) -> "Listing":
        """List these bundles."""
        return cls([Source.of_bundles(rows)], query, filters=BUNDLE_FILTERS, name=name)

    @cached_property
    def counts(self) -> FacetCounts:
        """The number of pages, and of those that each choice of a filter would show."""
        chosen = self.selection.filters
        names = [
            name
            for name in self._filters
            # Subcategories of all categories would be too many to choose from.
            if name != Filter.SUBCATEGORY
            or Filter.CATEGORY not in self._filters
            or {Filter.CATEGORY, Filter.SUBCATEGORY} & set(chosen)
        ]
        count = partial(count_facets, self._sources, self.selection, names)
        return self._kept(count, "facets", *names)

    @property
    def total(self) -> int:
        return self.counts.total

    @property
    def facets(self) -> list[Facet]:
        return [facet for facet in self.counts.facets if facet.is_useful]

    @cached_property
    def page(self) -> PageOfOffers:
        """The page of offers; an invalid page number gives the nearest page."""
        paginator = Paginator(range(self.total), PAGE_SIZE)
        page: PageOfOffers = paginator.get_page(self._page_number)
        start = (page.number - 1) * PAGE_SIZE
        page.object_list = self._read_offers(slice(start, start + PAGE_SIZE)) if self.total else []
        return page

    @property
    def offers(self) -> list[Offer]:
        return list(self.page.object_list)

    def _read_offers(self, part: slice) -> list[Offer]:
        offers = self._read_cards(part)
        for source in self._sources:
            if not source.is_of_bundles:
                offers = with_variants(offers, source.filtered(self.selection), self.rules)
        return offers

    def _read_cards(self, part: slice) -> list[Offer]:
        """Return one offer of each family, in the order of the list."""
        keys = self._kept(partial(self._read_keys, part), "keys", self.sort, part.start)
        return offers_of_pages(keys, rules=self.rules)

    def _kept[Value](self, make: Callable[[], Value], *what: Hashable) -> Value:
        """Keep a value of this listing and selection, if the listing has a name."""
        if self._name is None:
            return make()
        return keep_until_change((self._name, self.selection, *what), make)

    def _read_keys(self, part: slice) -> list[int]:
        _, order = self._sorts[self.sort]
        if not order:
            return self._ranked_keys()[part]
        listed = [source.listed(self.selection) for source in self._sources]
        if len(listed) > 1:
            return [row[-1] for row in _sorted_rows(listed, order)[part]]
        [rows] = listed
        return list(rows.order_by(*order).values_list("pk", flat=True)[part])

    def _ranked_keys(self) -> list[int]:
        """Return one key of each family, best match first: its best match that is in stock."""
        columns = ("pk", "listed_as", "has_stock")
        first, *others = [
            source.filtered(self.selection).order_by().values_list(*columns)
            for source in self._sources
        ]
        facts = {key: (family, stock) for key, family, stock in first.union(*others, all=True)}
        chosen: dict[str, int] = {}
        for key in (key for key in self._ranked or () if key in facts):
            family, has_stock = facts[key]
            now = chosen.setdefault(family, key)
            if has_stock and not facts[now][1]:
                chosen[family] = key
        return list(chosen.values())

    @property
    def sort_choices(self) -> list[SortChoice]:
        return [
            SortChoice(value, label, value == self.sort)
            for value, (label, _) in self._sorts.items()
        ]

    @property
    def is_filtered(self) -> bool:
        return bool(self.selection.filters)

    @property
    def is_start(self) -> bool:
        """Whether this is the first page, in the default order and without filters."""
        return not (self.is_filtered or self.sort or self.page.number > 1)

    @property
    def is_indexable(self) -> bool:
        """Whether search engines may list the page: at most one value is chosen."""
        return len(self.selection.chips) <= 1 and not self.sort

    @property
    def canonical_query(self) -> str:
        """Return the query string of the canonical URL: without the sort order, perhaps empty."""
        pairs = list(self.selection.parameters()) if self.is_indexable else []
        if self.is_indexable and self.page.number > 1:
            pairs.append(("page", str(self.page.number)))
        return f"?{urlencode(pairs)}" if pairs else ""

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(chip.label, chip.filter.label, self._link(without=chip))
            for chip in self.selection.chips
        ]

    @property
    def loosenings(self) -> list[Loosening]:
        """What to leave out, if nothing is found: most results first."""
        if self.total:
            return []
        count = partial(count_without_each, self._sources, self.selection)
        counts = self._kept(count, "loosenings")
        return [
            Loosening(_label_of(self.selection, name), count, self._link(without_all_of=name))
            for name, count in sorted(counts.items(), key=lambda pair: -pair[1])
            if count
        ]

    @property
    def clear_link(self) -> str:
        """Return the query string without filters."""
        return "?" + urlencode(self.kept)

    @property
    def page_links(self) -> list[tuple[object, str]]:
        """Pairs of (page number or "…", its URL or "") for the pager."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1)
        return [
            (number, self.link_to(number) if isinstance(number, int) else "") for number in numbers
        ]

    def link_to(self, number: int) -> str:
        """Return the query string of another page of this listing."""
        return self._link(page=number)

    def _link(
        self,
        *,
        page: int = 1,
        without: ChosenValue | None = None,
        without_all_of: Filter | None = None,
    ) -> str:
        selection = self.selection
        pairs = [*self.kept.items(), *selection.parameters(without, without_all_of)]
        if self.sort:
            pairs.append(("sort", self.sort))
        if page > 1:
            pairs.append(("page", str(page)))
        return "?" + urlencode(pairs)

    @property
    def previous_link(self) -> str:
        return self.link_to(self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def next_link(self) -> str:
        return self.link_to(self.page.next_page_number()) if self.page.has_next() else ""


def _sorted_rows(filtered: Sequence[QuerySet], order: Sequence[str]) -> QuerySet[Any, tuple]:
    """Return the columns of the order, the key last, of several sources in one order."""
    columns = [name.removeprefix("-") for name in order]
    first, *others = [rows.order_by().values_list(*columns) for rows in filtered]
    return first.union(*others, all=True).order_by(*order)


def _label_of(selection: Selection, name: Filter) -> str:
    return ", ".join(chip.label for chip in selection.chips if chip.filter == name)
