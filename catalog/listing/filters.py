"""Filters of a listing, and what a query string chooses of them.

The values are read from the URL: several per filter, such as `?tier=pro&tag=winter&tag=gift`. A
value that is unknown to the shop is ignored, and named to the shopper.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Concat
from django.http import QueryDict

from catalog.models.taxonomy import Category, ProductType, Subcategory, Tag
from sitewide.money_fields import pounds_text
from sitewide.numbers import NotOneNumber, quoted, read_pence
from sitewide.templatetags.money import pounds


class Filter(StrEnum):
    """Filter of a listing. The value is its name in the URL."""

    CATEGORY = "category"
    SUBCATEGORY = "subcategory"
    TYPE = "type"
    TIER = "tier"
    TAG = "tag"
    PRICE = "price"
    STOCK = "stock"
    OFFER = "offer"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Mapping[Filter, str] = {
    Filter.CATEGORY: "Category",
    Filter.SUBCATEGORY: "Subcategory",
    Filter.TYPE: "Type",
    Filter.TIER: "Tier",
    Filter.TAG: "For",
    Filter.PRICE: "Price",
    Filter.STOCK: "Availability",
    Filter.OFFER: "Offers",
}
PRICE_FROM, PRICE_TO = "price_from", "price_to"
ON = "1"  # the value of a filter that is on or off
SWITCHES: Mapping[Filter, str] = {Filter.STOCK: "In stock", Filter.OFFER: "On offer"}
TIERS: Mapping[str, str] = {"standard": "Standard", "pro": "Pro", "special": "Special"}
# Value and label of bundles in the filter by type, where a listing has products and bundles.
BUNDLE_TYPE = ("bundle", "Bundle")
MAX_VALUES = 20
_SLUG = re.compile(r"[-\w]{1,80}(/[-\w]{1,80})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ChosenValue:
    """A value of a filter that the shopper chose, as a chip shows it."""

    filter: Filter
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class PriceRange:
    """Lowest and highest price in pence; None for an open end."""

    from_pence: int | None = None
    to_pence: int | None = None

    def __bool__(self) -> bool:
        return (self.from_pence, self.to_pence) != (None, None)

    @property
    def label(self) -> str:
        match self.from_pence, self.to_pence:
            case int(low), int(high):
                return f"{pounds(low)} to {pounds(high)}"
            case int(low), None:
                return f"{pounds(low)} or more"
            case None, int(high):
                return f"Up to {pounds(high)}"
        return "Any price"


@dataclass(frozen=True, slots=True)
class Selection:
    """What a query string chooses. `ignored`: values that the shop does not know, with reasons."""

    chosen: tuple[ChosenValue, ...] = ()
    price: PriceRange = field(default_factory=PriceRange)
    ignored: tuple[str, ...] = ()

    def values_of(self, name: Filter) -> tuple[str, ...]:
        return tuple(chosen.value for chosen in self.chosen if chosen.filter == name)

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The filters with a chosen value."""
        names = [name for name in Filter if self.values_of(name)]
        return tuple([*names, Filter.PRICE] if self.price else names)

    @property
    def chips(self) -> tuple[ChosenValue, ...]:
        """The chosen values, with the price range as one of them."""
        if not self.price:
            return self.chosen
        return (*self.chosen, ChosenValue(Filter.PRICE, "", self.price.label))

    def parameters(
        self, without: ChosenValue | None = None, without_all_of: Filter | None = None
    ) -> list[tuple[str, str]]:
        """Return the names and values for a query string.

        `without`: leave out this value. `without_all_of`: leave out all values of this filter.
        """
        left_out = {without_all_of, without.filter if without and not without.value else None}
        pairs = [
            (str(chosen.filter), chosen.value)
            for chosen in self.chosen
            if chosen != without and chosen.filter not in left_out
        ]
        if Filter.PRICE not in left_out:
            ends = ((PRICE_FROM, self.price.from_pence), (PRICE_TO, self.price.to_pence))
            pairs += [(name, pounds_text(pence)) for name, pence in ends if pence is not None]
        return pairs


def read_selection(query: QueryDict, filters: Iterable[Filter]) -> Selection:
    """Read what the query string chooses of these filters. One query if it chooses a snippet."""
    offered = tuple(filters)
    asked: dict[Filter, list[str]] = {
        name: _values(query, name) for name in offered if name != Filter.PRICE
    }
    known = _labels(asked)
    chosen = tuple(
        ChosenValue(name, value, known[name, value])
        for name, values in asked.items()
        for value in values
        if (name, value) in known
    )
    ignored = [
        f"{name.label} “{quoted(value)}”"
        for name, values in asked.items()
        for value in values
        if (name, value) not in known
    ]
    price, refused = _read_price(query) if Filter.PRICE in offered else (PriceRange(), [])
    return Selection(chosen, price, (*ignored, *refused))


def _values(query: QueryDict, name: Filter) -> list[str]:
    """Return the different values of the filter, at most `MAX_VALUES`. An empty one means any."""
    return list(dict.fromkeys(value for value in query.getlist(name) if value))[:MAX_VALUES]


def _labels(asked: Mapping[Filter, list[str]]) -> dict[tuple[Filter, str], str]:
    """Return the labels of those values that the shop knows."""
    labels = {
        (name, value): label
        for name in asked
        for value, label in _fixed_choices(name)
        if value in asked[name]
    }
    queries = [
        rows
        for name, values in asked.items()
        if (slugs := [value for value in values if is_slug_path(value)])
        if (rows := _snippets(name, slugs)) is not None
    ]
    if queries:
        first, *others = queries
        for name, value, label in first.union(*others, all=True).order_by():
            labels[Filter(name), value] = label
    return labels


def is_slug_path(value: str) -> bool:
    """Return whether the value may be a slug, or two of them with a slash between."""
    return bool(_SLUG.fullmatch(value))


def _fixed_choices(name: Filter) -> Iterator[tuple[str, str]]:
    if name == Filter.TIER:
        yield from TIERS.items()
    elif name == Filter.TYPE:
        yield BUNDLE_TYPE
    elif name in SWITCHES:
        yield ON, SWITCHES[name]


def _snippets(name: Filter, slugs: list[str]) -> QuerySet[Any, tuple[str, str, str]] | None:
    """Return a query of (filter, value, label) for the snippets with these slugs."""
    models: dict[Filter, Any] = {
        Filter.CATEGORY: Category,
        Filter.TYPE: ProductType,
        Filter.TAG: Tag,
    }
    if name == Filter.SUBCATEGORY:
        rows = Subcategory.objects.annotate(value=subcategory_value("category", "")).order_by()
    elif name in models:
        rows = models[name].objects.annotate(value=F("slug")).order_by()
    else:
        return None
    of_filter = Value(str(name), output_field=CharField())
    return rows.filter(value__in=slugs).values_list(of_filter, "value", "name")


def subcategory_value(category: str, subcategory: str) -> Concat:
    """Return the expression for a subcategory in the URL: "cleaning-care/wheels".

    `category` and `subcategory`: lookup paths of both, from the model of the query; "" is itself.
    """
    own = f"{subcategory}__slug" if subcategory else "slug"
    return Concat(f"{category}__slug", Value("/"), own, output_field=CharField())


def _read_price(query: QueryDict) -> tuple[PriceRange, list[str]]:
    """Return the price range, lowest end first, and the texts that are no price."""
    ends: list[int | None] = []
    refused = []
    for name in (PRICE_FROM, PRICE_TO):
        text = query.get(name, "").strip()
        try:
            ends.append(read_pence(text) if text else None)
        except NotOneNumber:
            ends.append(None)
            refused.append(f"{Filter.PRICE.label} “{quoted(text)}”")
    low, high = ends
    if low is not None and high is not None and low > high:
        low, high = high, low
    return PriceRange(low, high), refused


def query_without(query: QueryDict, *left_out: str) -> str:
    """Return the query string without these names and without empty values.

    A form sends a name for each of its fields, also for those that are not filled in.
    """
    rest = query.copy()
    for name in list(rest):
        values = [value for value in rest.getlist(name) if value]
        if name in left_out or not values:
            del rest[name]
        else:
            rest.setlist(name, values)
    return rest.urlencode()


def has_empty_values(query: QueryDict) -> bool:
    return any(not value for _, values in query.lists() for value in values)
