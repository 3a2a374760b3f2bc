"""Feed, structured data, card, page, markdown, cart and Stripe say the same prices (money rule 5).

The expected prices are computed here, apart from the shop's code.
"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import unescape
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.feeds.google import NAMESPACE
from catalog.imports.sources import OwnFile
from catalog.management.commands.load_demo import DEMO, SECTIONS
from catalog.models import BundlePage, Category, ProductPage, Stock
from checkout.orders.place import place_order
from tests.builders import CONTACT, a_cart, a_category, a_product
from tests.checkout.shopping import FROM_OUR_PAGES, add

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

G = f"{{{NAMESPACE}}}"
VISITOR = AnonymousUser()
IN_BASE = {"ml": ("litre", 1000), "L": ("litre", 1), "g": ("kg", 1000), "kg": ("kg", 1),
           "m": ("metre", 1), "m²": ("m²", 1), "pieces": ("piece", 1)}  # fmt: skip
HUNDREDTHS = {"litre": "100 ml", "kg": "100 g"}


def half_up(number: Fraction) -> int:
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)


def in_pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02d}"


@dataclass
class Expected:
    """What every surface must say of an offer. `unit_price` is empty without a net quantity."""

    pence: int
    delivery_pence: int
    unit_price: str = ""

    @classmethod
    def of(cls, list_pence, percent, amount=None, measure="", *, per_hundred=False) -> "Expected":
        pence = list_pence - half_up(Fraction(list_pence * percent, 100))
        delivery = 0 if list_pence >= 4000 else 499
        if not amount:
            return cls(pence, delivery)
        base, size = IN_BASE[measure]
        tenths = Fraction(pence * 10 * size) / Fraction(amount)
        if per_hundred and base in HUNDREDTHS:
            base, tenths = HUNDREDTHS[base], tenths / 10
        rounded = half_up(tenths)
        if rounded < 1000:
            return cls(pence, delivery, f"{rounded // 10}.{rounded % 10}p per {base}")
        whole = half_up(Fraction(rounded, 10))
        return cls(pence, delivery, f"£{whole // 100:,}.{whole % 100:02d} per {base}")

    @property
    def delivered(self) -> str:
        if not self.delivery_pence:
            return "Free delivery"
        pence = self.pence + self.delivery_pence
        return f"£{pence // 100:,}.{pence % 100:02d} delivered"

    @property
    def price(self) -> str:
        return f"£{self.pence // 100:,}.{self.pence % 100:02d}"


def words(html: str) -> str:
    """The text of a page, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def feed_items() -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(Client().get("/feeds/google.xml").content)  # noqa: S314 (ours)
    return {item.findtext(f"{G}id"): item for item in root.findall("channel/item")}


def cards(address: str) -> dict[str, str]:
    """The words of each card on all pages of a list, by the URL of its product."""
    found: dict[str, str] = {}
    number = 1
    while True:
        html = Client().get(f"{address}?page={number}").text
        for card in re.findall(r'<article class="product-card">.*?</article>', html, re.DOTALL):
            found[re.search(r'class="stretched-link" href="([^"]+)"', card)[1]] = words(card)
        if 'rel="next"' not in html:
            return found
        number += 1


def check_page(page, expected: Expected) -> None:
    html = Client().get(page.url).text
    buying = words(html[html.index('<article class="product">') : html.index("</article>")])
    markdown = Client().get(f"{page.url[:-1]}.md").text
    for text in (expected.price, expected.delivered, expected.unit_price):
        assert text in buying, (page.sku, text)
    assert f"Price: {expected.price}" in markdown
    assert (f"({expected.unit_price})" in markdown) == bool(expected.unit_price)
    [data] = [
        found
        for found in map(json.loads, re.findall(r'ld\+json">(.*?)</script>', html, re.DOTALL))
        if found["@type"] == "Product"
    ]
    assert data["offers"]["price"] == in_pounds(expected.pence)
    rate = data["offers"]["shippingDetails"]["shippingRate"]
    assert rate["value"] == in_pounds(expected.delivery_pence)
    assert ("priceSpecification" in data["offers"]) == bool(expected.unit_price)


def check_feed(item: ElementTree.Element, expected: Expected) -> None:
    assert item.findtext(f"{G}price") == f"{in_pounds(expected.pence)} GBP"
    delivery = item.findtext(f"{G}shipping/{G}price")
    assert delivery == f"{in_pounds(expected.delivery_pence)} GBP"
    assert (item.find(f"{G}unit_pricing_measure") is not None) == bool(expected.unit_price)


def check_card(card: str, expected: Expected) -> None:
    for text in (expected.price, expected.delivered, expected.unit_price):
        assert text in card, (card, text)


def check_card_of_family(shown: dict[str, str], members: list, expected: dict) -> None:
    """One variant has a card, with its own price, said to be the lowest if it is the cheapest."""
    [listed] = [page for page in members if page.url in shown]
    card, own = shown[listed.url], expected[listed.sku]
    check_card(card, own)
    if len(members) == 1:
        return
    cheapest = min((expected[page.sku] for page in members), key=lambda e: e.pence)
    if own.pence == cheapest.pence:
        assert f"From {cheapest.price} " in card, listed.sku
    else:
        delivered = f" ({cheapest.delivered})" if cheapest.delivery_pence else ", free delivery"
        assert f"from {cheapest.price}{delivered}" in card, listed.sku


def check_till(page, expected: Expected) -> None:
    """The cart's page, and what Stripe is asked to charge for one unit."""
    client = Client(headers=FROM_OUR_PAGES)
    add(client, page)
    cart = words(client.get("/cart/").text)
    assert f"{expected.price} each" in cart
    assert expected.unit_price in cart
    with transaction.atomic():
        order = place_order(
            cart=a_cart((page, 1)),
            user=VISITOR,
            contact=CONTACT,
            shown_total_pence=None,
            confirmed_age=18,
        )
        [line] = order.stripe_parameters["line_items"]
        [rate] = order.stripe_parameters["shipping_options"]
        amount = rate["shipping_rate_data"]["fixed_amount"]["amount"]
        assert (line["price_data"]["unit_amount"], amount) == (
            expected.pence,
            expected.delivery_pence,
        )
        transaction.set_rollback(True)


def expected_of_the_demo() -> dict[str, Expected]:
    """The prices by SKU, from the demo's files."""
    kinds = {row.values["title"]: row.values for row in OwnFile(DEMO / "snippets.csv")}
    hundreds = {v["slug"] for v in kinds.values() if v["prices_per_hundred"] == "yes"}
    expected, list_pence = {}, {}
    for section in SECTIONS:
        for row in OwnFile(DEMO / f"{section}.csv"):
            values = row.values
            pence = int(Decimal(values["price"]) * 100)
            is_kit = kinds.get(values["product_type"], {}).get("is_bundle_type") == "yes"
            amount, _, measure = values["net_quantity"].partition(" ")
            expected[values["sku"]] = Expected.of(
                pence,
                10 if is_kit else 0,
                Decimal(amount) if amount else None,
                measure,
                per_hundred=values["category"] in hundreds,
            )
            list_pence[values["sku"]] = pence
    for row in OwnFile(DEMO / "bundles.csv"):
        parts = [part.split("*") for part in row.values["parts"].split("|")]
        total = sum(list_pence[sku] * int(quantity) for sku, quantity in parts)
        percent = row.values["discount_percentage"]
        expected[row.values["sku"]] = Expected.of(total, int(percent) if percent else 10)
    return expected


def test_the_demo_has_one_price_for_each_product_and_bundle_everywhere():
    call_command("load_demo", stdout=StringIO())
    Stock.objects.update(on_hand=100)
    expected = expected_of_the_demo()
    items = feed_items()
    shown = cards("/products/") | cards("/bundles/")
    assert items.keys() == expected.keys()
    products, bundles = ProductPage.objects.on_sale(), BundlePage.objects.on_sale()
    pages = [*products, *bundles]
    assert len(pages) == len(expected) >= 190
    families: dict[str, list] = defaultdict(list)
    for page in products:
        families[page.family or page.sku].append(page)
    families |= {bundle.sku: [bundle] for bundle in bundles}
    assert len(families) == len(shown)
    for members in families.values():
        check_card_of_family(shown, members, expected)
    for page in pages:
        check_feed(items[page.sku], expected[page.sku])
        check_page(page, expected[page.sku])
        check_till(page, expected[page.sku])


@dataclass(frozen=True)
class Sold:
    """What decides the prices of one product."""

    pence: int
    is_kit: bool
    amount: Decimal | None
    measure: str


SOLD = st.builds(
    Sold,
    pence=st.integers(30, 100_000),
    is_kit=st.booleans(),
    amount=st.none() | st.decimals(Decimal("0.01"), Decimal(5000), places=2),
    measure=st.sampled_from(sorted(IN_BASE)),
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(several=st.lists(SOLD, min_size=5, max_size=5), per_hundred=st.booleans())
def test_any_product_has_one_price_everywhere(several, per_hundred):
    with transaction.atomic():
        Category.objects.filter(pk=a_category().pk).update(prices_per_hundred=per_hundred)
        pages = [page_of(sold) for sold in several]
        items, shown = feed_items(), cards("/products/")
        for page, sold in zip(pages, several, strict=True):
            percent = 10 if sold.is_kit else 0
            expected = Expected.of(
                sold.pence, percent, sold.amount, sold.measure, per_hundred=per_hundred
            )
            check_feed(items[page.sku], expected)
            check_card(shown[page.url], expected)
            check_page(page, expected)
            check_till(page, expected)
        transaction.set_rollback(True)


def page_of(sold: Sold) -> ProductPage:
    quantity = {"net_amount": sold.amount, "net_measure": sold.measure} if sold.amount else {}
    return a_product(sold.pence, is_kit=sold.is_kit, **quantity)
