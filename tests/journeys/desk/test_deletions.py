"""Objects in use cannot be deleted, or the user is warned."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.journeys.editor import Editor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOWING, IN_CART = "AUT-PF-020", "AUT-PF-021"
TITLE = "A picture in use"


def a_picture_file() -> dict:
    file = BytesIO()
    Image.new("RGB", (300, 300), "teal").save(file, "PNG")
    return {"name": "in-use.png", "mimeType": "image/png", "buffer": file.getvalue()}


def _uploads(owner: Editor) -> None:
    owner.opens("images/add/")
    owner.page.locator("[name=file]").set_input_files(a_picture_file())
    owner.page.locator("[name=title]").fill(TITLE)
    owner.page.get_by_role("button", name="Upload").click()
    owner.hears(re.compile("added"))


def _shows_it_on_a_page(owner: Editor) -> None:
    owner.edits(SHOWING)
    owner.page.locator("#id_image-chooser").get_by_role("button", name="Choose").click()
    owner.page.locator(".modal-dialog a.image-choice").filter(has_text=TITLE).click()
    expect(owner.page.locator("#id_image-chooser [data-chooser-title]")).to_have_text(TITLE)
    owner.does("Publish")
    owner.hears("has been published")


def test_an_image_in_use_is_not_deleted_and_its_users_are_shown(an_editor):
    owner = an_editor()
    owner.signs_in("owner@autovise.example")
    _uploads(owner)
    _shows_it_on_a_page(owner)
    owner.opens("images/")
    owner.page.get_by_role("link", name=TITLE).first.click()
    owner.page.locator("header .w-dropdown__toggle").last.click()
    owner.page.locator("header").get_by_role("link", name="Delete").click()
    owner.hears(f"The image “{TITLE}” was not deleted: it is used by the product")
    owner.opens("images/")
    expect(owner.page.get_by_role("link", name=TITLE).first).to_be_visible()


def test_deleting_a_product_shows_the_number_of_carts_with_it(an_editor, guest):
    guest.puts_in_cart(IN_CART)
    editor = an_editor()
    editor.signs_in("catalogue@autovise.example")
    editor.finds(IN_CART)
    editor.page.locator("main .listing .w-dropdown__toggle").first.click()
    editor.page.locator("main .listing [data-tippy-root]").get_by_role(
        "link", name="Delete"
    ).click()
    editor.hears("It is in 1 cart.")
    editor.finds(IN_CART)
    editor.page.locator("[data-bulk-action-checkbox]").first.check()
    editor.page.get_by_role("link", name="Delete selected pages", exact=True).click()
    expect(editor.page.get_by_text("It is in 1 cart.")).to_be_visible()
