"""With REDIS_URL all processes share the cache."""

import pytest
import redis
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import ProductPage
from tests.autovise.page_cache.public_shop import CACHED
from tests.builders import a_product, a_visitor

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


def test_public_pages_are_answered_from_redis(real_database):
    page = a_product(1299)
    with CACHED:
        first = a_visitor().get(page.get_url(), headers={"accept-encoding": "br"})
        with CaptureQueriesContext(connection) as queries:
            second = a_visitor().get(page.get_url(), headers={"accept-encoding": "br"})
        assert len(queries) == 1
        assert (second.content, dict(second.headers)) == (first.content, dict(first.headers))
        keys = redis.from_url(settings.REDIS_URL).keys("pages:*")
        assert sorted(key.rpartition(b":")[2] for key in keys) == [b"br", b"gzip"]
        ProductPage.objects.filter(pk=page.pk).update(price_pence=1399)
        assert "£13.99" in a_visitor().get(page.get_url()).text
        # The new state of the page is in the place of the old one.
        assert sorted(redis.from_url(settings.REDIS_URL).keys("pages:*")) == sorted(keys)
