"""What changed between two revisions, in pounds."""

import html

import pytest
from django.urls import reverse

from tests.builders import a_product, a_visitor

pytestmark = pytest.mark.django_db


def test_a_change_of_price_is_shown_in_pounds(owner):
    wax = a_product(1299)
    wax.price_pence = 1499
    wax.save_revision()
    address = reverse("wagtailadmin_pages:revisions_compare", args=[wax.pk, "live", "latest"])
    shown = html.unescape(a_visitor(owner).get(address).content.decode())
    assert '<span class="deletion">£12.99</span><span class="addition">£14.99</span>' in shown
