"""Price, stock and "featured" of a row, changed in the list, by mouse and keyboard."""

import pytest
from playwright.sync_api import expect

from tests.journeys.screens import keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SKU = "AUT-SE-031"  # no other journey changes it


def test_values_of_a_row_are_changed_beside_it(editor, records):
    page = editor.page
    before = records.stock_of(SKU)[0]
    editor.finds(SKU)
    row = page.locator("tbody tr")
    form = page.locator("dialog.desk-change")

    def value(field: str):
        return row.locator(f'a[href$="/{field}/"]')

    value("price").focus()
    page.keyboard.press("Enter")
    expect(form.get_by_label("Price (£)")).to_be_focused()
    page.keyboard.type("nonsense")
    page.keyboard.press("Enter")
    expect(form).to_contain_text("is not one amount in pounds")
    keep_picture(page, "list-price-1440")
    form.get_by_label("Price (£)").fill("21.50")
    page.keyboard.press("Enter")
    editor.hears("price changed and published.")
    expect(value("price")).to_have_text("£21.50")
    expect(value("price")).to_be_focused()

    value("stock").click()
    form.get_by_label("Pieces").fill("-2")
    form.get_by_label("Reason").select_option("damage")
    form.get_by_role("button", name="Save").click()
    editor.hears(f"{SKU}: -2 recorded.")
    assert records.stock_of(SKU)[0] == before - 2

    value("featured").click()
    expect(form).to_be_visible()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    page.reload()
    expect(value("price")).to_have_text("£21.50")

    # A search that is under way loads the rows again behind the form.
    value("price").click()
    form.get_by_label("Price (£)").fill("22.50")
    page.evaluate("""() => {
        const rows = document.querySelector("#listing-results");
        rows.innerHTML = rows.innerHTML;
    }""")
    page.keyboard.press("Enter")
    editor.hears("price changed and published.")
    expect(value("price")).to_have_text("£22.50")
    expect(value("price")).to_be_focused()


def test_rows_are_cards_on_a_phone(editor):
    page = editor.page
    page.set_viewport_size({"width": 360, "height": 740})
    for kind, name in (("products", "Free stock"), ("bundles", "Stock allows")):
        editor.opens(f"{kind}/")
        list_of_rows = page.locator("#listing-results")
        assert list_of_rows.evaluate("part => part.scrollWidth <= part.clientWidth")
        cell = page.locator("tbody tr").first.locator("td").nth(7 if kind == "bundles" else 8)
        labels = (
            page.locator("tbody tr")
            .first.locator("td")
            .evaluate_all("cells => cells.map(cell => getComputedStyle(cell, '::before').content)")
        )
        assert f'"{name}"' in labels
        expect(cell).to_be_in_viewport(ratio=0.5)
        keep_picture(editor.looks_up(), f"cards-of-{kind}-360")
