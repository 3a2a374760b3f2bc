"""A price from its first draft to its way back, through the hands of three editors."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.editor import Editor
from tests.journeys.screens import keep_picture
from tests.waits import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SKU = "AUT-CC-990"
TITLE = "Journey Wax – 250 ml"
PATH = "/products/journey-wax-250-ml/"
FIRST_COPY = "A hard wax that lasts for a season."
NEW_COPY = "A hard wax that lasts for two seasons."
CATALOGUE, MARKETING, MODERATOR = (
    f"{name}@autovise.example" for name in ("catalogue", "marketing", "moderator")
)
# Newest first. How many drafts were saved between is Wagtail's own decision: it saves by itself.
STORY = [
    ("Published", CATALOGUE),
    ("Reverted to previous revision", CATALOGUE),
    ("Published scheduled draft", "system"),
    ("Revision", CATALOGUE),
    ("Published", MODERATOR),
    ("Approved at 'Moderators approval'", MODERATOR),
    ("'Moderators approval' started", MARKETING),
    ("Published", CATALOGUE),
    ("Created", CATALOGUE),
]


def test_a_price_is_drafted_previewed_approved_scheduled_and_rolled_back(
    an_editor, guest, shop, records
):
    editor, marketing, moderator = an_editor(), an_editor(), an_editor()
    editor.signs_in(CATALOGUE)
    _creates_the_product(editor)
    _previews_it(editor)
    editor.does("Publish")
    editor.hears("published")
    _keep(editor, "04-published")
    assert _on_the_page(guest) == ("£10.00", FIRST_COPY)
    editor.moves_stock(SKU, 12, reason="Delivery")

    _submits_new_copy(marketing)
    assert _on_the_page(guest) == ("£10.00", FIRST_COPY)
    _approves(moderator)
    assert _on_the_page(guest) == ("£10.00", NEW_COPY)

    due_at = _schedules(editor, price="12.50")
    assert _on_the_page(guest) == ("£10.00", NEW_COPY)
    _compares_with_live(editor)
    editor.moves_stock(SKU, -3, reason="Damage")
    wait_for(lambda: datetime.now(due_at.tzinfo) > due_at, "the price's time", within_s=180)
    shop.manage("run_clock", "--once")
    assert _on_the_page(guest) == ("£12.50", NEW_COPY)

    _rolls_back(editor)
    assert _on_the_page(guest) == ("£10.00", NEW_COPY)
    assert records.stock_of(SKU) == (9, 0)
    _check_history(editor)


def _creates_the_product(editor: Editor) -> None:
    editor.opens("products/")
    editor.page.get_by_role("link", name="Add product").click()
    editor.page.get_by_role("link", name="full form").click()
    editor.fills_in(title=TITLE, description=FIRST_COPY)
    editor.turns_to("Catalogue")
    editor.fills_in(sku=SKU)
    editor.chooses("product_type", "Polish")
    editor.chooses("category", "Cleaning & Care")
    editor.turns_to("Price")
    editor.fills_in(price_pence="10.00")
    # Wagtail makes the page by itself; a draft that is saved in the same moment is made twice.
    expect(editor.page).to_have_url(re.compile(r"/pages/[0-9]+/edit/"))
    _keep(editor, "01-created")
    editor.saves_draft()


def _previews_it(editor: Editor) -> None:
    for step, mode in (("02a", "Page"), ("02b", "Product card"), ("02c", "Cart line")):
        shown = editor.previews(mode).locator("main")
        expect(shown).to_contain_text(TITLE)
        expect(shown).to_contain_text("£10.00")
        _keep(editor, f"{step}-preview-{mode.lower().replace(' ', '-')}")


def _submits_new_copy(marketing: Editor) -> None:
    marketing.signs_in(MARKETING)
    marketing.edits(SKU)
    expect(marketing.page.locator("[name=price_pence]")).to_have_count(0)
    marketing.fills_in(description=NEW_COPY)
    _keep(marketing, "05-new-copy")
    marketing.does("Submit to Moderators approval")
    marketing.hears("submitted for moderation")
    _keep(marketing, "06-submitted")


def _approves(moderator: Editor) -> None:
    moderator.signs_in(MODERATOR)
    moderator.page.locator(".desk-work").get_by_role("link", name=TITLE).first.click()
    expect(moderator.page.locator("#id_description")).to_have_value(NEW_COPY)
    _keep(moderator, "07-awaits-approval")
    moderator.does("Approve and Publish")
    moderator.hears("updated")
    _keep(moderator, "08-approved")


def _schedules(editor: Editor, *, price: str) -> datetime:
    """The time at which it is due: a whole minute, with most of a minute to arrange it."""
    editor.edits(SKU)
    editor.turns_to("Price")
    editor.fills_in(price_pence=price)
    due_at = datetime.now(ZoneInfo("Europe/London")) + timedelta(seconds=105)
    due_at = due_at.replace(second=0, microsecond=0)
    editor.schedules(at=f"{due_at:%Y-%m-%d %H:%M}")
    _keep(editor, "09-scheduled")
    editor.opens("")
    expect(editor.page.locator(".desk-work")).to_contain_text(f"{due_at:%H:%M}: {TITLE} goes live")
    _keep(editor, "10-scheduled-on-the-dashboard")
    return due_at


def _compares_with_live(editor: Editor) -> None:
    editor.edits(SKU)
    editor.opens(f"pages/{editor.page_id()}/history/")
    editor.follows("Compare with current version", of="Draft saved", by=MARKETING)
    expect(editor.page.locator("main")).to_contain_text("£10.00£12.50")
    _keep(editor, "11-compared")


def _rolls_back(editor: Editor) -> None:
    editor.edits(SKU)
    editor.opens(f"pages/{editor.page_id()}/history/")
    editor.follows("Review this version", of="Draft saved", by=MARKETING)
    editor.turns_to("Price")
    expect(editor.page.locator("[name=price_pence]")).to_have_value("10.00")
    _keep(editor, "12-old-version")
    editor.does("Publish this version")
    editor.hears("published")


def _check_history(editor: Editor) -> None:
    editor.edits(SKU)
    editor.opens(f"pages/{editor.page_id()}/history/")
    _keep(editor, "13-history")
    entries = [entry for entry in editor.history() if not entry[0].startswith("Draft saved")]
    listed = [(what, who) for what, who, _ in entries]
    for (what, who), (words, author) in zip(listed, STORY, strict=True):
        assert what.startswith(words), listed
        assert who == author, listed
    times = editor.page.locator("main tbody td:last-child [data-w-tooltip-content-value]")
    assert times.count() == len(editor.history())


def _on_the_page(guest) -> tuple[str, str]:
    """Return price and description on the public page."""
    guest.opens(PATH)
    main = guest.page.locator("main")
    return main.locator(".price__now").first.inner_text(), main.locator(
        ".product__description"
    ).first.inner_text()


def _keep(editor: Editor, name: str) -> None:
    keep_picture(editor.looks_up(), f"desk-price-{name}")
