"""Filters of the lists and of the search: choices, counts, chips, and what they leave."""

from datetime import UTC, datetime

import pytest
from django.conf import settings as shop
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.listing.filters import Filter
from catalog.listing.listing import Listing
from catalog.listing.sources import Source
from catalog.models import ListedOffer, ProductPage, Stock, Subcategory, Tag
from tests.builders import a_bundle, a_category, a_product, a_review, a_type, a_visitor, change

pytestmark = pytest.mark.django_db


def products(query: str = "") -> Listing:
    return Listing.of_products(ListedOffer.objects.products(), QueryDict(query))


def bundles(query: str = "") -> Listing:
    return Listing.of_bundles(ListedOffer.objects.bundles(), QueryDict(query))


def everything(query: str = "") -> Listing:
    """Products and bundles together, as a search lists them."""
    sources = [
        Source.of_products(ListedOffer.objects.products()),
        Source.of_bundles(ListedOffer.objects.bundles()),
    ]
    ranked = [source.rows.values_list("pk", flat=True) for source in sources]
    return Listing(sources, QueryDict(query), ranked=[key for keys in ranked for key in keys])


def titles(listing: Listing) -> list[str]:
    return [offer.title for offer in listing.offers]


def choices(listing: Listing, name: Filter) -> dict[str, int]:
    [facet] = [facet for facet in listing.counts.facets if facet.filter == name]
    return {choice.value: choice.count for choice in facet.choices}


def a_subcategory(category, slug: str) -> Subcategory:
    return Subcategory.objects.create(category=category, slug=slug, name=slug.title())


def a_tag(slug: str) -> Tag:
    return Tag.objects.get_or_create(slug=slug, defaults={"name": slug.title()})[0]


def tagged(*slugs: str, **fields) -> ProductPage:
    page = a_product(**fields)
    page.tags.set([a_tag(slug) for slug in slugs])
    page.save()
    return page


def test_several_values_of_a_filter_add_up_and_filters_narrow_each_other():
    tagged("winter", title="Scraper", tier="standard")
    tagged("gift", title="Vanilla", tier="standard")
    tagged("winter", "gift", title="Blanket", tier="pro")
    a_product(title="Sponge")
    assert titles(products("tag=winter&sort=name")) == ["Blanket", "Scraper"]
    assert titles(products("tag=winter&tag=gift&sort=name")) == ["Blanket", "Scraper", "Vanilla"]
    assert titles(products("tag=winter&tag=gift&tier=pro")) == ["Blanket"]


def test_choices_are_counted_among_what_the_other_filters_leave():
    care, cabin = a_category("cleaning-care"), a_category("accessories")
    a_product(category=care, tier="pro")
    a_product(category=care)
    a_product(category=cabin)
    listing = products("category=cleaning-care&category=accessories&tier=standard")
    assert choices(listing, Filter.CATEGORY) == {"accessories": 1, "cleaning-care": 1}
    assert choices(listing, Filter.TIER) == {"standard": 2, "pro": 1}
    assert listing.total == 2


def test_a_product_with_two_tags_counts_once_in_the_total():
    tagged("winter", "gift")
    listing = products("tag=winter&tag=gift")
    assert listing.total == len(listing.offers) == 1
    assert choices(listing, Filter.TAG) == {"gift": 1, "winter": 1}


def test_types_are_filtered():
    a_product(title="Foam", product_type=a_type("Spray"))
    a_product(title="Cloth", product_type=a_type("Cloth"))
    [value] = [v for v in choices(products(), Filter.TYPE) if v.startswith("cloth")]
    assert titles(products(f"type={value}")) == ["Cloth"]


@pytest.mark.slow
def test_a_long_filter_shows_its_largest_and_chosen_choices_and_folds_the_others():
    for number in range(12):
        for _ in range(2 if number > 7 else 1):
            a_product(product_type=a_type(f"Type {number:02d}"))
    [types] = [f for f in products("type=type-00").facets if f.filter == Filter.TYPE]
    shown = [choice.label for choice in types.shown]
    assert shown == [f"Type {n:02d}" for n in (0, 1, 2, 8, 9, 10, 11)]
    assert [choice.label for choice in types.folded] == [f"Type {n:02d}" for n in (3, 4, 5, 6, 7)]


def test_subcategories_are_offered_for_a_chosen_category():
    care, cabin = a_category("cleaning-care"), a_category("accessories")
    a_product(title="Tyre gel", category=care, subcategory=a_subcategory(care, "wheels"))
    a_product(title="Mats", category=cabin, subcategory=a_subcategory(cabin, "wheels"))
    assert Filter.SUBCATEGORY not in [facet.filter for facet in products().counts.facets]
    listing = products("category=cleaning-care&category=accessories")
    assert choices(listing, Filter.SUBCATEGORY) == {
        "accessories/wheels": 1,
        "cleaning-care/wheels": 1,
    }
    assert titles(products("subcategory=cleaning-care/wheels")) == ["Tyre gel"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("price_from=9.99", ["Middle", "Dear"]),
        ("price_from=9.99&price_to=10", ["Middle"]),
        ("price_to=10&price_from=9.99", ["Middle"]),
        ("price_from=10&price_to=9.99", ["Middle"]),  # the wrong way round
        ("price_from=%C2%A320", ["Dear"]),
        ("price_to=4", []),
    ],
)
def test_prices_are_filtered_in_pounds_by_the_price_now(query, found):
    a_product(499, title="Cheap")
    middle = a_product(1109, title="Middle", is_kit=True)  # £9.98 now, so not from £9.99
    change(middle, price_pence=1110)  # £9.99
    a_product(2000, title="Dear")
    assert titles(products(f"{query}&sort=price")) == found


def test_the_bounds_are_those_of_the_other_filters():
    a_product(499)
    a_product(1110, is_kit=True)
    a_product(2000, tier="pro")
    bounds = products("price_from=5&tier=standard").counts.bounds
    assert (bounds.from_pence, bounds.to_pence) == (499, 999)


def test_products_in_stock_are_those_with_a_free_unit():
    a_product(title="Free", stock=1)
    a_product(title="None", stock=0)
    held = a_product(title="Held", stock=2)
    Stock.objects.filter(pk=held.sku).update(held=2)
    yielding = a_product(title="Yielding", stock=2)
    Stock.objects.filter(pk=yielding.sku).update(held=2, yielding=1)
    listing = products("stock=1&sort=name")
    assert titles(listing) == ["Free", "Yielding"]
    assert choices(products(), Filter.STOCK) == {"1": 2}


def test_a_bundle_is_in_stock_if_all_its_parts_are():
    two, one, other = a_product(stock=2), a_product(stock=1), a_product()
    a_bundle((two, 2), one, other, title="Whole")
    a_bundle((one, 2), two, other, title="Short")
    assert titles(bundles("stock=1")) == ["Whole"]


def test_what_is_on_offer_costs_less_than_its_list_price():
    a_product(title="Plain")
    a_product(title="Kit", is_kit=True)
    a_product(4, title="Too cheap to save a penny", is_kit=True)
    assert titles(products("offer=1")) == ["Kit"]
    a_bundle(title="Set")
    a_bundle(title="Box", discount=0)
    assert titles(bundles("offer=1")) == ["Set"]


def test_a_search_filters_and_counts_products_and_bundles_together():
    care, cabin = a_category("cleaning-care"), a_category("accessories")
    wax, mat = a_product(title="Wax", category=care), a_product(title="Mat", category=cabin)
    a_product(title="Torch", category=cabin, tier="pro")
    a_bundle(wax, mat, a_product(title="Foam", category=care), title="Set", bundle_type="special")
    assert choices(everything(), Filter.CATEGORY) == {"accessories": 3, "cleaning-care": 3}
    assert choices(everything(), Filter.TIER) == {"standard": 3, "pro": 1, "special": 1}
    assert choices(everything(), Filter.TYPE)["bundle"] == 1
    assert titles(everything("type=bundle")) == ["Set"]
    assert titles(everything("category=accessories&sort=name")) == ["Mat", "Set", "Torch"]
    assert everything("category=accessories").total == 3


def test_best_match_first_unless_another_order_is_chosen():
    cheap, dear = a_product(100, title="B"), a_product(900, title="A")
    sources = [
        Source.of_products(ListedOffer.objects.products()),
        Source.of_bundles(ListedOffer.objects.bundles()),
    ]

    def found(query: str) -> list[str]:
        return titles(Listing(sources, QueryDict(query), ranked=[dear.pk, cheap.pk]))

    assert found("") == found("sort=nonsense") == ["A", "B"]
    assert found("sort=price") == ["B", "A"]
    assert found("sort=-name") == ["B", "A"]


@pytest.mark.parametrize("listed", [products, everything])
def test_the_best_rated_and_the_newest_come_first(listed):
    for title, stars in (("Good", [5, 4]), ("Best", [5]), ("Best, and more reviews", [5, 5])):
        page = a_product(title=title)
        for count in stars:
            a_review(page, stars=count)
    a_product(title="Unrated")
    assert titles(listed("sort=rated")) == ["Best, and more reviews", "Best", "Good", "Unrated"]
    good = ProductPage.objects.get(title="Good")
    change(good, first_published_at=datetime(2027, 1, 1, tzinfo=UTC))
    assert titles(listed("sort=new"))[0] == "Good"


def test_unknown_values_are_ignored_and_named():
    a_product(title="Wax")
    response = a_visitor().get("/products/?tier=gold&price_from=cheap&tag=winter&sort=best&utm=x")
    listing = response.context["listing"]
    assert titles(listing) == ["Wax"]
    assert listing.selection.ignored == ("Tier “gold”", "For “winter”", "Price “cheap”")
    assert "left out: Tier “gold”, For “winter”, Price “cheap”." in response.text


def test_each_chip_removes_its_value_and_keeps_the_others():
    a_tag("winter")
    listing = products("tier=pro&tier=standard&tag=winter&price_from=5&sort=price&page=3")
    assert [(chip.label, chip.link) for chip in listing.chips] == [
        ("Pro", "?tier=standard&tag=winter&price_from=5.00&sort=price"),
        ("Standard", "?tier=pro&tag=winter&price_from=5.00&sort=price"),
        ("Winter", "?tier=pro&tier=standard&price_from=5.00&sort=price"),
        ("£5.00 or more", "?tier=pro&tier=standard&tag=winter&sort=price"),
    ]


@pytest.mark.slow
def test_pages_and_orders_keep_every_filter():
    for _ in range(30):
        a_product(stock=0)
    listing = products("tier=standard&price_to=20&sort=-name")
    assert listing.next_link == "?tier=standard&price_to=20.00&sort=-name&page=2"


def test_an_empty_list_says_what_to_loosen():
    a_product(title="Wax", stock=0)
    response = a_visitor().get("/products/?tier=standard&stock=1")
    assert "Nothing matches all of these choices." in response.text
    assert 'href="?tier=standard">Without “In stock”: 1 product</a>' in response.text
    assert "Without “Standard”" not in response.text


@pytest.mark.parametrize(
    ("sent", "clean"),
    [
        ("/products/?price_from=&tier=pro&sort=&tier=", "/products/?tier=pro"),
        ("/products/?price_from=&sort=", "/products/"),
        ("/bundles/?tier=&page=2", "/bundles/?page=2"),
        ("/search/?q=wax&sort=&stock=1", "/search/?q=wax&stock=1"),
        ("/products/?category=cleaning-care&sort=", "/products/cleaning-care/"),
        ("/products/cleaning-care/?sort=", "/products/cleaning-care/"),
    ],
)
def test_empty_fields_of_the_form_leave_the_address(sent, clean):
    a_product()
    response = a_visitor().get(sent)
    assert response.status_code in (301, 302)
    assert response["Location"] == clean


def test_search_engines_see_one_filter_at_most():
    a_product()
    seen = {
        query: "noindex" in a_visitor().get(f"/products/{query}").text
        for query in ("", "?tier=standard", "?tier=standard&stock=1", "?sort=price")
    }
    assert list(seen.values()) == [False, False, True, True]
    response = a_visitor().get("/products/?tier=standard&sort=name")
    assert f'rel="canonical" href="{shop.SITE_URL}/products/"' in response.text
    response = a_visitor().get("/products/?tier=standard")
    assert f'rel="canonical" href="{shop.SITE_URL}/products/?tier=standard"' in response.text


@pytest.mark.slow
def test_a_page_with_all_filters_takes_few_queries(django_assert_max_num_queries):
    for number in range(30):
        tagged("winter", stock=number % 3)
    query = "?tier=standard&tag=winter&stock=1&price_from=1&sort=rated&page=1"
    a_visitor().get(f"/products/{query}")
    with django_assert_max_num_queries(15):
        a_visitor().get(f"/products/{query}")


@pytest.mark.slow
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_counts_equal_what_each_choice_shows(data):
    """A choice of a filter that has no choice yet shows as many pages as were counted."""
    draw = data.draw
    with transaction.atomic():
        for _ in range(draw(st.integers(1, 6))):
            tagged(
                *draw(st.sets(st.sampled_from(["winter", "gift", "travel"]))),
                pence=draw(st.integers(100, 3000)),
                category=a_category(draw(st.sampled_from(["cleaning-care", "accessories"]))),
                tier=draw(st.sampled_from(["standard", "pro"])),
                stock=draw(st.integers(0, 1)),
                is_kit=draw(st.booleans()),
            )
        base = draw(st.sampled_from(["", "price_from=8", "tier=pro", "stock=1&tag=gift"]))
        listing = products(base)
        for facet in listing.counts.facets:
            for choice in facet.choices:
                if facet.filter not in listing.selection.filters:
                    narrowed = products(f"{base}&{facet.filter}={choice.value}")
                    assert narrowed.total == choice.count == len(narrowed.offers), choice
        transaction.set_rollback(True)
