"""Store of pages: a cache of Django in which each page has a place, by its URL.

A place holds one state of one URL, so old states are overwritten, and the number of places and the
bytes of each bound the memory, also in Redis. A cache that fails reads as a miss, logged once.
"""

import logging
from collections.abc import Callable, Mapping

from django.conf import settings
from django.core.cache import caches

from autovise.page_cache.answers import GZIP, IDENTITY, Answer
from autovise.page_cache.keys import STATE_BYTES, slot_of

log = logging.getLogger(__name__)

ALIAS = "pages"
MAX_BYTES = 512 * 1024


class PageStore:
    """Access to the cache of pages."""

    def __init__(self) -> None:
        self._fails = False

    def read(self, url: str, state: bytes, encoding: str) -> Answer | None:
        """Return the stored page in this encoding; None if this state of it is not stored."""
        kept = GZIP if encoding == IDENTITY else encoding
        stored = self._guarded(lambda: caches[ALIAS].get(_key(url, kept)))
        if not isinstance(stored, bytes) or not stored.startswith(state):
            return None
        answer = Answer.from_bytes(stored[STATE_BYTES:])
        return answer.decoded() if encoding == IDENTITY else answer

    def write(self, url: str, state: bytes, encoded: Mapping[str, Answer]) -> None:
        """Store the page in its encodings, unless it is too large."""
        values = {_key(url, name): state + each.to_bytes() for name, each in encoded.items()}
        if all(len(value) <= MAX_BYTES for value in values.values()):
            self._guarded(lambda: caches[ALIAS].set_many(values))

    def _guarded(self, call: Callable[[], object]) -> object:
        try:
            result = call()
        except Exception as error:  # noqa: BLE001 (caches raise any exception; pages are served)
            if not self._fails:
                log.error("the page cache fails, pages are rendered: %s", type(error).__name__)
            self._fails = True
            return None
        self._fails = False
        return result


def _key(url: str, encoding: str) -> str:
    return f"{slot_of(url, settings.PAGE_CACHE_SLOTS)}:{encoding}"
