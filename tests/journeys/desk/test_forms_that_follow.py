"""Forms of the desk that follow what is typed: a bundle's figures, and the tags of a product."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.editor import Editor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# No other journey changes them, and this one saves nothing that an editor would keep.
BUNDLE, PRODUCT = "BND-SPC-003", "AUT-AC-032"


def figures(page: Page):
    return page.locator("[data-bundle-figures]").filter(visible=True)


def pence(page: Page, name: str) -> int:
    words = figures(page).locator("dl div").filter(has_text=name).locator("dd").inner_text()
    pounds, rest = re.match(r"£([\d,]+)\.(\d\d)", words).groups()
    return int(pounds.replace(",", "")) * 100 + int(rest)


@pytest.fixture
def editor(an_editor) -> Editor:
    editor = an_editor()
    editor.signs_in("catalogue@autovise.example")
    return editor


def test_a_bundle_s_figures_are_updated_while_typing(editor):
    page = editor.page
    editor.edits(BUNDLE, kind="bundles")
    editor.turns_to("Price")
    total = pence(page, "Sum of parts")
    assert pence(page, "Bundle price") == total - (total * 10 + 50) // 100

    editor.fills_in(discount_percentage="25")
    expect(figures(page)).to_contain_text("25 %")
    expect(figures(page)).to_contain_text("For the values in the form now.")
    assert pence(page, "Sum of parts") == total
    assert pence(page, "Saving") == (total * 25 + 50) // 100
    assert pence(page, "Bundle price") == total - (total * 25 + 50) // 100

    editor.fills_in(discount_percentage="95")
    expect(figures(page).locator(".desk-problems")).to_contain_text("90")
    editor.fills_in(discount_percentage="")
    expect(figures(page)).to_contain_text("10 %")
    assert pence(page, "Bundle price") == total - (total * 10 + 50) // 100


def test_a_tag_is_found_added_and_removed_with_the_keyboard(editor):
    page = editor.page
    editor.edits(PRODUCT)
    editor.turns_to("Catalogue")
    field = page.get_by_role("combobox", name="Tags")
    chosen = page.get_by_role("list", name="Tags: chosen")
    offered = page.get_by_role("listbox", name="Tags").get_by_role("option")
    before = chosen.get_by_role("listitem").all_inner_texts()
    expect(page.locator("html[data-watched]")).to_be_attached()

    field.press_sequentially("zzz-no-such-tag")
    expect(offered.filter(visible=True)).to_have_count(0)
    field.fill("")
    field.press("ArrowDown")
    expect(offered.first).to_be_visible()
    name = offered.first.inner_text()
    assert name not in before
    field.press("Enter")
    expect(chosen.get_by_role("listitem")).to_have_count(len(before) + 1)
    expect(chosen).to_contain_text(name)
    field.press("Backspace")
    expect(chosen.get_by_role("listitem")).to_have_count(len(before))
