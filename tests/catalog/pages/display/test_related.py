"""Related products and bundles on a product page."""

import pytest

from catalog.models import ProductPage, Stock, Subcategory
from catalog.pages.display.related import suggestions_for
from catalog.prices import MoneyRules
from tests.builders import a_bundle, a_product, a_type, a_visitor

pytestmark = pytest.mark.django_db

RULES = MoneyRules()


@pytest.fixture
def wax():
    return a_product(title="Wax", product_type=a_type("Wax"))


def a_wax(title: str, **fields) -> ProductPage:
    return a_product(title=title, product_type=a_type("Wax"), **fields)


def titles(offers) -> list[str]:
    return [offer.title for offer in offers]


def test_chosen_products_are_shown_in_the_editor_s_order(wax):
    a_wax("Another wax")
    mitt, foam = a_product(title="Mitt"), a_product(title="Foam")
    gone = a_product(title="Gone", live=False)
    wax.related_skus = f"{mitt.sku}\n{gone.sku}\nAUT-XX-001\n{foam.sku}"
    assert titles(suggestions_for(wax, RULES).related) == ["Mitt", "Foam"]


def test_without_a_choice_products_of_the_same_type_are_shown_in_stock_first(wax):
    a_wax("A sold-out wax", stock=0)
    a_wax("Hard wax")
    a_wax("Featured wax", featured=True)
    a_product(title="A mitt", product_type=a_type("Mitt"))
    shown = ["Featured wax", "Hard wax", "A sold-out wax"]
    assert titles(suggestions_for(wax, RULES).related) == shown


def test_products_of_the_same_subcategory_come_before_those_of_the_same_type(wax):
    waxes = Subcategory.objects.create(category=wax.category, slug="waxes", name="Waxes")
    wax.subcategory = waxes
    a_wax("Another wax")
    a_product(title="Pad", product_type=a_type("Pad"), subcategory=waxes)
    assert titles(suggestions_for(wax, RULES).related) == ["Pad", "Another wax"]


def test_held_stock_is_not_free(wax):
    held = a_wax("All held", stock=2)
    Stock.objects.filter(pk=held.sku).update(held=2)
    a_wax("Free")
    assert titles(suggestions_for(wax, RULES).related) == ["Free", "All held"]


def test_the_own_family_is_left_out_and_another_family_is_shown_once():
    wax = a_wax("Wax – 1 L", family="wax")
    a_wax("Wax – 5 L", family="wax")
    a_wax("Gel – Black", family="gel")
    a_wax("Gel – White", family="gel")
    a_wax("No family")
    assert titles(suggestions_for(wax, RULES).related) == ["Gel – Black", "No family"]


def test_at_most_four_are_shown(wax):
    for number in range(6):
        a_wax(f"Wax {number}")
    assert titles(suggestions_for(wax, RULES).related) == ["Wax 0", "Wax 1", "Wax 2", "Wax 3"]


def test_bundles_on_sale_with_the_product_are_shown_with_their_saving(wax):
    bundle = a_bundle(wax, a_product(1000), a_product(1000), title="Wax set")
    a_bundle(wax, a_product(), a_product(), title="Hidden", live=False)
    a_bundle(title="Other")
    [offer] = suggestions_for(wax, RULES).bundles
    assert (offer.title, offer.unit.saving_pence) == ("Wax set", 330)
    text = a_visitor().get(wax.url).text
    assert "Part of this bundle, and what you save" in text
    assert "You save £3.30" in text
    assert bundle.url in text
