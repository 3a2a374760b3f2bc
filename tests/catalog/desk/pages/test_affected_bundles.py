"""Editors are warned which bundles depend on a product before they confirm."""

import html

import pytest
from django.urls import reverse

from catalog.models import BundlePage
from tests.builders import a_bundle, a_product, a_visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def fields(owner, page, action: str) -> str:
    answer = a_visitor(owner).get(reverse(f"wagtailadmin_pages:{action}", args=[page.pk]))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_the_confirmation_page_names_the_bundles(owner, action):
    parts = [a_product() for _ in range(3)]
    a_bundle(*parts, title="First Wash")
    a_bundle(*parts, title="Not out yet", live=False)
    text = fields(owner, parts[0], action)
    assert "It is part of “First Wash”: without it, the bundle is no longer for sale." in text
    assert "Not out yet" not in text
    a_bundle(*parts, title="Second Wash")
    text = fields(owner, parts[0], action)
    named = "“First Wash”, “Second Wash”: without it, the bundles are no longer for sale."
    assert named in text


def asked_in_bulk(owner, action: str, *pages) -> str:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    answer = a_visitor(owner).get(address, {"id": [page.pk for page in pages]})
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_a_bulk_action_names_the_bundles_of_all_selected_pages(owner, action):
    parts = [a_product() for _ in range(6)]
    a_bundle(*parts[:3], title="First Wash")
    a_bundle(*parts[1:4], title="Glass Care")
    a_bundle(*parts[3:], title="Winter Set")
    text = asked_in_bulk(owner, action, parts[0], parts[1])
    assert (
        "Your selection is part of “First Wash”, “Glass Care”: without these, the bundles "
        "are no longer for sale." in text
    )
    assert "Winter Set" not in text


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_a_bundle_deleted_with_its_parts_is_not_named(owner, action):
    parts = [a_product() for _ in range(3)]
    bundle = a_bundle(*parts, title="First Wash")
    assert "no longer for sale" not in asked_in_bulk(owner, action, parts[0], bundle)
    assert "no longer for sale" not in asked_in_bulk(owner, action, bundle)


def test_a_bulk_publish_names_no_bundles(owner):
    parts = [a_product() for _ in range(3)]
    a_bundle(*parts)
    assert "no longer for sale" not in asked_in_bulk(owner, "publish", parts[0])


def test_a_section_names_the_bundles_of_all_its_products(owner):
    parts = [a_product() for _ in range(3)]
    a_bundle(*parts, title="First Wash")
    assert "It is part of “First Wash”" in fields(owner, parts[0].get_parent(), "delete")


def test_five_bundles_are_named_and_the_others_counted(owner):
    parts = [a_product() for _ in range(3)]
    for number in range(7):
        a_bundle(*parts, title=f"Set {number}")
    assert "“Set 4” and 2 more: without it" in fields(owner, parts[0], "unpublish")


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_a_product_in_no_bundle_gives_no_warning(owner, action):
    a_bundle()
    assert "It is part of" not in fields(owner, a_product(), action)


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_affected_bundles_are_not_for_sale_and_their_pages_still_open(owner, action):
    parts = [a_product() for _ in range(3)]
    bundle = a_bundle(*parts)
    editor = a_visitor(owner)
    editor.post(reverse(f"wagtailadmin_pages:{action}", args=[parts[0].pk]))
    assert not BundlePage.objects.on_sale().exists()
    assert editor.get(bundle.get_url()).status_code == 200
    assert editor.get("/bundles/").status_code == 200
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[bundle.pk])).status_code == 200
