"""Keys: one place for each URL, and one state for each version, generation and hour."""

import pytest
from django.test import override_settings

from autovise.page_cache import keys
from autovise.page_cache.keys import (
    is_canonical,
    query_without_tracking,
    slot_of,
    state_of,
    url_of,
    version_of_shop,
)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("sort=price&page=2", "sort=price&page=2"),
        ("utm_source=mail&sort=price&gclid=x", "sort=price"),
        ("utm_term=", "utm_term="),
        ("gclid", "gclid"),
        ("q=utm_source", "q=utm_source"),
    ],
)
def test_tracking_is_left_out_of_the_key(query, kept):
    assert query_without_tracking(query) == kept


def test_path_and_query_make_the_url(rf):
    assert url_of(rf.get("/products/?sort=price&utm_source=x")) == "/products/?sort=price"
    assert url_of(rf.get("/")) == "/?"


def test_a_url_that_is_too_long_has_no_key(rf):
    assert url_of(rf.get("/?" + "x" * 1022)) != ""
    assert url_of(rf.get("/?" + "x" * 1023)) == ""


def test_there_are_as_many_places_as_the_setting_says():
    slots = {slot_of(f"/{number}?", 10) for number in range(1000)}
    assert slots == {str(number) for number in range(10)}


def test_a_state_differs_by_url_generation_and_version():
    states = {
        state_of("/?", 1, b"a"),
        state_of("/?", 2, b"a"),
        state_of("/x?", 1, b"a"),
        state_of("/?", 1, b"b"),
    }
    assert len(states) == 4
    assert {len(state) for state in states} == {16}


def test_a_state_ends_with_the_hour(monkeypatch):
    now = 1_790_000_000 // 3600 * 3600
    monkeypatch.setattr(keys.time, "time", lambda: now)
    first = state_of("/?", 1, b"a")
    monkeypatch.setattr(keys.time, "time", lambda: now + 3599)
    assert state_of("/?", 1, b"a") == first
    monkeypatch.setattr(keys.time, "time", lambda: now + 3600)
    assert state_of("/?", 1, b"a") != first


HOSTS = [
    ("https://shop.example", True, "shop.example", True),
    ("https://shop.example", False, "shop.example", False),
    ("https://shop.example", True, "shop.example:443", False),
    ("https://shop.example", True, "www.shop.example", False),
    ("https://shop.example", True, "SHOP.example", False),
    ("http://localhost:8000", False, "localhost:8000", True),
    ("http://localhost:8000", False, "localhost", False),
    ("http://localhost:8000", True, "localhost:8000", False),
]


@pytest.mark.parametrize(("site_url", "is_secure", "host", "is_own"), HOSTS)
def test_only_the_shop_s_own_url_is_answered(rf, site_url, is_secure, host, is_own):
    with override_settings(SITE_URL=site_url):
        request = rf.get("/", secure=is_secure, headers={"host": host})
        assert is_canonical(request) == is_own


def test_a_request_without_host_is_told_by_its_server(rf):
    with override_settings(SITE_URL="http://localhost:8000"):
        assert is_canonical(rf.get("/", SERVER_NAME="localhost", SERVER_PORT="8000"))
        assert not is_canonical(rf.get("/", SERVER_NAME="localhost", SERVER_PORT="80"))


CODE = ("catalog/offers.py", "templates/base.html", "requirements.txt")


@pytest.mark.parametrize("changed", CODE)
def test_the_version_follows_code_templates_and_packages(tmp_path, changed):
    for name in CODE:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("as it was")
    read_version = version_of_shop.__wrapped__  # without what this process remembers
    first = read_version(tmp_path)
    assert read_version(tmp_path) == first
    (tmp_path / changed).write_text("changed")
    assert read_version(tmp_path) != first


def test_the_version_follows_the_environment(monkeypatch):
    first = version_of_shop.__wrapped__()
    monkeypatch.setenv("PAGE_S_MAXAGE", "7")
    assert version_of_shop.__wrapped__() != first
