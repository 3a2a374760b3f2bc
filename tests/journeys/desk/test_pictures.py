"""Pictures that an editor draws, uploads and approves in the admin."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.journeys.editor import Editor
from tests.journeys.screens import keep_picture
from tests.waits import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# No other journey changes their pictures.
PRODUCT, GALLERY, DRAWN = "AUT-AC-033", "AUT-AC-034", "AUT-EL-032"
WIDTHS = (1440, 800)


@pytest.fixture
def editor(an_editor) -> Editor:
    editor = an_editor()
    editor.signs_in("catalogue@autovise.example")
    return editor


def a_file(name: str, colour: str) -> FilePayload:
    file = BytesIO()
    Image.new("RGB", (400, 300), colour).save(file, "PNG")
    return FilePayload(name=name, mimeType="image/png", buffer=file.getvalue())


def gallery_of(page: Page) -> list[str]:
    """Titles of the further pictures in the form, in the order that is shown."""
    titles = page.locator("#id_more_pictures-FORMS > :not(.deleted) [data-chooser-title]")
    return titles.all_inner_texts()


def drags(row: Locator, *, to: Locator) -> None:
    """Drag a row by its handle, in steps as a hand does, onto the place of another."""
    page = row.page
    handle, place = (part.get_by_role("button", name="Drag") for part in (row, to))
    handle.hover()
    page.mouse.down()
    box = place.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=12)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 2, steps=4)
    page.mouse.up()


def test_a_picture_is_drawn_shown_and_used_with_the_keyboard(editor):
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
    keep_picture(page, "picture-drawn-1440")

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


def test_several_pictures_are_uploaded_ordered_and_saved(editor):
    page = editor.page
    editor.edits(GALLERY)
    expect(page.locator("html[data-watched]")).to_be_attached()
    panel = page.locator("[data-upload-pictures]")
    broken = FilePayload(name="broken.png", mimeType="image/png", buffer=b"no picture")
    files = [
        a_file("Front.png", "teal"),
        broken,
        a_file("Back.png", "navy"),
        a_file("Lid.png", "red"),
    ]
    panel.locator("[data-upload-files]").set_input_files(files)
    expect(panel.get_by_role("status")).to_have_text(
        "3 pictures were added. Save the page to keep them."
    )
    expect(panel.get_by_role("alert")).to_contain_text("“broken.png”:")
    expect(panel.get_by_role("alert").get_by_role("listitem")).to_have_count(1)
    assert gallery_of(page) == ["Front", "Back", "Lid"]

    rows = page.locator("#id_more_pictures-FORMS > [data-inline-panel-child]")
    rows.nth(2).get_by_role("button", name="Move up").focus()
    page.keyboard.press("Enter")
    wait_for(lambda: gallery_of(page) == ["Front", "Lid", "Back"], "the order by the keyboard")
    expect(page.locator("#id_more_pictures-FORMS")).not_to_have_attribute("style", re.compile("."))
    page.set_viewport_size({"width": 1440, "height": 2400})  # all rows are in sight
    drags(rows.nth(2), to=rows.nth(0))
    wait_for(lambda: gallery_of(page) == ["Back", "Front", "Lid"], "the order by the mouse")
    keep_picture(page, "picture-gallery-1440")
    rows.nth(0).get_by_label("Alternative text").fill("The back of the organiser")
    editor.saves_draft()
    page.reload()
    assert gallery_of(page) == ["Back", "Front", "Lid"]
    checks = page.locator(".desk-checks")
    expect(checks).to_contain_text("Further picture 2 has no alternative text")
    expect(checks).not_to_contain_text("Further picture 1")


def test_missing_pictures_are_drawn_and_approved_on_the_contact_sheet(editor):
    page = editor.page
    editor.opens("")
    page.get_by_role("button", name="Catalogue", exact=True).click()
    page.get_by_role("link", name="Pictures", exact=True).click()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1000})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            keep_picture(editor.looks_up(), f"picture-sheet-{width}-{scheme}")
    page.get_by_role("button", name="Select all on this page").click()
    expect(page.locator("[data-sheet-count]")).to_have_text("60 selected")

    page.get_by_label("Title or SKU").fill(DRAWN)
    page.get_by_role("button", name="Show", exact=True).click()
    tile = page.locator(".desk-tile")
    expect(tile).to_have_count(1)
    expect(tile).to_contain_text("None yet")
    tile.get_by_role("checkbox").check()
    page.get_by_role("button", name="Draw missing pictures").click()
    editor.hears("1 picture will be drawn")

    def is_drawn() -> bool:
        page.reload()
        return "Needs a look" in tile.inner_text()

    wait_for(is_drawn, "the drawn picture", within_s=120)
    tile.get_by_role("checkbox").check()
    page.get_by_role("button", name="Approve pictures").click()
    editor.hears("1 picture approved.")
    expect(tile).to_contain_text("Ready")
    expect(page.get_by_label("Title or SKU")).to_have_value(DRAWN)
    tile.get_by_role("link").click()
    expect(page.locator("[name=image_ready]")).to_be_checked()
