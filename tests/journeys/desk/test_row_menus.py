"""The menu of a row, in each list of the admin: wide enough to read, wholly in sight."""

import pytest
from playwright.sync_api import expect

from tests.journeys.editor import Editor
from tests.journeys.screens import DESK, keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW = {"width": 360, "height": 740}
LISTS = (
    "products/",
    "products/?q=AUT-CC-001",
    "bundles/",
    "bundles/?q=BND-SPC-002",
    "pages/",
    "pages/search/?q=wax",
    "snippets/catalog/category/",
    "snippets/catalog/subcategory/",
    "snippets/catalog/producttype/",
    "snippets/catalog/tag/",
    "users/",
)
MENUS, OPEN = "main .listing .w-dropdown__toggle", "main .listing [data-tippy-root]"
MIN_WIDTH_PX, MAX_HEIGHT_PX = 140, 48
# Each entry of the open menu: its words, its size, and whether a press at its edges and its middle
# reaches it: what is cut off or covered does not.
ENTRIES = """() => [...document.querySelectorAll(".listing [data-tippy-root] a")].map(entry => {
    const box = entry.getBoundingClientRect();
    const middle = box.top + box.height / 2;
    const reaches = x => entry.contains(document.elementFromPoint(x, middle));
    return {
        words: entry.innerText.trim(),
        width: box.width,
        height: box.height,
        reached: [box.left + 2, box.left + box.width / 2, box.right - 2].every(reaches),
    };
})"""


@pytest.fixture(scope="module", params=[NARROW, DESK], ids=["360", "1440"])
def owner_at_the_desk(request, new_profiles, shop):
    with new_profiles() as new_page:
        owner = Editor(new_page(viewport=request.param), shop)
        owner.signs_in("owner@autovise.example")
        yield owner


@pytest.mark.parametrize("path", LISTS)
def test_every_entry_of_a_row_menu_is_wide_enough_and_can_be_clicked(owner_at_the_desk, path):
    owner = owner_at_the_desk
    owner.opens(path)
    for row in {0, owner.page.locator(MENUS).count() - 1}:
        owner.opens(path)
        entries = _entries_of(owner, row)
        _keep(owner, path, row)
        assert entries[0]["words"] == "Edit"
        assert [
            entry
            for entry in entries
            if entry["width"] < MIN_WIDTH_PX
            or entry["height"] > MAX_HEIGHT_PX
            or not entry["reached"]
        ] == []


def test_the_row_menu_of_the_history_can_be_clicked(owner_at_the_desk):
    owner = owner_at_the_desk
    owner.edits("AUT-CC-001")
    owner.opens(f"pages/{owner.page_id()}/history/")
    entries = _entries_of(owner, 0)
    _keep(owner, "history", 0)
    assert entries
    assert all(entry["reached"] for entry in entries)


def test_the_last_entry_opens_its_page(owner_at_the_desk):
    owner = owner_at_the_desk
    owner.opens("products/?q=AUT-CC-001")
    owner.page.locator(MENUS).first.click()
    owner.page.locator(OPEN).get_by_role("link", name="History").click()
    expect(owner.page.get_by_role("heading", name="History")).to_be_visible()


def _entries_of(owner: Editor, row: int) -> list[dict]:
    toggle = owner.page.locator(MENUS).nth(row)
    toggle.click()
    expect(owner.page.locator(OPEN).get_by_role("link").first).to_be_visible()
    return owner.looks_up().evaluate(ENTRIES)


def _keep(owner: Editor, path: str, row: int) -> None:
    name = "".join(letter if letter.isalnum() else "-" for letter in path).strip("-")
    width = owner.page.viewport_size["width"]
    keep_picture(owner.page, f"row-menu-{name}-{row}-{width}")
