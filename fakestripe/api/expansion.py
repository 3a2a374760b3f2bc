"""`expand[]`: replace ids in a response by their objects (docs.stripe.com/expand)."""

from typing import Any

from fakestripe.account import Account
from fakestripe.api.lists import list_in_order
from fakestripe.errors import InvalidRequest

Json = dict[str, Any]

_NEVER_IDS = ("id", "object", "status", "url", "currency", "client_secret", "success_url")
_DEEPEST = 4


def expand(account: Account, answer: Json, paths: list[str]) -> Json:
    """Expand these paths. Raises InvalidRequest for a path that cannot be expanded."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > _DEEPEST:
            raise InvalidRequest(
                "You cannot expand more than 4 levels of a property", param="expand"
            )
        answer = _expanded(account, answer, steps, path)
    return answer


def _expanded(account: Account, holder: Json, steps: list[str], path: str) -> Json:
    name, *rest = steps
    value = _value(account, holder, name, path)
    if rest and isinstance(value, list):
        value = [_expanded(account, item, rest, path) for item in value]
    elif rest and isinstance(value, dict):
        value = _expanded(account, value, rest, path)
    return {**holder, name: value}


def _value(account: Account, holder: Json, name: str, path: str) -> Any:
    kind = holder.get("object")
    if kind == "checkout.session" and name == "line_items":
        return session_line_items(account, holder["id"], {})
    if name == "breakdown" and "amount_discount" in holder:
        return {"discounts": [], "taxes": []}
    if name not in holder or name in _NEVER_IDS:
        raise InvalidRequest(
            f"This property cannot be expanded ({path}). You may want to try expanding "
            f"'data.{path}' instead."
            if kind == "list"
            else f"This property cannot be expanded ({path}).",
            param="expand",
        )
    value = holder[name]
    if isinstance(value, str):
        record = account.store.find_anywhere(value)
        return record.body if record else value
    return value


def session_line_items(account: Account, session_id: str, params: Json) -> Json:
    """Return a page of a session's line items."""
    record = account.get("checkout.session", session_id, "session")
    url = f"/v1/checkout/sessions/{session_id}/line_items"
    return list_in_order(record.private["line_items"], params, url)
