"""An unreachable Redis is logged once; its values and attempts are kept in the database."""

import logging

import pytest
from django.core.cache import caches
from django.db import connection

from autovise.caches import delete_expired_fallback
from autovise.settings.caches import FALLBACK_TABLE
from tests.builders import a_customer, a_product, a_visitor

pytestmark = pytest.mark.django_db

TIMEOUTS = {"socket_connect_timeout": 0.5, "socket_timeout": 1}
WITHOUT_FALLBACK = {
    "BACKEND": "autovise.caches.FallbackRedisCache",
    "LOCATION": "redis://127.0.0.1:9/0",
    "OPTIONS": TIMEOUTS,
}
UNREACHABLE = {
    "default": WITHOUT_FALLBACK | {"OPTIONS": TIMEOUTS | {"fallback": "fallback"}},
    "pages": WITHOUT_FALLBACK,
    "fallback": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": FALLBACK_TABLE,
    },
}


@pytest.fixture
def redis_is_gone(settings):
    settings.CACHES = UNREACHABLE
    return caches["default"]


def test_no_call_of_a_cache_without_fallback_raises(redis_is_gone):
    cache = caches["pages"]
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


def test_failed_log_ins_are_counted_in_the_database_without_redis(redis_is_gone):
    customer = a_customer()

    def log_in(password: str) -> str:
        visitor = a_visitor()
        fields = {"login": customer.email, "password": password}
        return visitor.post("/accounts/login/", fields, follow=True).text

    for _ in range(5):
        assert "email address or the password is incorrect" in log_in("wrong")
    assert "Too many attempts" in log_in("wrong")
    assert "Too many attempts" in log_in("correct horse")


def test_log_in_works_without_redis(redis_is_gone):
    customer = a_customer()
    visitor = a_visitor()
    visitor.post("/accounts/login/", {"login": customer.email, "password": "correct horse"})
    assert visitor.session["_auth_user_id"] == str(customer.pk)


def test_values_are_kept_in_the_database_without_redis(redis_is_gone):
    assert redis_is_gone.add("a", 1) is True
    assert redis_is_gone.add("a", 2) is False
    assert caches["fallback"].get("a") == redis_is_gone.get("a") == 1
    assert redis_is_gone.delete("a") is True
    assert redis_is_gone.get("a", "gone") == "gone"


def test_expired_values_are_deleted_from_the_database(redis_is_gone):
    redis_is_gone.set("old", 1, timeout=-5)
    redis_is_gone.set("new", 2, timeout=3600)
    delete_expired_fallback()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT cache_key FROM {FALLBACK_TABLE}")  # noqa: S608
        assert [key for (key,) in cursor.fetchall()] == [":1:new"]
