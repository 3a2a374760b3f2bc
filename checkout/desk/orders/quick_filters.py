"""Filters above the list of orders: the usual ones, and those that the user saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from accounts.models import User
from checkout.desk.orders.order_filters import OrderFilterSet
from checkout.models import SavedOrderFilter

USUAL = (
    ("To pack", "dispatch=due"),
    ("With problems", "problems=any"),
    ("First orders", "first=yes"),
    ("Guests", "buyer=guest"),
    ("Refunds", "refunds=any"),
    ("Disputes", "disputes=any"),
)
RANGE_ENDS = tuple(
    f"{name}_{end}" for name in ("placed_at", "invoiced", "refunded") for end in ("from", "to")
)
# What is searched for may be personal data, such as a buyer's e-mail address: it is not saved.
SAVED_NAMES = (*OrderFilterSet.base_filters, *RANGE_ENDS, "ordering")
NAMES = (*SAVED_NAMES, "q")


@dataclass(frozen=True, slots=True)
class QuickFilter:
    """A link that sets a filter. `saved`: the saved filter that it is, if any."""

    label: str
    url: str
    is_active: bool
    saved: SavedOrderFilter | None = None


@dataclass(frozen=True, slots=True)
class QuickFilters:
    """All links, and the query in force if its filters can be saved; else empty."""

    usual: list[QuickFilter]
    saved: list[QuickFilter]
    query: str


def quick_filters(request: HttpRequest) -> QuickFilters:
    query = query_in_force(request.GET)
    mine = SavedOrderFilter.objects.filter(user=cast(User, request.user))
    saved = [_link(each.name, each.query, query, each) for each in mine]
    usual = [_link(label, wanted, query) for label, wanted in USUAL]
    filters = savable_query(request.GET)
    known = {"", *(wanted for _, wanted in USUAL), *(each.query for each in mine)}
    return QuickFilters(usual, saved, "" if filters in known else query)


def query_in_force(sent: QueryDict) -> str:
    """Return the filters, search and order of the list as a query string, always in the same
    order, without empty and unknown ones."""
    return _kept(sent, NAMES)


def savable_query(sent: QueryDict) -> str:
    """Return the query in force without the search."""
    return _kept(sent, SAVED_NAMES)


def _kept(sent: QueryDict, names: Iterable[str]) -> str:
    kept = QueryDict(mutable=True)
    for name in names:
        values = sorted(value for value in sent.getlist(name) if value)
        if values:
            kept.setlist(name, values)
    return kept.urlencode()


def _link(
    label: str, wanted: str, query: str, saved: SavedOrderFilter | None = None
) -> QuickFilter:
    """Build a link; that of the filter in force leads back to all orders."""
    index = reverse("checkout_order_modeladmin_index")
    is_active = wanted == query
    return QuickFilter(label, index if is_active else f"{index}?{wanted}", is_active, saved)
