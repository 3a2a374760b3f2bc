"""Failed log-ins are counted for all web processes, in Redis."""

import pytest
from django.conf import settings
from django.core.cache import cache

from accounts.models import User
from tests.builders import a_customer
from tests.http_browser import HttpBrowser
from tests.served_shop import served_shop, stored_password

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not settings.REDIS_URL, reason="REDIS_URL is not set"),
    pytest.mark.usefixtures("real_database"),
]

EMAIL, PASSWORD = "sam@example.com", "correct horse"


@pytest.fixture
def address(real_database, tmp_path):
    a_customer(EMAIL)
    User.objects.update(password=stored_password(PASSWORD))
    with served_shop(tmp_path, workers=4, REDIS_URL=settings.REDIS_URL) as address:
        yield address


def log_in(address: str, password: str):
    """In a browser of its own, by whichever process answers."""
    fields = {"login": EMAIL, "password": password}
    return HttpBrowser(address).sends("/accounts/login/", fields)


def let_a_minute_pass() -> None:
    """In the books of the limits: each attempt happened a minute earlier."""
    keys = [key.split(":", 2)[2] for key in _redis_keys("*login_failed*")]
    assert keys
    for key in keys:
        cache.set(key, [at - 61 for at in cache.get(key)], 60)


def _redis_keys(pattern: str) -> list[str]:
    client = cache._cache.get_client()
    return [key.decode() for key in client.keys(pattern)]


def test_the_sixth_wrong_password_is_refused_in_every_process(address):
    assert log_in(address, PASSWORD).status_code == 302
    for _ in range(5):
        assert "email address or the password is incorrect" in log_in(address, "wrong").text
    for _ in range(4):
        assert "Too many attempts" in log_in(address, "wrong").text
        assert log_in(address, PASSWORD).status_code == 200
    let_a_minute_pass()
    response = log_in(address, PASSWORD)
    assert (response.status_code, response.headers["Location"]) == (302, "/users/profile/")
