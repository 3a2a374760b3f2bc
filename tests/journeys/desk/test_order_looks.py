"""Every page of the order desk on a phone and on a desk: it fits, axe finds nothing, and a picture
of it is kept. On paper it shows what is to be packed, and no buttons."""

import pytest
from playwright.sync_api import expect

from tests.journeys.desk.look import Look, look_at
from tests.journeys.desk.order_walk import pages_of_the_order_desk
from tests.journeys.desk.paid_orders import place_paid_orders
from tests.journeys.editor import Editor
from tests.journeys.screens import PHONE, keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def looks(screen, new_profiles, shop) -> dict[str, Look]:
    """One walk for all that is to be judged."""
    with new_profiles() as new_page:
        owner = Editor(new_page(viewport=screen), shop)
        return {
            name: look_at(owner.looks_up(), name, screen) for name in pages_of_the_order_desk(owner)
        }


def test_every_page_fits_its_screen(looks, screen):
    too_wide = {name: look.width for name, look in looks.items() if look.width > screen["width"]}
    assert too_wide == {}


def test_axe_finds_nothing(looks):
    assert {name: look.violations for name, look in looks.items() if look.violations} == {}


def test_an_order_and_the_pick_list_are_printed_from_a_phone(an_editor, shop):
    [number] = place_paid_orders(shop, "paper@example.com", skus=["AUT-AC-032"])
    owner = an_editor(viewport=PHONE)
    owner.signs_in("owner@autovise.example")
    for path in (f"search/?q={number}", "orders/pick-list/"):
        owner.opens(path)
        page = owner.looks_up()
        expect(page.get_by_role("button", name="Print")).to_be_visible()
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="Print")).to_be_hidden()
        expect(page.get_by_text(number).first).to_be_visible()
        expect(page.locator("#wagtail-sidebar")).to_be_hidden()
        keep_picture(page, f"desk-paper-{path[:6]}", full_page=True)
        page.emulate_media(media="screen")
