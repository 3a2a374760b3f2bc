"""Caches by environment: in the memory of each process, or shared in Redis."""

from typing import Any

from autovise import env

LOCAL_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
FALLBACK_TABLE = "autovise_cache"


def caches() -> dict[str, dict[str, Any]]:
    """Return Django's CACHES.

    `default`: small values, and the attempts that rate limits count. `pages`: public pages.
    With REDIS_URL also `fallback`: in the database, for `default` while Redis is unreachable.
    """
    url = env.text("REDIS_URL")
    if not url:
        # An entry in the memory of a process is a page in one encoding, some 10 KB.
        pages = LOCAL_MEMORY | {"LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 1000}}
        return {"default": LOCAL_MEMORY, "pages": pages | {"TIMEOUT": 3600}}
    timeouts = {"socket_connect_timeout": 0.5, "socket_timeout": 1}
    redis = {
        "BACKEND": "autovise.caches.FallbackRedisCache",
        "LOCATION": url,
        "OPTIONS": timeouts,
    }
    return {
        "default": redis | {"OPTIONS": timeouts | {"fallback": "fallback"}},
        # The key of a page has the hour, so none is read after an hour.
        "pages": redis | {"KEY_PREFIX": "pages", "TIMEOUT": 3600},
        "fallback": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": FALLBACK_TABLE,
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        },
    }
