"""The event object."""

from typing import Any

from fakestripe.account import Cause
from fakestripe.ids import new_id

Json = dict[str, Any]


def build_event(
    event_type: str,
    about: Json,
    *,
    before: Json | None,
    cause: Cause,
    api_version: str,
    pending_webhooks: int,
    now: int,
) -> Json:
    """Build an event. `before`: old values, in `*.updated` and `*.refunded` events."""
    data: Json = {"object": about}
    if before is not None:
        data["previous_attributes"] = before
    return {
        "id": new_id("evt_"),
        "object": "event",
        "api_version": api_version,
        "created": now,
        "data": data,
        "livemode": False,
        "pending_webhooks": pending_webhooks,
        "request": {"id": cause.request_id, "idempotency_key": cause.idempotency_key},
        "type": event_type,
    }
