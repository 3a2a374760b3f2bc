"""Proposed SKUs: the next number of a series, never one that was used."""

import pytest

from catalog.desk.quick_forms.sku_proposals import propose_bundle_sku, propose_product_sku
from catalog.models import Sku
from tests.builders import a_bundle, a_category, a_product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]


@pytest.mark.parametrize(
    ("used", "proposed"),
    [
        (["AUT-CC-001"], "AUT-CC-002"),
        (["AUT-CC-007", "AUT-CC-003"], "AUT-CC-008"),
        (["AUT-CC-999"], "AUT-CC-1000"),
        (["AUT-CC-999", "AUT-CC-1000"], "AUT-CC-1001"),
        (["WAX-1", "AUT-CC-001", "AUT-CC-002"], "AUT-CC-003"),
        (["HARDWAX"], ""),
        ([], ""),
    ],
)
def test_the_next_number_of_the_category_s_usual_series_is_proposed(used, proposed):
    for sku in used:
        a_product(sku=sku)
    assert propose_product_sku(a_category()) == proposed


def test_the_sku_of_a_deleted_page_or_of_another_category_is_not_proposed_again():
    a_product(sku="AUT-CC-001")
    a_product(sku="AUT-CC-002").delete()
    a_product(sku="AUT-CC-003", category=a_category("electronics"))
    assert Sku.objects.get(pk="AUT-CC-002").page is None
    assert propose_product_sku(a_category()) == "AUT-CC-004"


def test_nothing_is_proposed_without_a_category():
    a_product(sku="AUT-CC-001")
    assert propose_product_sku(None) == ""


def test_a_bundle_s_sku_is_of_the_series_of_its_type():
    parts = [a_product() for _ in range(3)]
    a_bundle(*parts, sku="BND-STD-004")
    a_bundle(*parts, sku="BND-SPC-009", bundle_type="special")
    assert propose_bundle_sku("standard") == "BND-STD-005"
    assert propose_bundle_sku("special") == "BND-SPC-010"
    assert propose_bundle_sku("pro") == ""


def test_a_sku_that_would_be_too_long_is_not_proposed():
    a_product(sku="A" * 38 + "-9")
    assert propose_product_sku(a_category()) == ""
