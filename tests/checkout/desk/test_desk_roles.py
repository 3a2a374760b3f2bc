"""Permissions of the order desk by role: every URL is for the owner only."""

import pytest

from checkout.models import (
    Cart,
    Dispatch,
    Order,
    OrderRequest,
    OrderState,
    Reconciliation,
    Refund,
    StripeEvent,
)
from checkout.orders.requests import create_request
from sitewide.trader import Trader
from tests.autovise.admin.roles_table import OWNER, ROLES, at, client_as
from tests.builders import a_user, a_visitor
from tests.checkout.desk.builders import an_event

pytestmark = pytest.mark.django_db

STAFF = "plain staff"
OTHERS = [role for role in (*ROLES, STAFF) if role != OWNER]

LOOKED_AT = {
    "/admin/checkout/order/": "checkout_order_modeladmin_index",
    "/admin/checkout/order/inspect/{order}/": "checkout_order_modeladmin_inspect",
    "/admin/checkout/cart/inspect/{cart}/": "checkout_cart_modeladmin_inspect",
    "/admin/checkout/stripeevent/": "checkout_stripeevent_modeladmin_index",
    "/admin/checkout/stripeevent/inspect/{event}/": "checkout_stripeevent_modeladmin_inspect",
    "/admin/checkout/reconciliation/": "checkout_reconciliation_modeladmin_index",
    "/admin/checkout/reconciliation/inspect/{kept}/": "checkout_reconciliation_modeladmin_inspect",
    "/admin/orders/{order}/refund/": "refund_order",
    "/admin/orders/{order}/invoice/": "show_order_invoice",
    "/admin/orders/{order}/dispatch/": "dispatch_order_by_hand",
    "/admin/settings/sitewide/trader/{seller}/": "wagtailsettings:edit",
}
POSTED_TO = {
    "/admin/orders/{review}/accept/": "accept_order",
    "/admin/orders/{review}/refuse/": "refuse_order",
    "/admin/orders/{order}/refund/": "refund_order",
    "/admin/orders/{order}/dispatch/": "dispatch_order_by_hand",
    "/admin/orders/requests/{order_request}/answer/": "answer_order_request",
    "/admin/events/{event}/again/": "process_event_again",
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
}


@pytest.fixture
def keys(paid, under_review) -> dict[str, int]:
    """Return the primary keys for the URLs above."""
    order = paid()
    rows = {
        "order": order,
        "review": under_review(),
        "order_request": create_request(order=order, kind="cancellation", reason="Changed my mind"),
        "cart": Cart.objects.first(),
        "event": an_event(type="x.unknown", object_id="x_1"),
        "kept": Reconciliation.objects.create(since=order.placed_at),
        "seller": Trader.objects.create(),
    }
    return {word: row.pk for word, row in rows.items()} | {"number": order.number}


def visitor(role: str):
    return a_visitor(a_user(is_staff=True)) if role == STAFF else client_as(role)


def check_nothing_happened() -> None:
    assert Refund.objects.count() == 0
    assert Dispatch.objects.count() == 0
    assert OrderRequest.objects.get().is_open
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
