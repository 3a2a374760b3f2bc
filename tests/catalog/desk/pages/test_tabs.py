"""Forms of products and bundles: tabs and read-only panels."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import ProductPage, Subcategory
from tests.builders import a_bundle, a_category, a_product, a_visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MAX_QUERIES = 60
NO_BLOCKS = {"body-count": "0", "questions-count": "0", "specification-count": "0"}


def form_of(page, owner) -> str:
    answer = a_visitor(owner).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("build", [a_product, a_bundle])
def test_the_forms_have_these_tabs(owner, build):
    page = form_of(build(), owner)
    for tab in ("content", "catalogue", "price", "promote", "settings"):
        assert f'href="#tab-{tab}"' in page


def test_the_form_shows_stock_with_a_link_to_the_stock_form(owner):
    wax = a_product(stock=7)
    page = form_of(wax, owner)
    assert "<dt>On hand</dt><dd>7</dd>" in page
    assert reverse("change_stock", args=[wax.sku]) in page


def test_a_bundle_s_form_shows_sum_saving_price_and_what_the_stock_allows(owner):
    bundle = a_bundle(a_product(1000, stock=9), (a_product(1250, stock=9), 2), a_product(749))
    page = form_of(bundle, owner)
    for figure in ("£42.49", "£4.25", "£38.24", "<dt>Stock allows</dt><dd>4</dd>"):
        assert figure in page
    assert "They may be of different categories" in page


def test_a_bundle_with_a_deleted_part_can_still_be_opened(owner):
    parts = [a_product() for _ in range(3)]
    bundle = a_bundle(*parts)
    ProductPage.objects.get(pk=parts[0].pk).delete()
    assert form_of(bundle, owner)


def test_only_a_subcategory_of_the_chosen_category_is_accepted(owner):
    wax = a_product()
    other = Subcategory.objects.create(category=a_category("other"), name="Mats", slug="mats")
    own = Subcategory.objects.create(category=wax.category, name="Wax", slug="wax")
    form_class = wax.get_edit_handler().get_form_class()
    for sub, is_refused in ((own, False), (other, True)):
        data = {"category": wax.category_id, "subcategory": sub.pk} | NO_BLOCKS
        form = form_class(data, instance=wax.get_latest_revision_as_object(), for_user=owner)
        assert ("subcategory" in form.errors) is is_refused


def queries_to_open(page, editor) -> int:
    with CaptureQueriesContext(connection) as captured:
        editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return len(captured)


@pytest.mark.parametrize("is_draft", [True, False])
def test_the_bundle_form_makes_a_fixed_number_of_queries(owner, is_draft):
    editor = a_visitor(owner)
    small, large = a_bundle(), a_bundle(*[a_product() for _ in range(9)])
    if not is_draft:
        for bundle in (small, large):
            bundle.get_latest_revision().publish()
    for bundle in (small, large):
        queries_to_open(bundle, editor)  # the first time, Wagtail notes who opened it
    assert queries_to_open(large, editor) == queries_to_open(small, editor) < MAX_QUERIES


@pytest.mark.parametrize("build", [a_product, a_bundle])
def test_the_number_of_queries_does_not_depend_on_the_number_of_pages(owner, build):
    page = build()
    editor = a_visitor(owner)

    queries_to_open(page, editor)
    few = queries_to_open(page, editor)
    for _ in range(20):
        a_product()
    assert queries_to_open(page, editor) == few
    assert few < MAX_QUERIES
