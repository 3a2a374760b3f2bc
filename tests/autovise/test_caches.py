"""An unreachable cache is empty, is logged once, and makes rate limits fail closed."""

import logging

import pytest
from django.core.cache import caches

from tests.builders import a_customer, a_product, a_visitor

pytestmark = pytest.mark.django_db

UNREACHABLE = {
    "default": {
        "BACKEND": "autovise.caches.FallbackRedisCache",
        "LOCATION": "redis://127.0.0.1:9/0",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1},
    }
}


@pytest.fixture
def redis_is_gone(settings):
    settings.CACHES = UNREACHABLE
    return caches["default"]


def test_no_cache_call_raises(redis_is_gone):
    cache = redis_is_gone
    assert cache.get("a") is None
    assert cache.get("a", "default") == "default"
    assert cache.add("a", 1) is False
    assert cache.set("a", 1) is None
    assert cache.touch("a") is False
    assert cache.delete("a") is False
    assert cache.get_many(["a"]) == {}
    assert cache.set_many({"a": 1}) == ["a"]
    assert cache.delete_many(["a"]) is None
    assert "a" not in cache
    assert cache.get_or_set("a", 7) == 7


def test_the_lost_connection_is_logged_once(redis_is_gone, caplog):
    for _ in range(5):
        redis_is_gone._away_until = 0
        redis_is_gone.get("a")
    said = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.name for record in said] == ["autovise.caches"]


@pytest.mark.parametrize("path", ["/", "/products/", "/bundles/", "/search/?q=glass", "/cart/"])
def test_pages_are_rendered_without_redis(redis_is_gone, path):
    a_product()
    assert a_visitor().get(path).status_code == 200


def test_log_in_is_refused_with_a_message_without_redis(redis_is_gone):
    customer = a_customer()
    visitor = a_visitor()
    fields = {"login": customer.email, "password": "correct horse"}
    response = visitor.post("/accounts/login/", fields)
    assert response.status_code in (200, 429)
    assert "Too many attempts" in response.text
    assert "_auth_user_id" not in visitor.session
