"""An editor copies a product and a bundle with the form."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(
    ("kind", "sku", "new_sku"),
    [("products", "AUT-AC-032", "AUT-AC-932"), ("bundles", "BND-STD-001", "BND-STD-932")],
)
def test_copying_requires_a_new_sku(an_editor, kind, sku, new_sku):
    editor = an_editor()
    editor.signs_in("catalogue@autovise.example")
    editor.finds(sku, kind=kind)
    editor.page.locator("main .listing .w-dropdown__toggle").first.click()
    editor.page.locator("main .listing [data-tippy-root]").get_by_role("link", name="Copy").click()
    field = editor.page.get_by_label("SKU of the copy")
    expect(field).to_be_visible()

    editor.page.get_by_role("button", name="Copy this page").click()
    expect(editor.page.get_by_text("This field is required.")).to_be_visible()

    field.fill(new_sku)
    editor.page.get_by_label("New title").fill(f"A copy under {new_sku}")
    editor.page.get_by_label("New slug").fill(f"a-copy-under-{new_sku.lower()}")
    editor.page.get_by_role("button", name="Copy this page").click()
    editor.hears(re.compile("copied"))

    editor.edits(new_sku, kind=kind)
    editor.turns_to("Catalogue")
    expect(editor.page.locator("[name=sku]")).to_have_value(new_sku)
