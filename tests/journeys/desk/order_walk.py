"""The order desk, page by page, as its owner meets it."""

import re
from collections.abc import Iterator

from playwright.sync_api import expect

from tests.journeys.desk.paid_orders import add_carrier, place_paid_orders
from tests.journeys.editor import Editor
from tests.stripe_side import StripeSide
from tests.waits import wait_for

SKUS = ["AUT-AC-031", "AUT-AC-032", "BND-SPC-002"]


def pages_of_the_order_desk(owner: Editor) -> Iterator[str]:
    """Yield each page's name while the owner has it open."""
    numbers = place_paid_orders(owner.shop, *(["walk@example.com"] * 3), skus=SKUS)
    add_carrier(owner.shop)
    owner.signs_in("owner@autovise.example")
    yield from _first_page(owner)
    yield from _lists(owner)
    yield from _order(owner, numbers[0])
    yield from _packing(owner, numbers)
    yield from _carriers(owner)
    yield from _carts_customers_and_mails(owner)
    yield from _payouts(owner)


def _first_page(owner: Editor) -> Iterator[str]:
    yield "owner-home"
    owner.page.get_by_role("link", name="365 days").click()
    expect(owner.page.get_by_role("heading", name="Revenue by week")).to_be_visible()
    owner.page.get_by_text("Table of the chart").click()
    yield "owner-home-365-days"


def _lists(owner: Editor) -> Iterator[str]:
    owner.opens("checkout/order/")
    yield "orders"
    owner.page.locator("[data-bulk-action-checkbox]").first.check()
    expect(owner.page.get_by_text("1 item selected")).to_be_visible()
    yield "orders-ticked"
    owner.opens("checkout/order/?dispatch=due&buyer=guest&state__exact=paid")
    owner.page.get_by_text("Save this filter").click()
    yield "orders-filtered"
    owner.page.get_by_label("Name", exact=True).fill("Guests to pack")
    owner.page.get_by_role("button", name="Save", exact=True).click()
    owner.hears("is saved")
    owner.page.get_by_role("button", name="Show filters").click()
    yield "orders-filters"
    owner.page.keyboard.press("Escape")
    owner.page.get_by_role("button", name="Delete the filter Guests to pack").click()
    owner.hears("is deleted")
    owner.opens("checkout/order/?q=nobody-is-called-so")
    yield "orders-none"
    owner.opens("search/?q=walk")
    yield "search"


def _order(owner: Editor, number: str) -> Iterator[str]:
    page = owner.page
    owner.opens(f"search/?q={number}")
    expect(page).to_have_url(re.compile("/inspect/"))
    order_page = page.url
    yield "order"
    for link in ("Dispatch…", "Cancel order…", "Change address…", "Add a note…"):
        page.get_by_role("link", name=link).first.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        yield f"order-dialog-{link.rstrip('…').lower().replace(' ', '-')}"
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator(".od-line-action").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").select_option(label="Goods returned")
    yield "order-dialog-refund"
    dialog.get_by_role("button", name="Calculate").click()
    expect(dialog.get_by_role("heading", name=re.compile("Refund £"))).to_be_visible()
    yield "order-dialog-refund-confirmed"
    page.goto(order_page + "?")
    page.get_by_role("link", name="Add a note…").click()
    page.get_by_role("dialog").get_by_label("Note").fill("The buyer rang: leave it at number 3.")
    page.get_by_role("dialog").get_by_role("button", name="Add a note").click()
    owner.hears("The note is added")
    yield "order-with-note"


def _packing(owner: Editor, numbers: list[str]) -> Iterator[str]:
    owner.opens("orders/pick-list/")
    yield "pick-list"
    owner.opens("orders/dispatch/")
    yield "dispatch"
    pasted = f"{numbers[0]};RM1\nAV-NOWHERE;RM2\n{numbers[1]};RM3"
    owner.page.get_by_text("Paste a list or send a file").click()
    owner.page.get_by_label("Order numbers with tracking numbers").fill(pasted)
    owner.page.get_by_role("button", name="Dispatch the list").click()
    expect(owner.page.get_by_role("heading", name="2 dispatched, 1 refused")).to_be_visible()
    yield "dispatch-result"
    owner.opens(f"search/?q={numbers[0]}")
    yield "order-dispatched"
    owner.page.get_by_role("link", name="Mark as delivered…").click()
    expect(owner.page.get_by_role("dialog")).to_be_visible()
    yield "order-dialog-deliver"


def _carriers(owner: Editor) -> Iterator[str]:
    owner.opens("snippets/checkout/carrier/")
    yield "carriers"
    owner.page.get_by_role("link", name="Royal Mail").first.click()
    yield "form-of-carrier"


def _carts_customers_and_mails(owner: Editor) -> Iterator[str]:
    for name, path in (
        ("carts", "checkout/cart/"),
        ("customers", "accounts/user/"),
        ("mails", "outbox/sentmail/"),
    ):
        owner.opens(path)
        yield name
        owner.page.locator(".listing tbody td a").first.click()
        yield f"{name}-one"
    owner.opens("reports/sales/?first=2026-01-01&last=2099-12-31")
    yield "sales"
    owner.opens("reports/vat/")
    yield "vat"


def _payouts(owner: Editor) -> Iterator[str]:
    """A payout of the orders, and a payment that belongs to no order."""
    side = StripeSide(owner.shop.stripe_address)
    side.pays_out()
    price = {"currency": "gbp", "unit_amount": 2500, "product_data": {"name": "Not of the shop"}}
    session = side.client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "success_url": owner.shop.address,
            "line_items": [{"quantity": 1, "price_data": price}],
        }
    )
    side.pays(session.id)
    page = owner.page
    owner.opens("reports/payouts/")
    page.get_by_role("button", name="Read it now").click()
    owner.hears("The worker reads")
    wait_for(lambda: _shows_a_payout(owner), "the reading of the balance")
    yield "payouts"
    page.locator(".listing tbody a[href*='/reports/payouts/']").first.click()
    expect(page.get_by_text("the amount of the payout")).to_be_visible()
    yield "payout"


def _shows_a_payout(owner: Editor) -> bool:
    owner.opens("reports/payouts/")
    return owner.page.locator(".listing tbody a[href*='/reports/payouts/']").count() > 0
