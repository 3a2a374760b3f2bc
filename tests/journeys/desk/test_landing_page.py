"""A marketing editor builds a landing page from blocks and submits it for approval."""

import pytest
from playwright.sync_api import expect

from tests.journeys.editor import Editor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _adds(editor: Editor, block: str) -> None:
    """Add a block at the end of the body."""
    editor.page.get_by_role("button", name="Insert a block").last.click()
    editor.page.get_by_role("option", name=block, exact=True).click()


def test_a_marketing_editor_builds_a_landing_page_and_submits_it(an_editor, guest):
    editor = an_editor()
    editor.signs_in("marketing@autovise.example")
    editor.opens("pages/")
    editor.opens(f"pages/add/home/contentpage/{editor.page_id()}/")
    editor.fills_in(title="Spring clean")

    _adds(editor, "Hero")
    editor.fills_in(**{"body-0-value-heading": "Salt off, shine on"})
    _adds(editor, "Product row")
    editor.fills_in(**{"body-1-value-heading": "For a first wash"})
    editor.page.locator("[name=body-1-value-rule]").select_option("low_price")
    editor.fills_in(**{"body-1-value-max_pounds": "8"})
    _adds(editor, "Promotion")
    editor.fills_in(**{"body-2-value-text": "Every bundle costs less than its parts."})

    editor.does("Submit to Moderators approval")
    editor.hears("submitted for moderation")
    assert guest.opens("/spring-clean/").status == 404

    moderator = an_editor()
    moderator.signs_in("moderator@autovise.example")
    moderator.page.get_by_role("link", name="Spring clean").first.click()
    moderator.does("Approve and Publish")
    moderator.hears("updated")
    assert guest.opens("/spring-clean/").status == 200
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Salt off, shine on")
    expect(guest.page.locator(".product-card")).to_have_count(4)
    expect(guest.page.get_by_text("Every bundle costs less than its parts.")).to_be_visible()
