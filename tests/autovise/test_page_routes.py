"""Finding Wagtail's pages: the same pages as Wagtail finds, with fewer queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction, Site

from catalog.models import ProductIndexPage, ProductPage
from tests.builders import a_bundle, a_category, a_product, a_visitor, change

pytestmark = pytest.mark.django_db


def page_at(path: str):
    response = a_visitor().get(path)
    assert response.status_code == 200, path
    return response.context["page"]


def test_lists_products_bundles_sections_and_other_pages_are_found():
    wax, bundle = a_product(), a_bundle()
    index = ProductIndexPage.objects.get()
    assert page_at("/products/").specific == index
    assert page_at(wax.url) == wax
    assert page_at(bundle.url) == bundle
    assert page_at(f"/products/{a_category().slug}/").specific == index
    assert page_at("/").depth == 2
    assert page_at("/delivery/").slug == "delivery"


def test_drafts_and_unknown_pages_are_not_found():
    draft = a_product(live=False)
    for path in (draft.url, "/products/no-such-product/", f"{a_product().url}below/", "/nowhere/"):
        assert a_visitor().get(path).status_code == 404


def test_a_renamed_list_is_found_under_its_new_url_only():
    wax = a_product()
    assert page_at("/products/")
    index = ProductIndexPage.objects.get()
    change(index, slug="goods")
    assert page_at("/goods/").pk == index.pk
    assert page_at(f"/goods/{wax.slug}/") == wax
    assert a_visitor().get(f"/products/{wax.slug}/").status_code == 404


def test_wagtail_decides_among_several_sites():
    wax = a_product()
    other = Page.objects.get(depth=1).add_child(instance=Page(title="Another shop"))
    Site.objects.create(hostname="other.example", root_page=other)
    assert page_at(wax.url) == wax


def test_a_private_product_needs_a_log_in():
    wax = a_product()
    assert page_at(wax.url) == wax
    PageViewRestriction.objects.create(page=wax, restriction_type=PageViewRestriction.LOGIN)
    response = a_visitor().get(wax.url)
    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={wax.url}")


def test_what_below_a_private_list_is_private_too():
    wax = a_product()
    index = ProductIndexPage.objects.get()
    PageViewRestriction.objects.create(page=index, restriction_type=PageViewRestriction.LOGIN)
    assert a_visitor().get(wax.url).status_code == 302


def test_a_request_does_not_change_the_kept_list():
    a_product()
    first, second = page_at("/products/"), page_at("/products/")
    assert first == second
    assert first is not second


def test_a_known_list_costs_no_query_and_a_product_one():
    wax = ProductPage.objects.get(pk=a_product().pk)
    for path, most in (("/products/", 0), (wax.url, 1)):
        a_visitor().get(path)
        with CaptureQueriesContext(connection) as queries:
            a_visitor().get(path)
        pages = [
            query["sql"]
            for query in queries
            if 'FROM "wagtailcore_' in query["sql"] or 'FROM "catalog_productpage"' in query["sql"]
        ]
        assert len(pages) == most, pages
