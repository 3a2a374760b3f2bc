"""What a screen reader reads: transcripts of a product, a bundle and a cart, and rules for all."""

from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.screens import DESK
from tests.journeys.spray import PATH, SKU
from tests.journeys.transcript import (
    CONTROLS,
    articles,
    heading_jumps,
    nodes,
    transcript,
    unnamed_controls,
)
from tests.journeys.walk import BUNDLE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("spray")]

TRANSCRIPTS = Path(__file__).parent / "transcripts"
OPEN = "elements => elements.forEach(element => { element.open = true })"
BUNDLE_PATH = "/bundles/new-driver-glovebox-set/"


def written(name: str) -> str:
    """Return the expected transcript: what changes with the demo catalogue is left out of it."""
    return (TRANSCRIPTS / f"{name}.yaml").read_text()


def test_a_product_a_bundle_and_the_cart_are_read_as_written(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    page = shopper.page
    shopper.opens(PATH)
    assert transcript(page.locator(".product")) == written("product")
    page.locator(".details details").evaluate_all(OPEN)
    assert transcript(page.locator(".details")) == written("product-details")
    shopper.puts_in_cart(SKU)
    shopper.opens(BUNDLE_PATH)
    assert transcript(page.locator(".product")) == written("bundle")
    assert transcript(page.locator(".parts")) == written("bundle-parts")
    shopper.puts_in_cart(BUNDLE)
    expected = written("cart")
    assert transcript(page.locator("main"))[: len(expected)] == expected
    page.get_by_role("button", name="One more of Journey Spray").click()
    said = "“Journey Spray”: 2 in your cart. Total £47.25."
    expect(page.get_by_role("status").filter(has_text=said)).to_have_count(1)


def test_each_page_has_named_controls_no_doubled_links_and_headings_in_order(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    faults = []
    paths = ("/", "/products/", "/bundles/", "/search/?q=mat", PATH, BUNDLE_PATH, "/returns/")
    for path in paths:
        shopper.opens(path)
        text = transcript(shopper.page.locator("body"))
        faults += [f"{path}: {node.role} without a name" for node in unnamed_controls(text)]
        faults += [f"{path}: {one} and then {next_}" for one, next_ in heading_jumps(text)]
        levels = [node.heading_level for node in nodes(text) if node.role == "heading"]
        if levels[:1] != [1] or levels.count(1) != 1:
            faults.append(f"{path}: the first heading, and no other, is of level 1")
        for card in articles(text):
            read = Counter((node.role, node.name) for node in card if node.role in CONTROLS)
            faults += [f"{path}: {name} is read twice" for (_, name), n in read.items() if n > 1]
        pictures = [node.name for node in nodes(text) if node.role == "img"]
        faults += [f"{path}: a picture without a name" for name in pictures if not name]
    assert faults == []


def test_the_pictures_of_cards_are_silent(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    for path in ("/products/", "/bundles/"):
        shopper.opens(path)
        cards = list(articles(transcript(shopper.page.locator("main"))))
        assert len(cards) > 10
        assert not [node for card in cards for node in card if node.role == "img"]
