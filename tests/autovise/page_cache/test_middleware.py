"""What the cache answers, stores, and leaves alone."""

import logging
import os
from itertools import count

import pytest
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from autovise.page_cache.middleware import PageCacheMiddleware
from catalog.models import ProductPage, SearchMiss, ShopImage
from home.models import ContentPage, HomePage
from sitewide.public_pages import mark_public
from tests.autovise.page_cache.public_shop import (
    CACHED,
    an_owner,
    is_stored,
    read,
    read_uncached,
    shown,
)
from tests.builders import a_customer, a_picture, a_product, a_visitor


class RaisingCache(LocMemCache):
    """A cache whose server refuses every command."""

    def get(self, *args, **kwargs):
        raise RuntimeError("refused")

    def set_many(self, *args, **kwargs):
        raise RuntimeError("refused")


RAISING = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {"BACKEND": f"{__name__}.RaisingCache"},
}


@pytest.fixture
def wax():
    return a_product(1299, title="Hard Wax", slug="hard-wax", stock=50)


URL = "/products/hard-wax/"


def test_a_page_shows_a_change_at_once(wax):
    with CACHED:
        assert "£12.99" in read(URL).text
        ProductPage.objects.filter(pk=wax.pk).update(price_pence=1399)
        assert "£13.99" in read(URL).text
        assert "£13.99" in read(URL).text


def test_a_page_that_is_unpublished_is_gone_at_once(wax):
    with CACHED:
        assert read(URL).status_code == 200
        wax.unpublish()
        assert read(URL).status_code == 404


PERSONAL = (
    "/cart/", "/cart/badge/", "/saved/", "/checkout/", "/checkout/find/", "/accounts/login/",
    "/users/profile/", "/users/orders/", "/admin/", "/contact/message/", "/newsletter/",
    "/health/", "/media/none.png", "/documents/1/none.pdf", "/nowhere/",
)  # fmt: skip


@pytest.mark.parametrize("url", PERSONAL)
def test_a_personal_page_is_never_stored(wax, url):
    with CACHED:
        for visitor in (a_visitor(), a_visitor(a_customer()), a_visitor(an_owner())):
            read(url, visitor=visitor)
    assert caches["pages"]._cache == {}


def test_a_post_is_not_answered_from_the_cache(wax):
    with CACHED:
        read("/contact/message/")
        read(URL)
        assert a_visitor().post("/contact/message/").status_code == 400


def test_a_page_with_a_restriction_is_neither_stored_nor_answered(wax):
    with CACHED:
        read(URL)
        PageViewRestriction.objects.create(page=wax, restriction_type="login")
        assert read(URL).status_code == 302
        assert read(URL, visitor=a_visitor(a_customer())).status_code == 200
        assert read(URL).status_code == 302


def test_a_preview_is_neither_stored_nor_answered(wax):
    wax.title = "Soft Wax"
    wax.save_revision()
    with CACHED:
        read(URL)
        preview = f"/admin/pages/{wax.pk}/view_draft/"
        response = read(preview, visitor=a_visitor(an_owner()))
        assert "Soft Wax" in response.text
        assert "private" in response.headers["Cache-Control"]
        assert "Soft Wax" not in read(URL).text


def test_a_preview_before_the_page_is_read_is_not_stored(wax):
    wax.title = "Soft Wax"
    wax.save_revision()
    with CACHED:
        read(f"/admin/pages/{wax.pk}/view_draft/", visitor=a_visitor(an_owner()))
        assert "Soft Wax" not in read(URL).text


def test_a_page_rendered_while_a_change_commits_is_not_stored(wax):
    with CACHED:
        assert "£12.99" in render_while(URL, lambda: set_price(wax, 1399)).text
        assert caches["pages"]._cache == {}
        assert "£13.99" in read(URL).text


def set_price(page, pence: int) -> None:
    ProductPage.objects.filter(pk=page.pk).update(price_pence=pence)


def render_while(url: str, change):
    """Read a page; the change is made after it was rendered, before it is stored."""
    made = count()

    def execute(run, sql, params, many, context):
        # The second time that the generation is read.
        if "sitewide_generation" in sql and sql.startswith("SELECT") and next(made) == 1:
            change()
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        return read(url)


def test_another_host_is_redirected_and_stores_nothing(wax):
    with CACHED:
        read(URL)
        answer = a_visitor().get(URL, headers={"host": "localhost"})
        assert (answer.status_code, answer["Location"]) == (302, f"http://testserver{URL}")
        caches["pages"].clear()
        a_visitor().get(URL, headers={"host": "localhost"})
        assert a_visitor().get(URL, headers={"host": "evil.example"}).status_code == 400
    assert caches["pages"]._cache == {}


def test_tracking_parameters_make_no_entry_of_their_own(wax):
    with CACHED:
        plain = shown(read(URL))
        entries = len(caches["pages"]._cache)
        assert shown(read(f"{URL}?utm_source=mail&gclid=1")) == plain
        assert len(caches["pages"]._cache) == entries
    assert shown(read_uncached(f"{URL}?utm_source=mail&gclid=1")) == plain


def test_an_empty_tracking_parameter_is_redirected_as_without_a_cache(wax):
    with CACHED:
        read("/products/")
        assert read("/products/?utm_term=").status_code == 302
    assert read_uncached("/products/?utm_term=").status_code == 302


def test_a_file_that_ignores_the_query_is_stored_under_its_own_url_only(wax):
    assert is_stored("/llms.txt")
    assert not is_stored("/llms.txt?x=1")


def test_a_long_url_is_not_stored(wax):
    assert not is_stored("/search/?q=wax&x=" + "x" * 1100)


def test_a_search_without_results_is_counted_each_time(wax):
    with CACHED:
        for _ in range(3):
            assert read("/search/?q=zyzzyva").status_code == 200
    assert SearchMiss.objects.get().times == 3


def test_a_browser_that_has_the_page_gets_304_until_it_changes(wax):
    with CACHED:
        tag = read(URL)["ETag"]
        again = read(URL, **{"if-none-match": tag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
        assert read(URL, **{"if-none-match": f'"other", {tag}'}).status_code == 304
        set_price(wax, 1399)
        changed = read(URL, **{"if-none-match": tag})
        assert (changed.status_code, changed["ETag"] != tag) == (200, True)
    assert read_uncached(URL, **{"if-none-match": changed["ETag"]}).status_code == 304


def test_a_304_is_the_same_with_and_without_the_cache(wax):
    tag = {"if-none-match": read_uncached(URL)["ETag"]}
    with CACHED:
        read(URL)
        assert shown(read(URL, **tag)) == shown(read_uncached(URL, **tag))


def test_browsers_ask_each_time_and_a_cdn_keeps_nothing_by_default(wax):
    policy = read_uncached(URL)["Cache-Control"]
    assert policy == "public, max-age=0, s-maxage=0, must-revalidate"


@override_settings(PAGE_S_MAXAGE=30, PAGE_STALE_WHILE_REVALIDATE=60)
def test_a_cdn_keeps_pages_as_the_settings_say(wax):
    policy = read_uncached(URL)["Cache-Control"]
    assert policy == "public, max-age=0, s-maxage=30, stale-while-revalidate=60"


def test_a_failing_cache_gives_pages_and_one_line_in_the_log(wax, caplog):
    with override_settings(CACHES=RAISING), CACHED:
        visitor = a_visitor()
        for _ in range(3):
            assert read(URL, visitor=visitor).status_code == 200
    lines = [line for line in caplog.records if line.levelno == logging.ERROR]
    assert [line.getMessage() for line in lines] == [
        "the page cache fails, pages are rendered: RuntimeError"
    ]


def test_a_failing_database_is_left_to_the_page(rf):
    def fail(run, sql, params, many, context):
        raise DatabaseError

    def get_response(request):
        raise LookupError("the page was asked")

    with CACHED, connection.execute_wrapper(fail), pytest.raises(LookupError):
        PageCacheMiddleware(get_response)(rf.get("/"))


def test_a_page_that_lacks_a_picture_is_not_stored(wax):
    picture = a_picture()
    ProductPage.objects.filter(pk=wax.pk).update(image=picture)
    assert is_stored(URL)
    ShopImage.objects.filter(pk=picture.pk).update(served={})
    assert not is_stored(URL)


def test_a_page_with_a_contact_form_is_not_stored():
    home = HomePage.objects.get()
    body = [{"type": "contact_form", "value": {"heading": "Write"}}]
    home.add_child(instance=ContentPage(title="Write", slug="write", body=body))
    home.add_child(instance=ContentPage(title="Read", slug="read", body=[]))
    assert is_stored("/read/")
    assert not is_stored("/write/")


@pytest.mark.parametrize("spoil", ["cookie", "token", "session", "private", "status", "vary"])
def test_a_public_page_with_a_personal_part_is_not_stored(rf, spoil):
    def get_response(request):
        response = mark_public(HttpResponse("x" * 500))
        request.session = type("Session", (), {"accessed": spoil == "session"})()
        if spoil == "cookie":
            response.set_cookie("name", "value")
        if spoil == "token":
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
        if spoil == "private":
            response["Cache-Control"] = "private"
        if spoil == "vary":
            response["Vary"] = "Cookie"
        if spoil == "status":
            response.status_code = 404
        return response

    with CACHED:
        response = PageCacheMiddleware(get_response)(rf.get("/"))
    assert not response.has_header("ETag")
    assert caches["pages"]._cache == {}


def test_a_page_too_large_is_not_stored(rf):
    def get_response(request):
        return mark_public(HttpResponse(os.urandom(600_000)))

    with CACHED:
        PageCacheMiddleware(get_response)(rf.get("/"))
    assert caches["pages"]._cache == {}


def test_a_hit_reads_the_generation_and_nothing_else(wax):
    visitor = a_visitor(a_customer())
    with CACHED:
        read(URL)
        with CaptureQueriesContext(connection) as queries:
            read(URL, visitor=visitor)
    assert [query["sql"].split()[-1] for query in queries] == ["sitewide_generation"]


def test_a_page_that_was_moved_is_not_answered_under_its_old_url(wax):
    with CACHED:
        read(URL)
        page = Page.objects.get(pk=wax.pk)
        page.slug = "wax"
        page.save()
        assert read(URL).status_code != 200
