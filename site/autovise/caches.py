"""The shared cache over Redis, without which the shop goes on.

A cache that cannot be reached reads as empty: pages are made anew. Limits that count in the cache
(log-in, forms that mail) fail closed: `add` says that nothing was added, so no lock is got and the
try is refused.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

log = logging.getLogger(__name__)

AWAY_SECONDS = 5.0
_AWAY = (RedisConnectionError, RedisTimeoutError, OSError)


def _or_else(name: str, answer: Callable[..., object]) -> Callable:
    """The method `name` of RedisCache; while Redis is away, what `answer` returns of its
    arguments."""
    original = getattr(RedisCache, name)

    @wraps(original)
    def method(self, *args, **kwargs):
        if time.monotonic() < self._away_until:
            return answer(*args, **kwargs)
        try:
            result = original(self, *args, **kwargs)
        except _AWAY as error:
            self._note_away(error)
            return answer(*args, **kwargs)
        self._note_back()
        return result

    return method


class ForgivingRedisCache(RedisCache):
    """After a failed call Redis is left alone for `AWAY_SECONDS`, so that a Redis that hangs delays
    a request once and not at every key. It is logged once that it went, and once that it came."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._away_until = 0.0
        self._is_away = False

    add = _or_else("add", lambda key, value, **_: False)
    get = _or_else("get", lambda key, default=None, version=None: default)
    set = _or_else("set", lambda *_, **__: None)
    touch = _or_else("touch", lambda *_, **__: False)
    delete = _or_else("delete", lambda *_, **__: False)
    get_many = _or_else("get_many", lambda *_, **__: {})
    set_many = _or_else("set_many", lambda data, **_: list(data))
    delete_many = _or_else("delete_many", lambda *_, **__: None)
    has_key = _or_else("has_key", lambda *_, **__: False)
    clear = _or_else("clear", lambda *_, **__: False)

    def _note_away(self, error: Exception) -> None:
        self._away_until = time.monotonic() + AWAY_SECONDS
        if not self._is_away:
            log.error("the cache does not answer, and reads as empty: %s", type(error).__name__)
        self._is_away = True

    def _note_back(self) -> None:
        if self._is_away:
            log.warning("the cache answers again")
        self._is_away = False
