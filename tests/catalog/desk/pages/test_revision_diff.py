"""Comparison of revisions, in pounds and in the shop's time zone."""

import html
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from catalog.models import ProductBundle, ProductPicture
from tests.builders import a_bundle, a_picture, a_product, a_visitor

pytestmark = pytest.mark.django_db


def compared(owner, page) -> str:
    """Compare the live page with its draft."""
    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"])
    return html.unescape(a_visitor(owner).get(address).content.decode())


def test_a_change_of_price_is_shown_in_pounds(owner):
    wax = a_product(1299)
    wax.price_pence = 1499
    wax.save_revision()
    shown = compared(owner, wax)
    assert '<span class="deletion">£12.99</span><span class="addition">£14.99</span>' in shown


def test_a_bundle_s_draft_is_compared_with_the_live_version(owner):
    bundle = a_bundle(a_product(title="Wax"), a_product(title="Foam"), a_product(title="Mitt"))
    bundle.discount_percentage = 25
    parts = list(bundle.parts.all())
    parts[0].quantity = 2
    bundle.parts = [*parts[:2], ProductBundle(product=a_product(title="Cloth"), sort_order=3)]
    bundle.save_revision()
    address = reverse("wagtailadmin_pages:revisions_compare", args=[bundle.pk, "live", "latest"])
    shown = html.unescape(a_visitor(owner).get(address).content.decode())
    assert '<span class="addition">25</span>' in shown
    assert '<span class="deletion">1</span><span class="addition">2</span>' in shown
    for words in ("Mitt", "Cloth"):
        assert words in shown


def test_a_time_is_shown_in_the_shop_s_time_zone(owner):
    wax = a_product()
    wax.go_live_at = datetime(2027, 7, 1, 8, 30, tzinfo=UTC)
    wax.save_revision()
    shown = compared(owner, wax)
    assert 'deletion">none</span><span class="addition">1 Jul 2027, 09:30</span>' in shown


def test_changed_facts_are_shown(owner):
    wax = a_product(highlights="Shines")
    wax.highlights, wax.minimum_age, wax.weight_g = "Shines\nLasts", 18, 340
    wax.specification = [("fact", {"name": "Colour", "value": "White"})]
    wax.more_pictures = [ProductPicture(image=a_picture("The lid"), alt_text="The open lid")]
    wax.save_revision()
    shown = compared(owner, wax)
    for words in ("Lasts", "White", "340", "18", "The open lid"):
        assert words in shown
