"""An editor hears which bundles go with a product, before confirming; and they do go."""

import html

import pytest
from django.urls import reverse

from catalog.models import BundlePage
from tests.builders import a_bundle, a_product, a_visitor

pytestmark = pytest.mark.django_db


def asked(owner, page, action: str) -> str:
    answer = a_visitor(owner).get(reverse(f"wagtailadmin_pages:{action}", args=[page.pk]))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_the_bundles_are_named_before_it_is_confirmed(owner, action):
    parts = [a_product() for _ in range(3)]
    a_bundle(*parts, title="First Wash")
    a_bundle(*parts, title="Not out yet", live=False)
    said = asked(owner, parts[0], action)
    assert "It is part of “First Wash”: without it, that bundle is no longer for sale." in said
    assert "Not out yet" not in said
    a_bundle(*parts, title="Second Wash")
    said = asked(owner, parts[0], action)
    named = "“First Wash”, “Second Wash”: without it, these bundles are no longer for sale."
    assert named in said


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_of_a_product_in_no_bundle_nothing_is_said(owner, action):
    a_bundle()
    assert "It is part of" not in asked(owner, a_product(), action)


@pytest.mark.parametrize("action", ["unpublish", "delete"])
def test_they_are_no_longer_for_sale_and_their_page_still_opens(owner, action):
    parts = [a_product() for _ in range(3)]
    bundle = a_bundle(*parts)
    editor = a_visitor(owner)
    editor.post(reverse(f"wagtailadmin_pages:{action}", args=[parts[0].pk]))
    assert not BundlePage.objects.on_sale().exists()
    assert editor.get(bundle.get_url()).status_code == 200
    assert editor.get("/bundles/").status_code == 200
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[bundle.pk])).status_code == 200
