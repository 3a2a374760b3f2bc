"""The Stripe account that fakestripe simulates, and the cause of a change."""

from dataclasses import dataclass
from typing import Any

from fakestripe.api.keys_in_use import KeysInUse
from fakestripe.chaos.rules import Rules
from fakestripe.clock import Clock
from fakestripe.errors import NamedObjectMissing, NoSuchObject
from fakestripe.store import Record, Store
from fakestripe.webhooks.delivery import WebhookSender


@dataclass(frozen=True)
class Cause:
    """The API request that caused an event. Both are None for other causes (shopper, clock)."""

    request_id: str | None = None
    idempotency_key: str | None = None


BY_ITSELF = Cause()


@dataclass(frozen=True)
class Account:
    """State and settings shared by all modules."""

    store: Store
    clock: Clock
    public_url: str
    api_version: str
    sends_webhooks: bool
    rules: Rules
    keys_in_use: KeysInUse
    sender: WebhookSender

    def now(self) -> int:
        return self.clock.now()

    def wake(self) -> None:
        """Wake the thread that sends webhooks."""
        self.sender.wake()

    def get(self, kind: str, object_id: str, param: str) -> Record:
        """Return an object by the id in the path. Raises NoSuchObject (404)."""
        record = self.store.find(kind, object_id)
        if record is None:
            raise NoSuchObject(kind, object_id, param)
        return record

    def named(self, kind: str, object_id: str, param: str) -> Record:
        """Return an object by the id in a parameter. Raises NamedObjectMissing (400)."""
        record = self.store.find(kind, object_id)
        if record is None:
            raise NamedObjectMissing(kind, object_id, param)
        return record

    def body(self, kind: str, object_id: str) -> dict[str, Any]:
        """Return the body of an object that another object refers to, so that it must exist."""
        return self.get(kind, object_id, "id").body
