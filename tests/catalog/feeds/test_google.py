"""`/feeds/google.xml` against the written rules of Google's product data specification."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.feeds.google import NAMESPACE, clean
from catalog.models import ProductPage, ProductPicture
from tests.builders import a_bundle, a_category, a_picture, a_product, a_visitor

pytestmark = pytest.mark.django_db

G = f"{{{NAMESPACE}}}"
ONE_OF = {
    "availability": {"in_stock", "out_of_stock", "preorder", "backorder"},
    "condition": {"new", "refurbished", "used"},
    "is_bundle": {"yes", "no"},
}
FORMATS = {
    "id": r".{1,50}",
    "title": r".{1,150}",
    "description": r"(?s).{1,5000}",
    "link": r"https?://\S+",
    "image_link": r"https?://\S+\.(?:png|jpe?g|webp|gif)",
    "price": r"\d+\.\d{2} GBP",
    "brand": r".{1,70}",
    "mpn": r".{1,70}",
    "product_type": r".{1,750}",
    "item_group_id": r".{1,50}",
    "unit_pricing_measure": r"\d+(?:\.\d+)? (?:ml|l|g|kg|m|sqm|ct)",
    "unit_pricing_base_measure": r"(?:1|100) (?:ml|l|g|kg|m|sqm|ct)",
}
REQUIRED = {"id", "title", "description", "link", "image_link", "availability", "price", "brand"}


def items() -> list[ElementTree.Element]:
    response = a_visitor().get("/feeds/google.xml")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)  # noqa: S314 (our own)
    return root.findall("channel/item")


def facts(item: ElementTree.Element) -> dict[str, str]:
    return {
        child.tag.removeprefix(G): (child.text or "")
        for child in item
        if child.tag != f"{G}shipping"
    }


def test_a_product_has_its_price_delivery_and_unit_price(settings):
    care = a_category("cleaning-care", "Cleaning & Care")
    a_product(
        1299,
        title="Wax – 500 ml",
        sku="AUT-CC-900",
        category=care,
        product_code="C1-WAX-S",
        family="wax",
        net_amount=500,
        net_measure="ml",
    )
    [item] = items()
    assert facts(item) == {
        "title": "Wax – 500 ml",
        "link": f"{settings.SITE_URL}/products/wax-500-ml/",
        "description": "Cleans glass, and leaves no streaks.",
        "id": "AUT-CC-900",
        "image_link": f"{settings.SITE_URL}/static/autovise/brand/social.png",
        "availability": "in_stock",
        "price": "12.99 GBP",
        "condition": "new",
        "brand": "Autovise",
        "mpn": "C1-WAX-S",
        "product_type": "Cleaning & Care",
        "item_group_id": "wax",
        "unit_pricing_measure": "500 ml",
        "unit_pricing_base_measure": "1 l",
    }
    shipping = item.find(f"{G}shipping")
    assert shipping.findtext(f"{G}country") == "GB"
    assert shipping.findtext(f"{G}price") == "4.99 GBP"


def test_a_bundle_is_one_and_costs_what_is_due():
    a_bundle(title="Wash set", bundle_type="special")
    item = items()[-1]
    assert facts(item)["is_bundle"] == "yes"
    assert facts(item)["price"] == "26.99 GBP"
    assert facts(item)["product_type"] == "Bundles > Special"


def test_a_photograph_is_linked():
    a_product(image=a_picture())
    assert facts(items()[0])["image_link"].endswith(".jpg")


def test_only_what_is_on_sale_is_listed():
    a_product(title="Shown", stock=0)
    a_product(live=False)
    unpriced = a_product()
    ProductPage.objects.filter(pk=unpriced.pk).update(price_pence=None)
    [item] = items()
    assert facts(item)["availability"] == "out_of_stock"


def test_every_value_keeps_the_specification():
    a_product(title="T" * 200, description="D" * 6000, family="x" * 50)
    a_product(net_amount="2.5", net_measure="m²", is_kit=True)
    a_product(net_amount=20, net_measure="pieces")
    a_bundle()
    for item in items():
        found = facts(item)
        assert found.keys() >= REQUIRED
        for name, value in found.items():
            if name in ONE_OF:
                assert value in ONE_OF[name], name
            else:
                assert re.fullmatch(FORMATS[name], value), (name, value)


def test_a_large_feed_takes_few_queries(django_assert_max_num_queries):
    for _ in range(30):
        a_product(stock=0)
    with django_assert_max_num_queries(14):
        assert len(items()) == 30


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_any_text_can_be_written(text):
    ElementTree.fromstring(f"<a>{clean(text, 10).replace('&', '').replace('<', '')}</a>")  # noqa: S314


def test_facts_sizes_hazards_and_age_limit_are_elements_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    page = a_product(
        highlights="Shines\nLasts", length_mm=195, width_mm=70, height_mm=60, weight_g=340,
        signal_word="warning", hazard_statements="H319 Irritates eyes.", minimum_age=16,
        specification=[("fact", {"name": "Colour", "value": "White"})],
    )  # fmt: skip
    page.more_pictures = [ProductPicture(image=a_picture("The lid"))]
    page.save_revision().publish()
    [item] = items()
    assert [child.text for child in item.findall(f"{G}product_highlight")] == ["Shines", "Lasts"]
    assert [[inner.text for inner in child] for child in item.findall(f"{G}product_detail")] == [
        ["Specification", "Colour", "White"],
        ["Safety", "Hazards", "Warning: H319 Irritates eyes."],
        ["Safety", "Age limit", "16"],
    ]
    shown = facts(item)
    sides = ("product_length", "product_width", "product_height")
    assert [shown[name] for name in sides] == ["19.5 cm", "7 cm", "6 cm"]
    assert shown["product_weight"] == "340 g"
    assert shown["additional_image_link"].startswith(f"{settings.SITE_URL}/media/")
    assert "adult" not in shown


def test_one_highlight_and_a_side_below_one_centimetre_are_left_out():
    a_product(highlights="Shines", length_mm=195, width_mm=70, height_mm=9)
    [item] = items()
    assert not {"product_highlight", "product_length"} & set(facts(item))


def test_within_an_hour_the_same_catalogue_gives_the_same_feed():
    a_product()
    first = a_visitor().get("/feeds/google.xml")
    assert b":00:00 +0000</lastBuildDate>" in first.content
    assert a_visitor().get("/feeds/google.xml").content == first.content
