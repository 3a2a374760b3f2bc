"""Several pictures of a product, by keyboard and by touch, and a category with best sellers."""

import pytest
from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard
from tests.journeys.screens import DESK, LOAD_EVERYTHING, PHONE, WIDTH_OF_CONTENT
from tests.journeys.shopper import GOOD_CARD
from tests.journeys.spray import PATH, SKU, shown_picture
from tests.waits import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("spray")]

MIN_TARGET_PX = 44
PICTURES = {"Journey Spray": 1, "The back": 2, "The cap": 3}
TABLET = {"width": 820, "height": 1180}


def swipes_to_the_left(page, box: dict[str, float]) -> None:
    """Move a finger over two thirds of the box."""
    finger = page.context.new_cdp_session(page)
    y, right, step_px = box["y"] + box["height"] / 2, box["x"] + box["width"] - 20, 20
    steps = int(box["width"] * 2 / 3 / step_px)
    for step in range(steps):
        touch = {"x": right - step * step_px, "y": y}
        kind = "touchMove" if step else "touchStart"
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [touch]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def swipes_until_it_moves(page) -> None:
    """Swipe again if a busy browser did not take the touches for a swipe."""
    strip = page.locator(".gallery__strip")

    def swipes() -> bool:
        swipes_to_the_left(page, strip.bounding_box())
        return strip.evaluate("strip => strip.scrollLeft > 0")

    wait_for(swipes, "the strip to move")


def shows(page, alt: str) -> None:
    """Wait until the strip has come to rest at this picture, and its thumbnail is marked."""
    wait_for(lambda: shown_picture(page) == alt, f"the picture “{alt}”")
    marked = page.locator(".gallery__thumbs [aria-current]")
    expect(marked.get_by_role("img")).to_have_accessible_name(f"Picture {PICTURES[alt]}: {alt}")


def test_the_pictures_are_chosen_and_enlarged_with_the_keyboard(a_shopper):
    shopper = a_shopper(javascript=True, viewport=DESK)
    page, keyboard = shopper.page, Keyboard(shopper.page)
    shopper.opens(PATH)
    shows(page, "Journey Spray")
    keyboard.goes_to("list Pictures")
    keyboard.presses("ArrowRight")
    shows(page, "The back")
    keyboard.goes_to("link The cap Enlarge")  # a picture comes into view with the focus
    shows(page, "The cap")
    keyboard.goes_to("link Picture 1")
    keyboard.presses("Enter")
    shows(page, "Journey Spray")
    assert keyboard.focused() == "link Picture 1: Journey Spray"
    assert page.url.endswith(PATH)


def test_the_pictures_are_swiped_and_tapped_on_a_phone(a_shopper):
    shopper = a_shopper(javascript=True, viewport=PHONE, has_touch=True, is_mobile=True)
    page = shopper.page
    shopper.opens(PATH)
    assert page.evaluate(WIDTH_OF_CONTENT) == PHONE["width"]
    swipes_until_it_moves(page)
    shows(page, "The back")
    thumbnails = page.get_by_role("list", name="Choose a picture").get_by_role("link")
    for thumbnail in thumbnails.all():
        target = thumbnail.bounding_box()
        assert min(target["width"], target["height"]) >= MIN_TARGET_PX
    thumbnails.last.tap()
    shows(page, "The cap")
    page.locator("#picture-3 a").tap()
    large = page.get_by_role("dialog", name="The cap")
    expect(large).to_be_visible()
    assert large.bounding_box()["width"] <= PHONE["width"]
    large.get_by_role("button", name="Close").tap()
    expect(large).to_have_count(0)
    assert page.url.endswith(PATH)


def test_a_category_shows_its_best_sellers_on_phone_and_tablet(a_shopper):
    shopper = a_shopper(javascript=True)
    for sku in (SKU, "AUT-CC-006", "AUT-CC-009", "AUT-CC-007"):
        shopper.puts_in_cart(sku, 3)
    shopper.goes_to_pay("best@example.com")
    shopper.pays_with(GOOD_CARD)
    shopper.sees_paid_order()
    page = shopper.page
    for screen in (PHONE, TABLET):
        page.set_viewport_size(screen)
        shopper.opens("/products/cleaning-care/")
        page.evaluate(LOAD_EVERYTHING)
        best = page.get_by_role("region", name="Best sellers")
        expect(best).to_be_visible()
        expect(best.get_by_role("article")).to_have_count(4)
        assert page.evaluate(WIDTH_OF_CONTENT) == screen["width"]
        tops = {card.bounding_box()["y"] for card in best.get_by_role("article").all()}
        assert len(tops) == (2 if screen is PHONE else 1)  # no card is alone in a row
