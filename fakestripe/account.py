"""The one Stripe account that the stand-in plays, and who asked it to do something."""

from dataclasses import dataclass
from typing import Any

from fakestripe.api.keys_in_use import KeysInUse
from fakestripe.chaos.rules import Rules
from fakestripe.clock import Clock
from fakestripe.errors import NamedObjectMissing, NoSuchObject
from fakestripe.store import Record, Store
from fakestripe.webhooks.delivery import Courier


@dataclass(frozen=True)
class Cause:
    """The API request that led to an event; both empty if none did (a shopper, the clock)."""

    request_id: str | None = None
    idempotency_key: str | None = None


BY_ITSELF = Cause()


@dataclass(frozen=True)
class Account:
    """What all parts of the stand-in share."""

    store: Store
    clock: Clock
    public_url: str
    api_version: str
    sends_webhooks: bool
    rules: Rules
    keys_in_use: KeysInUse
    courier: Courier

    def now(self) -> int:
        return self.clock.now()

    def ring(self) -> None:
        """There may be webhooks to send."""
        self.courier.ring()

    def get(self, kind: str, object_id: str, param: str) -> Record:
        """By the id in the path. Raises NoSuchObject (404)."""
        record = self.store.find(kind, object_id)
        if record is None:
            raise NoSuchObject(kind, object_id, param)
        return record

    def named(self, kind: str, object_id: str, param: str) -> Record:
        """By the id in a parameter. Raises NamedObjectMissing (400)."""
        record = self.store.find(kind, object_id)
        if record is None:
            raise NamedObjectMissing(kind, object_id, param)
        return record

    def body(self, kind: str, object_id: str) -> dict[str, Any]:
        """An object that must be there because another one refers to it."""
        return self.get(kind, object_id, "id").body
