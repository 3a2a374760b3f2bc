"""The owner's work with orders, in page loads and filled-in fields from the admin's home."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.desk.paid_orders import add_carrier, place_paid_orders
from tests.journeys.editor import Editor
from tests.journeys.screens import DESK, PHONE, keep_picture
from tests.journeys.steps import Steps

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SKUS = ["AUT-AC-031", "AUT-AC-032", "AUT-AC-033"]
WHITE = "rgb(255, 255, 255)"
ORDER_PAGE = re.compile(r"/admin/checkout/order/inspect/\d+/")


@pytest.fixture
def owner(an_editor) -> Editor:
    """The owner, who looks at the admin's home."""
    owner = an_editor()
    owner.signs_in("owner@autovise.example")
    return owner


def test_an_order_is_found_by_email_and_opened_in_one_load_and_one_field(owner, shop):
    place_paid_orders(shop, "find-me@example.com", skus=SKUS[:1])
    page, steps = owner.page, Steps(owner.page)
    steps.fills_in(page.locator("#menu-search-q"), "find-me@example.com")
    page.keyboard.press("Enter")
    expect(page).to_have_url(ORDER_PAGE)
    assert steps.total() == (1, 1)


def test_the_page_of_the_search_searches_again(owner):
    page = owner.page
    owner.opens("search/?q=walk")
    box = page.get_by_role("search").get_by_label("Search term")
    box.fill("no such thing")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing was found for “no such thing”.")).to_be_visible()


@pytest.mark.parametrize("typed", ["01/10/2026", "2026-10-01"])
def test_a_date_that_was_typed_into_a_filter_stays(owner, typed):
    page = owner.page
    owner.opens("checkout/order/")
    page.get_by_role("button", name="Show filters").click()
    page.get_by_role("button", name="Date", exact=True).click()
    box = page.locator("input[name=placed_at_from]")
    box.press_sequentially(typed)
    page.keyboard.press("Tab")
    expect(page).to_have_url(re.compile("placed_at_from=(01%2F10%2F2026|2026-10-01)"))
    expect(box).to_have_value(typed)


def test_one_line_of_three_is_refunded_in_three_loads_and_one_field(owner, shop, records):
    [number] = place_paid_orders(shop, "one-line@example.com", skus=SKUS)
    page, steps = owner.page, Steps(owner.page)
    steps.opens_menu("Orders", "Orders")
    page.get_by_role("link", name=number, exact=True).click()
    expect(page).to_have_url(ORDER_PAGE)
    lines = page.locator("section").filter(has=page.get_by_role("heading", name="Items"))
    lines.get_by_role("link", name="Refund…").first.click()
    dialog = page.get_by_role("dialog")
    steps.selects(dialog.get_by_label("Reason"), "Goods returned")
    dialog.get_by_role("button", name="Calculate").click()
    expect(dialog.get_by_role("heading", name=re.compile(r"Refund £[\d.]+ to"))).to_be_visible()
    assert records.refunds_of(number) == []
    dialog.get_by_role("button", name=re.compile(r"Refund £")).click()
    owner.hears(re.compile(rf"Refund of £[\d.]+ for order {number} requested"))
    assert steps.total() == (3, 1)
    assert len(records.refunds_of(number)) == 1


def test_ten_orders_are_dispatched_in_two_loads_and_ten_fields(owner, shop):
    emails = [f"typed-{number}@example.com" for number in range(10)]
    numbers = place_paid_orders(shop, *emails, skus=SKUS[:1])
    add_carrier(shop)
    page, steps = owner.page, Steps(owner.page)
    steps.opens_menu("Orders", "Pack and dispatch")
    for number in numbers:
        field = page.get_by_label(f"Tracking number of order {number}")
        steps.fills_in(field, f"RM{number[3:]}GB")
    page.get_by_role("button", name="Dispatch", exact=True).click()
    expect(page.get_by_role("heading", name="10 dispatched")).to_be_visible()
    assert steps.total() == (2, 10)


def test_ten_orders_are_dispatched_in_two_loads_and_one_pasted_list(owner, shop, records):
    emails = [f"packed-{number}@example.com" for number in range(10)]
    numbers = place_paid_orders(shop, *emails, skus=SKUS[:1])
    add_carrier(shop)
    page, steps = owner.page, Steps(owner.page)
    steps.opens_menu("Orders", "Pack and dispatch")
    expect(page.get_by_role("link", name="Packing slips (PDF)")).to_be_visible()
    pasted = "\n".join(f"{number}\tRM{number[3:]}GB" for number in numbers)
    page.get_by_text("Paste a list or send a file").click()
    steps.fills_in(page.get_by_label("Order numbers with tracking numbers"), pasted)
    page.get_by_role("button", name="Dispatch the list").click()
    expect(page.get_by_role("heading", name="10 dispatched")).to_be_visible()
    assert steps.total() == (2, 1)
    records.wait_until_idle()
    for email, number in zip(emails, numbers, strict=True):
        sent = [m for m in records.mails_to(email) if "on its way" in m["Subject"]]
        assert len(sent) == 1, number


def test_an_order_is_dispatched_once_in_its_dialog(owner, shop):
    [number] = place_paid_orders(shop, "dialog@example.com", skus=SKUS[:1])
    add_carrier(shop)
    page, steps = owner.page, Steps(owner.page)
    owner.opens(f"search/?q={number}")
    page.get_by_role("link", name="Dispatch…").click()
    dialog = page.get_by_role("dialog")
    steps.fills_in(dialog.get_by_label("Carrier"), "royal mail")
    steps.fills_in(dialog.get_by_label("Tracking number"), "RM1")
    dialog.get_by_role("button", name="Mark as dispatched").click()
    owner.hears(f"Order {number} is dispatched.")
    expect(page.get_by_role("link", name="RM1")).to_have_attribute(
        "href", "https://track.example/RM1"
    )
    expect(page.get_by_text("Dispatched: Royal Mail")).to_have_count(1)
    expect(page.get_by_text("Tracking corrected")).to_have_count(0)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_orders_behind_a_figure_of_seven_days_are_two_loads_away(an_editor, shop, viewport):
    [number] = place_paid_orders(shop, "figures@example.com", skus=SKUS[:1])
    owner = an_editor(viewport=viewport)
    owner.signs_in("owner@autovise.example")
    page, steps = owner.page, Steps(owner.page)
    page.get_by_role("link", name="7 days", exact=True).click()
    expect(page).to_have_url(re.compile(r"/admin/\?days=7#figures-section"))
    expect(page.get_by_role("link", name="7 days", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    assert page.locator("img.od-chart").evaluate("chart => chart.decode().then(() => true)")
    cards = page.locator(".od-figure")
    expect(cards).to_have_count(6)
    orders = cards.filter(has=page.get_by_role("heading", name="Orders", exact=True))
    shown = int(orders.locator(".od-figure__value").inner_text())
    orders.get_by_role("link", name="These orders").click()
    expect(page.get_by_role("link", name=number, exact=True)).to_be_visible()
    expect(page.locator(".od-orders tbody tr")).to_have_count(min(shown, 50))
    assert steps.total() == (2, 0)


def test_the_words_of_a_mail_are_previewed_checked_and_changed(an_editor):
    marketing = an_editor()
    marketing.signs_in("marketing@autovise.example")
    page = marketing.page
    page.get_by_role("button", name="Settings", exact=True).click()
    page.get_by_role("link", name="Mail wording", exact=True).click()
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        keep_picture(marketing.looks_up(), f"mail-wordings-{size['width']}")
    page.set_viewport_size(DESK)
    page.get_by_role("link", name="Order dispatched", exact=True).click()
    page.get_by_role("textbox", name="Text").fill("Hello {nmae}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("{nmae} is not a placeholder of this mail.")).to_be_visible()
    page.get_by_role("textbox", name="Text").fill("Hello {name}, off it goes with {parcel}.")
    shown = marketing.previews("HTML").locator("body")
    expect(shown).to_contain_text("Hello Sample Buyer, off it goes with Royal Mail")
    expect(shown).to_contain_text("Subject: Your Autovise order AV-SAMPLE is on its way")
    expect(shown.get_by_role("link", name="View your order")).to_have_css("color", WHITE)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        keep_picture(marketing.looks_up(), f"mail-wording-{size['width']}")
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="Save", exact=True).click()
    marketing.hears("Order dispatched")
    marketing.opens("snippets/outbox/mailwording/")
    row = page.get_by_role("row").filter(has_text="Order dispatched")
    expect(row).to_contain_text("Changed: text")
