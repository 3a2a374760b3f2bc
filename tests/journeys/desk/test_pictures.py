"""Pictures that an editor draws, uploads and approves in the admin."""

import pytest
from playwright.sync_api import expect

from tests.journeys.editor import Editor
from tests.journeys.screens import KEPT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# No other journey changes its pictures.
PRODUCT = "AUT-AC-033"


@pytest.fixture
def editor(an_editor) -> Editor:
    KEPT.mkdir(parents=True, exist_ok=True)
    editor = an_editor()
    editor.signs_in("catalogue@autovise.example")
    return editor


def test_a_picture_is_drawn_shown_and_used_with_the_keyboard(editor, records):
    page = editor.page
    editor.edits(PRODUCT)
    panel = page.locator("[data-draw-picture]")
    said = panel.get_by_role("status")
    chooser = page.locator("#id_image-chooser")
    draw = panel.get_by_role("button", name="Draw picture")
    before = page.locator("[name=image]").input_value()

    editor.fills_in(title="", image_type="C3")
    draw.focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text("Enter a title first: it is set on the label.")
    page.locator("[name=title]").fill("Drawn Wax – 250 ml")
    draw.focus()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("img", name="Drawing of Drawn Wax – 250 ml")).to_be_visible()
    expect(said).to_contain_text("Nothing is stored yet")
    assert page.locator("[name=image]").input_value() == before
    page.screenshot(path=KEPT / "picture-drawn-1440.png")

    page.keyboard.press("Tab")
    expect(panel.get_by_role("button", name="Use this picture")).to_be_focused()
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Save the page to keep it.")
    expect(draw).to_be_focused()
    expect(chooser.locator("[data-chooser-title]")).to_have_text("Drawn Wax – 250 ml (drawn)")
    chosen = page.locator("[name=image]").input_value()
    assert chosen not in ("", before)
    editor.saves_draft()
    page.reload()
    expect(page.locator("[name=image]")).to_have_value(chosen)
