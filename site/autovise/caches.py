"""Redis cache backend that tolerates an unreachable Redis.

While Redis is unreachable, the cache is empty and pages are rendered again. Rate limits counted in
the cache (log-in, forms that send mails) fail closed: `add` returns False, so no lock is acquired
and the try is refused.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

log = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0
_AWAY = (RedisConnectionError, RedisTimeoutError, OSError)


def _with_fallback(name: str, fallback: Callable[..., object]) -> Callable[..., Any]:
    """Wrap the method `name` of RedisCache: call `fallback` while Redis is unreachable."""
    original = getattr(RedisCache, name)

    @wraps(original)
    def method(self: "FallbackRedisCache", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() < self._away_until:
            return fallback(*args, **kwargs)
        try:
            result = original(self, *args, **kwargs)
        except _AWAY as error:
            self._mark_unreachable(error)
            return fallback(*args, **kwargs)
        self._mark_reachable()
        return result

    return method


class FallbackRedisCache(RedisCache):
    """RedisCache that does not call Redis for `PAUSE_SECONDS` after a failed call.

    So a Redis that does not respond delays a request once, not for every key. Loss and recovery of
    the connection are logged once each.
    """

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._away_until = 0.0
        self._is_away = False

    add = _with_fallback("add", lambda key, value, **_: False)
    get = _with_fallback("get", lambda key, default=None, version=None: default)
    set = _with_fallback("set", lambda *_, **__: None)
    touch = _with_fallback("touch", lambda *_, **__: False)
    delete = _with_fallback("delete", lambda *_, **__: False)
    get_many = _with_fallback("get_many", lambda *_, **__: {})
    set_many = _with_fallback("set_many", lambda data, **_: list(data))
    delete_many = _with_fallback("delete_many", lambda *_, **__: None)
    has_key = _with_fallback("has_key", lambda *_, **__: False)
    clear = _with_fallback("clear", lambda *_, **__: False)

    def _mark_unreachable(self, error: Exception) -> None:
        self._away_until = time.monotonic() + PAUSE_SECONDS
        if not self._is_away:
            log.error("the cache does not respond and is empty: %s", type(error).__name__)
        self._is_away = True

    def _mark_reachable(self) -> None:
        if self._is_away:
            log.warning("the cache responds again")
        self._is_away = False
