"""List responses: newest first, cursor, `has_more` (docs.stripe.com/api/pagination)."""

from collections.abc import Callable
from typing import Any

from fakestripe.account import Account
from fakestripe.errors import NamedObjectMissing
from fakestripe.store import Filter, field_is

Json = dict[str, Any]

_PLAIN_FILTERS = (
    "charge", "currency", "customer", "destination", "payment_intent", "source", "status", "type",
)  # fmt: skip
_COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def list_objects(account: Account, kind: str, params: Json, url: str) -> Json:
    """Return one page of objects. Raises NamedObjectMissing for an unknown cursor."""
    limit = params.get("limit", 10)
    filters = _filters(params)
    backwards = "ending_before" in params
    cursor = "ending_before" if backwards else "starting_after"
    if cursor in params:
        seq = account.store.seq_of(kind, params[cursor])
        if seq is None:
            raise NamedObjectMissing(kind, params[cursor], cursor)
        filters.append(Filter(f"seq {'>' if backwards else '<'} ?", (seq,)))
    read = account.store.oldest if backwards else account.store.newest
    bodies = [record.body for record in read(kind, filters, limit + 1)]
    page = bodies[:limit]
    if backwards:
        page.reverse()
    return as_list(page, has_more=len(bodies) > limit, url=url)


def list_in_order(items: list[Json], params: Json, url: str) -> Json:
    """Return one page of a list inside another object, in its own order."""
    start = 0
    if "starting_after" in params:
        start = _position(items, params["starting_after"]) + 1
    limit = params.get("limit", 10)
    return as_list(items[start : start + limit], has_more=len(items) > start + limit, url=url)


def as_list(data: list[Json], *, has_more: bool, url: str) -> Json:
    """Return Stripe's list object."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def _position(items: list[Json], item_id: str) -> int:
    for position, item in enumerate(items):
        if item["id"] == item_id:
            return position
    raise NamedObjectMissing("item", item_id, "starting_after")


def _filters(params: Json) -> list[Filter]:
    filters = [
        field_is(name, params[name])
        for name in _PLAIN_FILTERS
        if name in params and "*" not in str(params[name])
    ]
    for name, special in _SPECIAL_FILTERS.items():
        if name in params:
            filters += special(params[name])
    return filters


def _created(created: int | Json) -> list[Filter]:
    if isinstance(created, int):
        return [Filter("created = ?", (created,))]
    return [Filter(f"created {_COMPARISONS[name]} ?", (at,)) for name, at in created.items()]


def _arrival_date(arrival: int | Json) -> list[Filter]:
    field = "json_extract(body, '$.arrival_date')"
    if isinstance(arrival, int):
        return [Filter(f"{field} = ?", (arrival,))]
    return [Filter(f"{field} {_COMPARISONS[name]} ?", (at,)) for name, at in arrival.items()]


def _contained_in(payout_id: str) -> list[Filter]:
    return [Filter("json_extract(private, '$.payout') = ?", (payout_id,))]


def _one_of_types(types: list[str]) -> list[Filter]:
    marks = ", ".join("?" for _ in types)
    return [Filter(f"json_extract(body, '$.type') IN ({marks})", tuple(types))]


def _type_pattern(pattern: str) -> list[Filter]:
    return [Filter("json_extract(body, '$.type') GLOB ?", (pattern,))] if "*" in pattern else []


def _customer_email(details: Json) -> list[Filter]:
    return [field_is("customer_details.email", details["email"])]


def _delivered(wanted: bool) -> list[Filter]:
    undelivered = "id IN (SELECT event_id FROM deliveries WHERE state != 'delivered')"
    return [Filter(f"NOT {undelivered}" if wanted else undelivered)]


_SPECIAL_FILTERS: dict[str, Callable[[Any], list[Filter]]] = {
    "created": _created,
    "arrival_date": _arrival_date,
    "payout": _contained_in,
    "type": _type_pattern,
    "types": _one_of_types,
    "customer_details": _customer_email,
    "delivery_success": _delivered,
}
