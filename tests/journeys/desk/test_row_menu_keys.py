"""The menu of a page's row, with mouse and keyboard, and when its entries cannot be fetched."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.editor import Editor
from tests.journeys.keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# No other journey gives these a draft, which would be an entry of the menu.
SHOWN, COPIED = "AUT-PF-026", "AUT-PF-027"
MENU = "**/admin/row-menu/**"


@pytest.fixture
def editor(an_editor):
    editor = an_editor()
    editor.signs_in("catalogue@autovise.example")
    return editor


def _toggle(editor: Editor) -> Locator:
    return editor.page.get_by_role("button", name="More options for").first


def _entry(editor: Editor, words: str) -> Locator:
    return editor.page.locator("main .listing [data-tippy-root]").get_by_role("link", name=words)


def test_the_mouse_opens_the_menu_and_unpublishes_with_it(editor):
    editor.finds(SHOWN)
    toggle = _toggle(editor)
    expect(toggle).to_have_attribute("aria-haspopup", "true")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    toggle.click()
    expect(_entry(editor, "Unpublish")).to_be_visible()
    expect(toggle).to_have_attribute("aria-expanded", "true")

    toggle.click()
    expect(_entry(editor, "Unpublish")).to_have_count(0)
    expect(toggle).to_have_attribute("aria-expanded", "false")

    toggle.click()
    _entry(editor, "Unpublish").click()
    editor.page.get_by_role("button", name="Yes, unpublish it").click()
    editor.hears("unpublished")
    expect(editor.page).to_have_url(re.compile("/admin/products/$"))


def test_the_keyboard_opens_walks_closes_and_uses_the_menu(editor):
    editor.finds(COPIED)
    keyboard = Keyboard(editor.page)
    toggle = _toggle(editor)
    toggle.focus()

    for opening in ("Enter", "Space"):
        keyboard.presses(opening)
        expect(_entry(editor, "Edit")).to_be_visible()
        keyboard.presses("Escape")
        expect(_entry(editor, "Edit")).to_have_count(0)
        expect(toggle).to_be_focused()

    keyboard.presses("ArrowDown")
    expect(_entry(editor, "Edit")).to_be_focused()
    keyboard.moves_to(_entry(editor, "Sort menu order"), key="ArrowUp")
    for name in ("Edit", "View live"):
        keyboard.moves_to(_entry(editor, name), key="ArrowDown")
    keyboard.presses("Escape")
    expect(_entry(editor, "Edit")).to_have_count(0)
    expect(toggle).to_be_focused()

    keyboard.presses("Enter", "Tab")
    expect(_entry(editor, "Edit")).to_be_focused()
    for key, name in (("End", "Sort menu order"), ("Home", "Edit"), ("ArrowDown", "View live")):
        keyboard.moves_to(_entry(editor, name), key=key)
    for name in ("Move", "Copy"):
        keyboard.moves_to(_entry(editor, name), key="ArrowDown")
    keyboard.presses("Enter")
    expect(editor.page.get_by_label("SKU of the copy")).to_be_visible()


def test_a_list_that_was_searched_in_place_has_menus(editor):
    editor.opens("products/")
    editor.page.get_by_label("Search term").fill(COPIED)
    expect(editor.page.locator("td.desk-sku")).to_have_text([COPIED])
    _toggle(editor).click()
    expect(_entry(editor, "Copy")).to_be_visible()


def test_a_menu_that_cannot_be_fetched_says_so_and_can_be_opened_later(editor):
    editor.finds(COPIED)
    toggle = _toggle(editor)
    message = editor.page.get_by_role("alert").filter(has_text="The menu could not be loaded.")

    editor.page.route(MENU, lambda route: route.abort())
    toggle.click()
    expect(message).to_be_visible()
    toggle.click()
    expect(message).to_have_count(0)

    editor.page.unroute(MENU)
    toggle.click()
    expect(_entry(editor, "Edit")).to_be_visible()


def test_a_menu_after_the_end_of_the_session_says_so(editor):
    editor.finds(COPIED)
    editor.page.context.clear_cookies()
    _toggle(editor).click()
    expect(editor.page.get_by_role("alert").filter(has_text="You are logged out")).to_be_visible()


def test_without_a_script_the_row_leads_to_a_page_of_its_actions(editor, new_profiles):
    with new_profiles() as new_page:
        page = new_page(java_script_enabled=False)
        page.context.add_cookies(editor.page.context.cookies())
        page.goto(f"{editor.shop.address}/admin/products/?q={COPIED}")
        page.get_by_label("More options for").first.click()
        expect(page.get_by_role("heading", name="Actions for")).to_be_visible()
        page.get_by_role("link", name="Copy").click()
        expect(page.get_by_label("SKU of the copy")).to_be_visible()
