"""With REDIS_URL all processes share the cache."""

import pytest
import redis
from django.conf import settings
from django.core.cache import cache, caches

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL is not set"),
]


def test_processes_share_cached_values():
    cache.set("greeting", {"words": "Grüß Gott", "pence": 1299}, timeout=60)
    [key] = redis.from_url(settings.REDIS_URL).keys("*greeting")
    assert 0 < redis.from_url(settings.REDIS_URL).ttl(key) <= 60
    assert caches.create_connection("default").get("greeting") == {
        "words": "Grüß Gott",
        "pence": 1299,
    }


def test_deleted_values_are_deleted_for_all_processes():
    cache.set("greeting", "hello")
    cache.delete("greeting")
    assert redis.from_url(settings.REDIS_URL).keys("*greeting") == []
