"""“Tell me when it is back” on the page of a sold-out product, on a phone, and its one mail."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.screens import PHONE, WIDTH_OF_CONTENT, keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEEPER = "catalogue@autovise.example"
SOLD_OUT = "AUT-EL-033"
BUTTON = "Tell me when it is back"


@pytest.fixture
def keeper(an_editor):
    editor = an_editor()
    editor.signs_in(KEEPER)
    return editor


def count(keeper, pieces: int) -> None:
    keeper.opens(f"stock/{SOLD_OUT}/")
    keeper.page.locator("[name=counted]").fill(str(pieces))
    keeper.page.get_by_role("button", name="Record the count").click()
    keeper.hears(f"{SOLD_OUT}: {pieces} counted")


def keep(page, name: str) -> None:
    assert page.evaluate(WIDTH_OF_CONTENT) <= page.viewport_size["width"], name
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    keep_picture(page, f"back-in-stock-{name}", full_page=True)


def test_shoppers_ask_for_a_sold_out_product_and_get_one_mail_when_it_is_back(
    a_shopper, keeper, shop, records
):
    on_hand, _ = records.stock_of(SOLD_OUT)
    count(keeper, 0)
    for javascript in (False, True):
        shopper = a_shopper(javascript=javascript, viewport=PHONE)
        page, name = shopper.page, "script" if javascript else "plain"
        shopper.finds(SOLD_OUT)
        if javascript:
            keep(page, "product")
        page.get_by_role("main").get_by_label("Email address").fill("nobody")
        shopper.clicks(BUTTON, role="button")
        expect(page.get_by_role("alert")).to_contain_text("Email address")
        if javascript:
            keep(page, "refused")
        page.get_by_role("main").get_by_label("Email address").fill(f"{name}@example.com")
        shopper.clicks(BUTTON, role="button")
        expect(page.get_by_role("heading", level=1)).to_have_text("We will tell you")
        if javascript:
            keep(page, "asked")
        else:
            assert page.context.cookies() == []
    keeper.opens(f"stock/?q={SOLD_OUT}")
    expect(keeper.page.locator("[data-label=Waiting]")).to_have_text("2")
    keep_picture(keeper.page, "back-in-stock-list")
    count(keeper, max(on_hand, 2))
    shop.manage("run_clock", "--once")
    for name in ("plain", "script"):
        [mail] = records.mails_to(f"{name}@example.com")
        assert mail["Subject"] == "Back in stock at Autovise"
    forget = records.link_mailed_to("script@example.com", "/back-in-stock/forget/")
    shopper.opens(forget)
    keep(page, "forget")
    shopper.clicks("Delete my requests", role="button")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your requests are deleted")
    shopper.finds(SOLD_OUT)
    expect(page.get_by_role("button", name=BUTTON)).to_have_count(0)
