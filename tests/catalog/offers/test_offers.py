"""Offer: the read model of products and bundles."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import BundlePage, ProductPage, ShopImage, ShopRules, Stock, Tag
from catalog.offers import Availability, PartDemand, Thumbnail, offer_of, offers_for
from catalog.prices import MoneyRules, UnitPrice
from catalog.safety import NO_NOTES, Safety
from tests.builders import a_bundle, a_picture, a_product, a_visitor, change

pytestmark = pytest.mark.django_db


def offer_for(page, **kwargs):
    return offers_for([page.sku], **kwargs)[page.sku]


def test_a_product_has_an_offer():
    page = a_product(1299, sku="AUT-CC-900", title="Wax", variant="500 ml", tier="pro", stock=7)
    offer = offer_for(page)
    assert (offer.sku, offer.title, offer.variant, offer.tier) == (
        "AUT-CC-900",
        "Wax",
        "500 ml",
        "Pro",
    )
    assert (offer.list_pence, offer.price_pence, offer.free_quantity) == (1299, 1299, 7)
    assert (offer.is_bundle, offer.url) == (False, "/products/wax/")
    assert offer.demand == (PartDemand("AUT-CC-900", "Wax", 1),)


def test_a_bundle_has_an_offer():
    wax, mitt = a_product(1000, title="Wax"), a_product(1250, title="Mitt")
    towel = a_product(749, title="Towel")
    offer = offer_for(a_bundle(wax, (mitt, 2), towel, title="First Wash", bundle_type="special"))
    assert (offer.title, offer.variant, offer.tier, offer.is_bundle) == (
        "First Wash",
        "",
        "Special",
        True,
    )
    assert offer.url == "/bundles/first-wash/"
    assert (offer.list_pence, offer.price_pence) == (4249, 3824)
    thumbnails = [part.thumbnail for part in offer.demand]
    assert offer.demand == (
        PartDemand(wax.sku, "Wax", 1, thumbnails[0]),
        PartDemand(mitt.sku, "Mitt", 2, thumbnails[1]),
        PartDemand(towel.sku, "Towel", 1, thumbnails[2]),
    )
    assert [thumbnail.alt for thumbnail in thumbnails] == [
        "Drawing of Wax",
        "Drawing of Mitt",
        "Drawing of Towel",
    ]
    assert offer.part_labels == ["Wax", "2 × Mitt", "Towel"]


@pytest.mark.parametrize(
    ("stock", "availability"),
    [
        (0, Availability.OUT_OF_STOCK),
        (1, Availability.FEW_LEFT),
        (5, Availability.FEW_LEFT),
        (6, Availability.IN_STOCK),
    ],
)
def test_the_availability_of_an_offer_follows_its_free_quantity(stock, availability):
    assert offer_for(a_product(stock=stock)).availability == availability


def test_an_unknown_sku_is_left_out():
    page = a_product()
    assert list(offers_for([page.sku, "NO-SUCH", ""])) == [page.sku]
    assert offers_for([]) == {}


def test_pages_that_are_not_on_sale_have_no_offer():
    gone, hidden, unpriced, shown = (a_product() for _ in range(4))
    gone.delete()
    hidden.unpublish()
    change(unpriced, price_pence=None)
    skus = [page.sku for page in (gone, hidden, unpriced, shown)]
    assert list(offers_for(skus)) == [shown.sku]


def test_a_product_without_stock_is_still_an_offer():
    assert offer_for(a_product(stock=0)).free_quantity == 0


def test_held_pieces_are_not_free():
    page = a_product(stock=7)
    Stock.objects.update(held=3)
    assert offer_for(page).free_quantity == 4


@pytest.mark.parametrize(
    ("stocks", "quantities", "free"),
    [
        ((9, 9, 9), (1, 1, 1), 9),
        ((9, 5, 9), (1, 2, 1), 2),
        ((9, 1, 9), (1, 2, 1), 0),
        ((9, 0, 9), (1, 1, 1), 0),
        ((7, 9, 9), (3, 1, 1), 2),
    ],
)
def test_the_free_quantity_of_a_bundle_is_limited_by_its_parts(stocks, quantities, free):
    parts = [(a_product(stock=s), q) for s, q in zip(stocks, quantities, strict=True)]
    assert offer_for(a_bundle(*parts)).free_quantity == free


def test_held_pieces_of_parts_reduce_the_free_quantity_of_a_bundle():
    bundle = a_bundle(*(a_product(stock=5) for _ in range(3)))
    Stock.objects.filter(sku=bundle.parts.first().product.sku).update(held=4)
    assert offer_for(bundle).free_quantity == 1


def test_prices_use_the_current_money_rules():
    kit = a_product(1000, is_kit=True)
    rules = ShopRules.load()
    rules.bundle_saving_percent = 25
    rules.save()
    assert offer_for(kit).unit == UnitPrice(1000, 25)
    assert offer_for(kit, rules=MoneyRules()).unit == UnitPrice(1000, 10)


def test_without_a_picture_the_drawing_of_the_image_type_is_shown():
    thumbnail = offer_for(a_product(title="Wax", image_type="C1")).thumbnail
    assert thumbnail == Thumbnail("/static/autovise/packshots/C1.svg", 800, 800, "Drawing of Wax")


@pytest.mark.parametrize("image_type", ["", "A99"])
def test_an_image_type_without_a_drawing_shows_the_neutral_one(image_type):
    thumbnail = offer_for(a_product(image_type=image_type)).thumbnail
    assert thumbnail.url == "/static/autovise/packshots/none.svg"


def test_a_bundle_without_a_picture_shows_its_own_drawing():
    assert offer_for(a_bundle()).thumbnail.url == "/static/autovise/packshots/BND.svg"


def test_a_picture_is_shown_as_a_square_webp_thumbnail():
    image = a_picture("A bottle", width=700, height=650)
    thumbnail = offer_for(a_product(image=image)).thumbnail
    assert (thumbnail.width, thumbnail.height, thumbnail.alt) == (650, 650, "A bottle")
    assert thumbnail.url.startswith("/media/images/")
    assert thumbnail.url.endswith(".webp")


@pytest.mark.parametrize("format_", ["avif", "webp"])
def test_a_browser_can_choose_a_smaller_thumbnail(format_):
    thumbnail = offer_for(a_product(image=a_picture(width=1300, height=1250))).thumbnail
    candidates = [text.split(" ") for text in getattr(thumbnail, format_).split(", ")]
    assert [width for _, width in candidates] == ["160w", "400w", "800w", "1200w"]
    for side, (url, _) in zip((160, 400, 800, 1200), candidates, strict=True):
        assert f"fill-{side}x{side}" in url
        assert url.endswith(f".{format_}")


def test_a_small_picture_has_each_width_once():
    thumbnail = offer_for(a_product(image=a_picture(width=200, height=200))).thumbnail
    widths = [text.split(" ")[1] for text in thumbnail.webp.split(", ")]
    assert widths == ["160w", "200w"]


def test_a_drawing_has_no_sizes_to_choose_from():
    thumbnail = offer_for(a_product()).thumbnail
    assert (thumbnail.avif, thumbnail.webp, thumbnail.raster_url) == ("", "", "")


def test_a_photograph_has_a_colour_until_it_is_loaded():
    assert offer_for(a_product(image=a_picture())).thumbnail.tone == "#008080"


def test_a_deleted_picture_is_replaced_by_the_drawing():
    page = a_product(image=a_picture())
    ShopImage.objects.get().delete()
    assert offer_for(page).thumbnail.url == "/static/autovise/packshots/C1.svg"


def queries_for(skus) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert len(offers_for(skus)) == len(skus)
    return len(queries)


@pytest.mark.slow
def test_the_number_of_queries_does_not_grow_with_the_number_of_offers():
    image = a_picture()
    products = [a_product(image=image, stock=0) for _ in range(20)]
    bundles = [a_bundle(*products[n : n + 5], image=image) for n in range(10)]
    bundles += [a_bundle(*products[n : n + 3]) for n in range(10)]
    offers_for([products[0].sku, bundles[0].sku])  # reads the site
    pair = queries_for([products[0].sku, bundles[0].sku])
    assert queries_for([products[0].sku]) <= pair
    assert queries_for([p.sku for p in products[:5] + bundles[:5]]) == pair
    assert queries_for([p.sku for p in products + bundles]) == pair
    assert pair <= 12


def test_the_offers_of_a_listing_equal_those_by_sku():
    a_product(), a_bundle()
    for model in (ProductPage, BundlePage):
        for page in model.objects.with_offer_facts():
            assert offer_of(page, MoneyRules()) == offer_for(page)


def test_an_offer_has_the_safety_notes_of_the_product_or_of_all_parts():
    spray = a_product(
        signal_word="warning", hazard_statements="H319 Irritates eyes.\n", minimum_age=16
    )
    mitt = a_product()
    bundle = a_bundle(spray, mitt, a_product())
    offers = offers_for([spray.sku, mitt.sku, bundle.sku])
    notes = Safety("Warning", ("H319 Irritates eyes.",), 16)
    assert offers[spray.sku].safety == offers[bundle.sku].safety == notes
    assert offers[bundle.sku].minimum_age == 16
    assert offers[mitt.sku].safety == NO_NOTES


def test_a_product_with_the_tag_new_is_marked_on_its_card():
    tag = Tag.objects.get_or_create(name="new", slug="new")[0]
    page = a_product(tags=[tag])
    assert offer_for(page).is_new
    assert not offer_for(a_product()).is_new
    text = a_visitor().get("/products/").text
    assert text.count('<span class="tier tier--new">New</span>') == 1
