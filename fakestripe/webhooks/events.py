"""Store events and queue their delivery, in the transaction of the change."""

from typing import Any

from fakestripe.account import Account, Cause
from fakestripe.chaos.deliveries import post
from fakestripe.objects.event import build_event


def emit(
    account: Account,
    event_type: str,
    about: dict[str, Any],
    cause: Cause,
    *,
    before: dict[str, Any] | None = None,
) -> None:
    """Store an event about an object, and queue its delivery if webhooks are sent."""
    event = build_event(
        event_type,
        about,
        before=before,
        cause=cause,
        api_version=account.api_version,
        pending_webhooks=1 if account.sends_webhooks else 0,
        now=account.now(),
    )
    account.store.add(event)
    if account.sends_webhooks:
        post(account, event)
