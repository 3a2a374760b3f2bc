"""Permissions of the order desk by role: every URL is for the owner only."""

import pytest

from checkout.models import (
    AddressChange,
    BalanceReading,
    Carrier,
    Cart,
    Dispatch,
    Order,
    OrderNote,
    OrderRequest,
    OrderState,
    Reconciliation,
    Refund,
    SavedOrderFilter,
    StripeEvent,
)
from checkout.notifications.mails import CONFIRMATION
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.requests import create_request
from checkout.orders.state import SHOP
from outbox.models import OutgoingMail, SentMail
from sitewide.trader import Trader
from tests.autovise.admin.roles_table import OWNER, ROLES, at, client_as
from tests.builders import a_customer, a_user, a_visitor
from tests.checkout.desk.builders import an_event
from tests.checkout.reports.builders import a_payout
from tests.outbox.builders import send_now

pytestmark = pytest.mark.django_db

STAFF = "plain staff"
OTHERS = [role for role in (*ROLES, STAFF) if role != OWNER]

LOOKED_AT = {
    "/admin/checkout/order/": "checkout_order_modeladmin_index",
    "/admin/checkout/order/inspect/{order}/": "checkout_order_modeladmin_inspect",
    "/admin/checkout/cart/": "checkout_cart_modeladmin_index",
    "/admin/checkout/cart/inspect/{cart}/": "checkout_cart_modeladmin_inspect",
    "/admin/accounts/user/": "accounts_user_modeladmin_index",
    "/admin/accounts/user/inspect/{customer}/": "accounts_user_modeladmin_inspect",
    "/admin/checkout/stripeevent/": "checkout_stripeevent_modeladmin_index",
    "/admin/checkout/stripeevent/inspect/{event}/": "checkout_stripeevent_modeladmin_inspect",
    "/admin/outbox/sentmail/": "outbox_sentmail_modeladmin_index",
    "/admin/outbox/sentmail/inspect/{mail}/": "outbox_sentmail_modeladmin_inspect",
    "/admin/checkout/reconciliation/": "checkout_reconciliation_modeladmin_index",
    "/admin/checkout/reconciliation/inspect/{kept}/": "checkout_reconciliation_modeladmin_inspect",
    "/admin/orders/{order}/refund/": "refund_order",
    "/admin/orders/{order}/invoice/": "show_order_invoice",
    "/admin/orders/{order}/dispatch/": "dispatch_order_by_hand",
    "/admin/orders/{order}/address/": "change_order_address",
    "/admin/orders/results/": "order_list_results",
    "/admin/orders/dispatch/": "dispatch_orders",
    "/admin/orders/pick-list/": "show_pick_list",
    "/admin/orders/packing-slips/?id={due}": "show_packing_slips",
    "/admin/bulk/checkout/order/cancel/?id={order}": "wagtail_bulk_action",
    "/admin/bulk/checkout/order/deliver/?id={order}": "wagtail_bulk_action",
    "/admin/bulk/checkout/order/resend/?id={order}": "wagtail_bulk_action",
    "/admin/bulk/checkout/order/note/?id={order}": "wagtail_bulk_action",
    "/admin/snippets/checkout/carrier/": "wagtailsnippets_checkout_carrier:list",
    "/admin/snippets/checkout/carrier/edit/{carrier}/": "wagtailsnippets_checkout_carrier:edit",
    "/admin/figures/revenue.svg": "show_revenue_chart",
    "/admin/reports/sales/": "show_sales_report",
    "/admin/reports/sales/chart.svg": "show_sales_chart",
    "/admin/reports/sales/days.csv": "export_days",
    "/admin/reports/sales/products.csv": "export_products",
    "/admin/reports/sales/categories.csv": "export_categories",
    "/admin/reports/payouts/": "show_payout_report",
    "/admin/reports/payouts/{payout}/": "show_payout",
    "/admin/reports/vat/xero.csv": "export_xero",
    "/admin/reports/vat/quickbooks_invoices.csv": "export_quickbooks_invoices",
    "/admin/reports/vat/quickbooks_credit_notes.csv": "export_quickbooks_credit_notes",
    "/admin/settings/sitewide/trader/{seller}/": "wagtailsettings:edit",
}
POSTED_TO = {
    "/admin/orders/{review}/accept/": "accept_order",
    "/admin/orders/{review}/refuse/": "refuse_order",
    "/admin/orders/{order}/refund/": "refund_order",
    "/admin/orders/{order}/dispatch/": "dispatch_order_by_hand",
    "/admin/orders/requests/{order_request}/answer/": "answer_order_request",
    "/admin/orders/{order}/address/": "change_order_address",
    "/admin/orders/dispatch/": "dispatch_orders",
    "/admin/orders/filters/": "save_order_filter",
    "/admin/orders/filters/{saved}/delete/": "delete_order_filter",
    "/admin/bulk/checkout/order/cancel/?id={order}": "wagtail_bulk_action",
    "/admin/bulk/checkout/order/deliver/?id={sent}": "wagtail_bulk_action",
    "/admin/bulk/checkout/order/resend/?id={order}": "wagtail_bulk_action",
    "/admin/bulk/checkout/order/note/?id={order}": "wagtail_bulk_action",
    "/admin/snippets/checkout/carrier/edit/{carrier}/": "wagtailsnippets_checkout_carrier:edit",
    "/admin/events/{event}/again/": "process_event_again",
    "/admin/mails/{mail}/again/": "send_mail_again",
    "/admin/stock/{sku}/release/": "release_holding_orders",
    "/admin/customers/{customer}/data/": "request_customer_data",
    "/admin/reports/payouts/read/": "request_balance_reading",
    "/admin/settings/sitewide/trader/{seller}/": "wagtailsettings:edit",
}
NEVER = ["create/", "edit/{order}/", "delete/{order}/", "history/{order}/"]
WHOLE = {
    "kind": "everything",
    "reason": "returned",
    "key": "6f1f2f4e-0c5e-4f5e-8a7b-111111111111",
    "shown_pence": "1798",
    "name": "Somebody Ltd",
    "carrier": "Somebody",
    "state": "accepted",
    "text": "A note",
    "mail": "confirmation",
    "query": "first=yes",
    "pasted": "AV-23456789;RM1",
    "line1": "2 Low Street",
    "city": "York",
    "postcode": "YO1 7HH",
}


@pytest.fixture
def keys(owner, paid, under_review) -> dict[str, int | str]:
    """Return the primary keys for the URLs above."""
    order, sent = paid(), paid()
    dispatch_order(order=sent, tracking=Tracking("Royal Mail"), by=SHOP)
    rows = {
        "order": order,
        "sent": sent,
        "due": paid(),
        "carrier": Carrier.objects.create(name="Royal Mail"),
        "saved": SavedOrderFilter.objects.create(user=owner, name="Mine", query="first=yes"),
        "review": under_review(),
        "order_request": create_request(order=order, kind="cancellation", reason="Changed my mind"),
        "cart": Cart.objects.first(),
        "customer": a_customer(),
        "event": an_event(type="x.unknown", object_id="x_1"),
        "payout": a_payout(500),
        "kept": Reconciliation.objects.create(since=order.placed_at),
        "mail": _a_sent_mail(order),
        "seller": Trader.objects.create(),
    }
    words = {"number": order.number, "sku": order.lines.get().sku_id}
    return {word: row.pk for word, row in rows.items()} | words


def _a_sent_mail(order: Order) -> SentMail:
    """Send the order's confirmation, and return it as logged: the owner could send it again."""
    send_now(CONFIRMATION, order)
    return SentMail.objects.get()


def visitor(role: str):
    return a_visitor(a_user(is_staff=True)) if role == STAFF else client_as(role)


def check_nothing_happened() -> None:
    assert Refund.objects.count() == 0
    assert Dispatch.objects.get().delivered_at is None
    assert (OrderNote.objects.count(), AddressChange.objects.count()) == (0, 0)
    assert Carrier.objects.get().name == "Royal Mail"
    assert SavedOrderFilter.objects.get().name == "Mine"
    assert OutgoingMail.objects.filter(kind=CONFIRMATION.name).count() == 3
    assert OutgoingMail.objects.filter(sent_at__isnull=False).count() == 1
    assert OrderRequest.objects.get().is_open
    assert not BalanceReading.objects.exists()
    assert StripeEvent.objects.get().processed_at is None
    assert Trader.objects.get().name == "Autovise"
    states = set(Order.objects.values_list("state", flat=True))
    assert states == {OrderState.PAID, OrderState.UNDER_REVIEW}


@pytest.mark.parametrize("role", OTHERS)
def test_only_the_owner_may_view_the_pages(keys, role):
    browser = visitor(role)
    for address, name in LOOKED_AT.items():
        answer = browser.get(at(address.format(**keys), name))
        assert answer.status_code in (302, 403, 404), address
        assert keys["number"] not in answer.text


@pytest.mark.parametrize("role", OTHERS)
def test_only_the_owner_may_use_the_actions(keys, role):
    browser = visitor(role)
    for address, name in POSTED_TO.items():
        answer = browser.post(at(address.format(**keys), name), WHOLE)
        assert answer.status_code in (302, 403, 404), address
    check_nothing_happened()


def test_the_owner_may_view_all_pages(keys, desk):
    for address, name in LOOKED_AT.items():
        assert desk.get(at(address.format(**keys), name)).status_code == 200, address


@pytest.mark.parametrize("role", [*OTHERS, OWNER])
def test_an_order_has_no_edit_form_and_no_history_view(keys, role):
    browser = visitor(role)
    for action in NEVER:
        address = f"/admin/checkout/order/{action.format(**keys)}"
        for send in (browser.get, browser.post):
            assert send(address).status_code in (302, 403, 404), address
