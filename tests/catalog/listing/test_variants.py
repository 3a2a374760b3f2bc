"""Families on lists: one card for the variants of a product."""

import html
import re

import pytest
from django.http import QueryDict

from catalog.listing.listing import PAGE_SIZE, Listing
from catalog.listing.variants import noun_of
from catalog.models import Category, ListedOffer, ProductPage, Stock, Subcategory, Tag
from catalog.offers import Variants
from tests.builders import a_bundle, a_category, a_product, a_type, a_visitor

pytestmark = pytest.mark.django_db


def shampoo(pence: int, variant: str, **fields) -> ProductPage:
    title = f"Car Shampoo – {variant}"
    return a_product(pence, title=title, variant=variant, family="car-shampoo", **fields)


def listing(**query: str) -> Listing:
    values = QueryDict(mutable=True)
    values.update(query)
    return Listing.of_products(ListedOffer.objects.products(), values)


def titles(listed: Listing) -> list[str]:
    return [offer.title for offer in listed.offers]


@pytest.mark.parametrize(
    ("names", "types", "noun"),
    [
        (["1 L", "2.5 L Concentrate"], ["Shampoo"], "sizes"),
        (["60 × 40 cm", "90 × 60 cm Twist Pile"], ["Cloth"], "sizes"),
        (["Single", "Pack of Four"], ["Blanket"], "sizes"),
        (["Small", "Extra large"], ["Mat"], "sizes"),
        (["Black", "Light grey"], ["Mat"], "colours"),
        (["Fresh Linen", "Black Cedar"], ["Air freshener"], "scents"),
        (["10 ml", "Set of Three"], ["Diffuser oil"], "sizes"),
        (["Round Pair", "Wide Pair"], ["Mirror"], "versions"),
        (["500 ml", "500 ml Pro"], ["Spray"], "versions"),
        (["Cleaner 250 ml", "Conditioner 200 g"], ["Leather care"], "versions"),
        (["Fresh Linen", ""], ["Air freshener", "Diffuser"], "scents"),
        (["", ""], [""], "versions"),
    ],
)
def test_the_noun_says_what_differs(names, types, noun):
    assert noun_of(names, types) == noun


def test_a_family_has_one_card_of_its_cheapest_variant_in_stock():
    shampoo(349, "250 ml", stock=0)
    cheapest = shampoo(649, "1 L")
    shampoo(2199, "5 L")
    a_product(title="Wax", family="")
    a_product(title="Mitt", family="")
    listed = listing(sort="name")
    assert titles(listed) == ["Car Shampoo – 1 L", "Mitt", "Wax"]
    assert listed.total == 3
    card = listed.offers[0]
    assert (card.sku, card.variants) == (cheapest.sku, Variants(3, "sizes", 649, 1148))
    assert [offer.variants for offer in listed.offers[1:]] == [None, None]


def test_a_sold_out_family_shows_its_cheapest_variant():
    shampoo(649, "1 L", stock=0)
    shampoo(349, "250 ml", stock=0)
    [card] = listing().offers
    assert (card.title, card.variants) == ("Car Shampoo – 250 ml", Variants(2, "sizes", 349, 848))


def test_held_stock_does_not_count_as_in_stock():
    held = shampoo(349, "250 ml", stock=1)
    Stock.objects.filter(pk=held.sku).update(held=1)
    shampoo(649, "1 L", stock=1)
    assert titles(listing()) == ["Car Shampoo – 1 L"]


def test_a_filter_finds_each_variant_and_the_card_is_of_those_that_fit():
    shampoo(649, "1 L")
    shampoo(1499, "2.5 L", tier="pro")
    shampoo(2199, "5 L", tier="pro")
    [card] = listing(tier="pro").offers
    assert (card.title, card.variants) == ("Car Shampoo – 2.5 L", Variants(2, "sizes", 1499, 1998))
    [card] = listing(price_from="20").offers
    assert (card.title, card.variants) == ("Car Shampoo – 5 L", None)
    [card] = listing(stock="1", tier="standard").offers
    assert card.variants is None


def test_counts_of_filters_count_a_family_once():
    gift = Tag.objects.create(name="Gift", slug="gift")
    for page in (shampoo(649, "1 L"), shampoo(2199, "5 L", tier="pro"), a_product(title="Wax")):
        page.tags.add(gift)
        page.save()
    listed = listing()
    counts = {
        choice.label: choice.count for facet in listed.counts.facets for choice in facet.choices
    }
    assert counts == {
        "Cleaning care": 2, "Spray": 2, "Standard": 2, "Pro": 1, "Gift": 2, "In stock": 2,
    }  # fmt: skip
    assert listed.total == 2


def test_a_subcategory_counts_a_family_once():
    care = a_category("cleaning-care")
    wash = Subcategory.objects.create(category=care, slug="wash", name="Wash")
    for variant in ("1 L", "5 L"):
        shampoo(649, variant, subcategory=wash)
    text = re.sub(r"<[^>]+>", "", a_visitor().get("/products/cleaning-care/").text)
    assert "Wash 1 product" in text


def test_families_are_sorted_by_the_price_of_their_card():
    shampoo(500, "1 L")
    shampoo(2000, "5 L")
    a_product(1000, title="Wax", family="")
    assert titles(listing(sort="price")) == ["Car Shampoo – 1 L", "Wax"]
    assert titles(listing(sort="-price")) == ["Wax", "Car Shampoo – 1 L"]


def test_a_family_with_a_featured_variant_comes_first():
    a_product(title="A wax", family="")
    shampoo(500, "1 L")
    shampoo(2000, "5 L", featured=True)
    assert titles(listing()) == ["Car Shampoo – 1 L", "A wax"]


@pytest.mark.slow
def test_pages_of_the_list_count_families():
    for number in range(PAGE_SIZE + 1):
        for variant in ("1 L", "5 L"):
            title = f"Thing {number:02d} – {variant}"
            a_product(title=title, variant=variant, family=f"thing-{number}", stock=0)
    first, second = listing(sort="name"), listing(sort="name", page="2")
    assert first.total == PAGE_SIZE + 1
    assert first.page.paginator.num_pages == 2
    assert len(first.offers) == PAGE_SIZE
    assert titles(second) == [f"Thing {PAGE_SIZE:02d} – 1 L"]


def test_a_family_in_a_search_is_shown_once_at_its_best_match():
    shampoo(649, "1 L")
    large = shampoo(2199, "5 L")
    a_bundle(large, a_product(), a_product(), title="Shampoo set")
    for sort in ("", "price", "name"):
        response = a_visitor().get("/search/", {"q": "shampoo", "sort": sort}, follow=True)
        listed = response.context["listing"]
        assert listed.total == 2
        assert {offer.family_title for offer in listed.offers} == {"Car Shampoo", "Shampoo set"}
    response = a_visitor().get("/search/", {"q": "car shampoo 5 L"})
    assert response.context["listing"].offers[0].title == "Car Shampoo – 5 L"


def test_a_search_shows_a_variant_in_stock_before_one_that_is_sold_out():
    shampoo(649, "1 L", stock=0)
    shampoo(2199, "5 L")
    response = a_visitor().get("/search/", {"q": "shampoo"})
    assert titles(response.context["listing"]) == ["Car Shampoo – 5 L"]


def test_the_card_leads_to_the_choice_instead_of_the_cart():
    page = shampoo(649, "1 L")
    shampoo(2199, "5 L")
    text = html.unescape(a_visitor().get("/products/").text)
    assert ">Car Shampoo</a>" in text
    assert "2 sizes<" in text
    assert ">From £6.49<" in text
    assert f'href="{page.url}#variants">Choose<' in text
    assert "/cart/add/" not in text
    assert 'id="variants"' in a_visitor().get(page.url).text


def test_a_card_of_a_dearer_variant_also_says_the_lowest_price():
    shampoo(649, "1 L")
    shampoo(2199, "5 L", featured=True)  # featured products come first among equal matches
    text = html.unescape(a_visitor().get("/search/", {"q": "shampoo"}).text)
    assert "2 sizes, from £6.49 (£11.48 delivered)<" in text
    assert ">£21.99<" in text


def test_a_product_alone_in_its_family_is_added_at_once():
    shampoo(649, "1 L")
    text = a_visitor().get("/products/").text
    assert ">Car Shampoo – 1 L</a>" in text
    assert "/cart/add/" in text


def test_products_of_other_categories_keep_the_family_s_variants_apart():
    cabin = a_category("accessories")
    shampoo(649, "1 L")
    shampoo(2199, "5 L", category=cabin, product_type=a_type("Set"))
    assert Category.objects.count() == 2
    response = a_visitor().get("/products/accessories/")
    [card] = response.context["listing"].offers
    assert (card.title, card.variants) == ("Car Shampoo – 5 L", None)


def test_one_offer_of_each_family_is_listed_whatever_the_order():
    a_product(1999, title="Wax – 500 ml", family="wax")
    small = a_product(1299, title="Wax – 250 ml", family="wax")
    for sort in ("", "price", "-price", "name", "-name", "new", "rated"):
        query = f"sort={sort}" if sort else ""
        listing = Listing.of_products(ListedOffer.objects.products(), QueryDict(query))
        assert [offer.sku for offer in listing.offers] == [small.sku]
