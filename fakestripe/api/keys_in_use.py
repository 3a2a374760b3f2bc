"""Idempotency keys whose first request is still in progress."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fakestripe.errors import StripeRefusal


class KeyInUse(StripeRefusal):
    """Another request with this key is in progress.

    Status and code: docs.stripe.com/error-codes; wording: stripity_stripe#564.
    """

    status = 409

    def __init__(self, key: str) -> None:
        super().__init__(
            "There is currently another in-progress request using this Idempotent Key (that "
            "probably means you submitted twice, and the other request is still going through): "
            f"{key}. Please try again later.",
            code="idempotency_key_in_use",
        )


class KeysInUse:
    """The set of keys in use, shared by all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: set[str] = set()

    @contextmanager
    def using(self, key: str) -> Iterator[None]:
        """Reserve a key for the duration of a request. Does nothing if it is empty.

        Raises KeyInUse.
        """
        if not key:
            yield
            return
        with self._lock:
            if key in self._keys:
                raise KeyInUse(key)
            self._keys.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard(key)

    def is_free(self) -> bool:
        """Whether no request with a key is in progress."""
        with self._lock:
            return not self._keys
