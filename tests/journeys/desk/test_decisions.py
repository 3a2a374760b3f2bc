"""A moderator's decision in the browser: made once, and with what it is about in sight."""

import re

import pytest
from playwright.sync_api import Route, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.journeys.editor import FORM, Editor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MARKETING, MODERATOR = "marketing@autovise.example", "moderator@autovise.example"
DECIDES = "action-workflow-action"


def _submits(marketing: Editor, sku: str) -> None:
    marketing.signs_in(MARKETING)
    marketing.edits(sku)
    marketing.fills_in(description="One clean sentence more, to be decided.")
    marketing.does("Submit to Moderators approval")
    marketing.hears("submitted for moderation")


def _opens_the_dialogue(moderator: Editor, sku: str) -> None:
    moderator.signs_in(MODERATOR)
    moderator.edits(sku)
    moderator.does("Request changes")
    dialogue = moderator.page.locator(".modal-dialog")
    dialogue.locator("[name=comment]").fill("Shorter, please.")


def _decisions_sent(moderator: Editor) -> list[str]:
    sent: list[str] = []
    moderator.page.on(
        "request",
        lambda request: (
            sent.append(request.headers.get("accept", ""))
            if request.method == "POST" and DECIDES in (request.post_data or "")
            else None
        ),
    )
    return sent


def _actions(moderator: Editor, sku: str) -> list[str]:
    moderator.edits(sku)
    moderator.opens(f"pages/{moderator.page_id()}/history/")
    return [what for what, *_ in moderator.history()]


def test_a_double_click_on_request_changes_counts_once(an_editor):
    sku, moderator = "AUT-PF-012", an_editor()
    _submits(an_editor(), sku)
    _opens_the_dialogue(moderator, sku)
    sent = _decisions_sent(moderator)
    moderator.page.locator(".modal-dialog [type=submit]").dblclick()
    expect(moderator.page).not_to_have_url(re.compile("/edit/"))
    assert len(sent) == 1
    requested = [action for action in _actions(moderator, sku) if "Shorter, please." in action]
    assert len(requested) == 1


def _types_until_wagtail_saves(moderator: Editor) -> None:
    """What is typed before Wagtail's script listens is not noticed: then it is typed again."""
    for sentence in ("put right.", "put right again.", "put right at last."):
        try:
            with moderator.page.expect_request(
                lambda request: (
                    request.headers.get("accept") == "application/json"
                    and request.method == "POST"
                    and "/edit/" in request.url
                ),
                timeout=30_000,
            ):
                moderator.fills_in(description=f"One clean sentence, {sentence}")
        except PlaywrightTimeout:
            continue
        return
    raise AssertionError("Wagtail has not saved what was typed.")


def test_request_changes_waits_for_autosave_and_is_sent_once(an_editor):
    sku, moderator = "AUT-PF-013", an_editor()
    _submits(an_editor(), sku)
    moderator.signs_in(MODERATOR)
    moderator.edits(sku)
    under_way: list[Route] = []
    sent = _decisions_sent(moderator)

    def hold_what_saves_by_itself(route: Route) -> None:
        if route.request.headers["accept"] == "application/json" and not under_way:
            under_way.append(route)
        else:
            route.continue_()

    moderator.page.route(re.compile(r"/pages/\d+/edit/"), hold_what_saves_by_itself)
    _types_until_wagtail_saves(moderator)
    moderator.does("Request changes")
    dialogue = moderator.page.locator(".modal-dialog")
    dialogue.locator("[name=comment]").fill("Shorter, please.")
    dialogue.locator("[type=submit]").click()
    expect(moderator.page.locator(f"{FORM} [name={DECIDES}]")).to_be_attached()
    assert sent == []
    under_way[0].continue_()
    expect(moderator.page).not_to_have_url(re.compile("/edit/"))
    assert len(sent) == 1
    assert "json" not in sent[0]
    assert len([what for what in _actions(moderator, sku) if "Shorter, please." in what]) == 1


def test_a_bulk_publish_lists_approvals_and_skips_rejected_drafts(an_editor):
    waiting, rejected, moderator = "AUT-PF-014", "AUT-PF-015", an_editor()
    marketing = an_editor()
    _submits(marketing, waiting)
    marketing.edits(rejected)
    marketing.fills_in(description="One clean sentence more, to be sent back.")
    marketing.does("Submit to Moderators approval")
    marketing.hears("submitted for moderation")
    _opens_the_dialogue(moderator, rejected)
    moderator.page.locator(".modal-dialog [type=submit]").click()
    expect(moderator.page).not_to_have_url(re.compile("/edit/"))

    moderator.opens("products/?status=waiting")
    listed = moderator.page.locator("main .listing")
    expect(listed.get_by_text(waiting)).to_be_visible()
    expect(listed.get_by_text(rejected)).to_have_count(0)

    moderator.opens("products/?q=AUT-PF-01")
    for sku in (waiting, rejected):
        row = moderator.page.locator("tr").filter(has_text=sku)
        row.locator("[data-bulk-action-checkbox]").check()
    moderator.page.get_by_role("link", name="Publish selected pages", exact=True).click()
    expect(moderator.page.get_by_text("publishing approves it")).to_be_visible()
    expect(
        moderator.page.get_by_text("will not be published. Changes were requested")
    ).to_be_visible()
    moderator.page.get_by_role("button", name="Yes, publish").click()
    moderator.hears("1 page has been published")
    moderator.hears("cannot be published. Changes were requested")
