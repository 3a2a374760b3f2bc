"""Redis cache backend that tolerates an unreachable Redis.

While Redis is unreachable, the cache is empty and pages are rendered again. A cache with the option
`fallback` uses that other cache meanwhile: the attempts that rate limits count (log-in, forms that
send mails) are counted in the database. Without it, `add` returns False, so no lock is acquired.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from autovise.settings.caches import FALLBACK_TABLE

log = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0
_AWAY = (RedisConnectionError, RedisTimeoutError, OSError)


def _with_fallback(name: str, empty: Callable[..., object]) -> Callable[..., Any]:
    """Wrap the method `name` of RedisCache.

    While Redis is unreachable, the fallback cache is called, or `empty` if there is none.
    """
    original = getattr(RedisCache, name)

    @wraps(original)
    def method(self: "FallbackRedisCache", *args: Any, **kwargs: Any) -> Any:
        instead = getattr(caches[self._fallback], name) if self._fallback else empty
        if time.monotonic() < self._away_until:
            return instead(*args, **kwargs)
        try:
            result = original(self, *args, **kwargs)
        except _AWAY as error:
            self._mark_unreachable(error)
            return instead(*args, **kwargs)
        self._mark_reachable()
        return result

    return method


class FallbackRedisCache(RedisCache):
    """RedisCache that does not call Redis for `PAUSE_SECONDS` after a failed call.

    So a Redis that does not respond delays a request once, not for every key. Loss and recovery of
    the connection are logged once each.
    """

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        options = dict(params.get("OPTIONS", {}))
        self._fallback: str | None = options.pop("fallback", None)
        super().__init__(server, params | {"OPTIONS": options})
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
            log.error("Redis does not respond, its cache is empty: %s", type(error).__name__)
        self._is_away = True

    def _mark_reachable(self) -> None:
        if self._is_away:
            log.warning("Redis responds again")
        self._is_away = False


def delete_expired_fallback() -> None:
    """Delete what has expired of the fallback in the database: it has IP addresses in its keys.

    Runs on a schedule. Django itself deletes expired rows only when there are very many.
    """
    table = connection.ops.quote_name(FALLBACK_TABLE)
    now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608 (our table)
