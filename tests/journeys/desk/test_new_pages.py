"""A new product and a new bundle, from the admin's home: how many pages are loaded and how many
fields are filled in."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests.journeys.editor import Editor
from tests.journeys.screens import keep_picture
from tests.journeys.steps import Steps

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WAX, SET = "Counted Wax – 250 ml", "Counted Set"
WIDTHS = (1440, 360)


def a_photograph() -> FilePayload:
    file = BytesIO()
    Image.new("RGB", (800, 600), "teal").save(file, "PNG")
    return FilePayload(name="IMG_2041.png", mimeType="image/png", buffer=file.getvalue())


def keep(editor: Editor, name: str) -> None:
    """Save a picture of what is open, on a desk and on a phone."""
    for width in WIDTHS:
        editor.page.set_viewport_size({"width": width, "height": 1000})
        keep_picture(editor.looks_up(), f"{name}-{width}")
    editor.page.set_viewport_size({"width": 1440, "height": 1000})


def test_a_product_from_a_photograph_takes_three_loads_and_six_fields(editor, guest, records):
    page, steps = editor.page, Steps(editor.page)
    sku = records.next_sku("AUT-CC-")
    page.get_by_role("button", name="Catalogue", exact=True).click()
    page.get_by_role("link", name="Products", exact=True).click()
    page.get_by_role("link", name="Add product").click()
    steps.chooses_file("Photograph", a_photograph())
    steps.fills_in("Title", WAX)
    steps.fills_in("Description", "A hard wax that lasts for a season.")
    steps.fills_in("Price", "12.99")
    steps.fills_in("Pieces in stock", "12")
    steps.selects("Category", "Cleaning & Care")
    expect(page.locator("[data-photograph-preview]")).to_be_visible()
    expect(page.locator("[name=sku]")).to_have_value(sku)
    expect(page.locator("[name=product_type] option:checked")).to_have_text("Tub")
    expect(page.locator("[name=tier]")).to_have_value("standard")
    keep(editor, "new-product")
    page.get_by_role("button", name="Publish", exact=True).click()
    editor.hears(f"Page '{WAX}' created and published.")
    expect(page).to_have_url(f"{editor.shop.address}/admin/products/")
    assert steps.total() == (3, 6)
    keep(editor, "new-product-in-the-list")
    assert records.stock_of(sku) == (12, 0)
    guest.opens("/products/counted-wax-250-ml/")
    expect(guest.page.locator("main .price__now").first).to_have_text("£12.99")


def test_a_bundle_of_three_takes_three_loads_and_five_fields(editor, guest, records):
    page, steps = editor.page, Steps(editor.page)
    sku = records.next_sku("BND-STD-")
    page.get_by_role("button", name="Catalogue", exact=True).click()
    page.get_by_role("link", name="Bundles", exact=True).click()
    page.get_by_role("link", name="Add bundle").click()
    steps.fills_in("Title", SET)
    steps.fills_in("Description", "Three things for a first wash.")
    page.get_by_role("button", name="Choose products").click()
    dialogue = page.locator(".modal-dialog")
    cards = dialogue.locator(".desk-part-card")
    expect(cards.first).to_be_visible()
    keep(editor, "part-chooser")
    for words in ("AUT-CC-001", "AUT-CC-006", "AUT-CC-007"):
        dialogue.get_by_label("Title or SKU").fill(words)
        expect(cards).to_have_count(1)
        expect(cards.first).to_contain_text(words)
        steps.ticks(cards.first.get_by_role("checkbox"))
    expect(dialogue.locator("[data-parts-count]")).to_have_text("3")
    dialogue.get_by_role("button", name="Confirm selection").click()
    expect(page.locator("#id_parts-FORMS > [data-inline-panel-child]")).to_have_count(3)
    expect(page.locator("[data-bundle-figures]")).to_contain_text("Bundle price")
    expect(page.locator("[name=sku]")).to_have_value(sku)
    keep(editor, "new-bundle")
    page.get_by_role("button", name="Publish", exact=True).click()
    editor.hears(f"Page '{SET}' created and published.")
    expect(page).to_have_url(f"{editor.shop.address}/admin/bundles/")
    assert steps.total() == (3, 5)
    guest.opens("/bundles/counted-set/")
    expect(guest.page.locator("main h1")).to_have_text(SET)
