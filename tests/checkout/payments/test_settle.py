"""Settling: every payment settles its order exactly once, from any source."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail

from accounts.models import UserProfile
from catalog.models import StockMove
from catalog.models.stock import add_stock
from checkout.cart.lines import add_to_cart
from checkout.models import FirstOrderClaim, Order, OrderState
from checkout.notifications.mails import CONFIRMATION, FAILED_PAYMENT
from checkout.payments.settle import settle
from checkout.payments.start import start_payment
from outbox.models import OutgoingMail
from tests.builders import CONTACT, a_bundle, a_cart, a_customer, a_product
from tests.checkout.builders import an_open_order, changed, session_at_stripe, stock_of
from tests.outbox.builders import tasks_of

pytestmark = pytest.mark.django_db


def test_a_paid_session_settles_its_order_once(
    stripe_server, run_tasks, django_capture_on_commit_callbacks
):
    wax = a_product(1299, stock=5)
    order = an_open_order((wax, 2))
    stripe_server.pays(order)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            settle(session_at_stripe(order))
    order.refresh_from_db()
    assert order.state == OrderState.PAID
    assert order.paid_at is not None
    assert order.stripe_payment_intent_id.startswith("pi_")
    assert stock_of(wax) == (3, 0)
    assert StockMove.objects.get(sku=wax.sku, reason="sale").pieces == -2
    assert tasks_of(CONFIRMATION) == [order.pk]
    assert run_tasks() == ["send_mail"]
    assert [m.to for m in mail.outbox] == [[CONTACT.email]]


def test_sold_quantities_leave_the_cart_and_later_additions_stay(stripe_server):
    wax, cloth = a_product(), a_product()
    order = an_open_order((wax, 2))
    line = order.cart.lines.get()
    line.quantity = 3
    line.save()
    order.cart.lines.create(sku_id=cloth.sku, quantity=1, title_shown="Cloth", price_shown_pence=1)
    stripe_server.pays(order)
    settle(session_at_stripe(order))
    assert dict(order.cart.lines.values_list("sku_id", "quantity")) == {wax.sku: 1, cloth.sku: 1}


def test_the_same_product_stays_in_other_carts(stripe_server):
    wax = a_product()
    other = a_cart((wax, 2))
    order = an_open_order((wax, 2))
    stripe_server.pays(order)
    settle(session_at_stripe(order))
    assert not order.cart.lines.exists()
    assert other.lines.get().quantity == 2


def test_a_changed_bundle_sells_the_stock_held_for_its_order(stripe_server):
    wax, cloth, brush, late = (a_product(stock=9) for _ in range(4))
    bundle = a_bundle((wax, 2), cloth, brush)
    order = an_open_order(bundle)
    bundle.parts.filter(product=wax).update(product=late)
    stripe_server.pays(order)
    settle(session_at_stripe(order))
    assert [stock_of(p) for p in (wax, cloth, brush, late)] == [(7, 0), (8, 0), (8, 0), (9, 0)]


def test_an_expired_session_releases_stock_and_claim_once(stripe_server):
    user = a_customer()
    wax = a_product(stock=5)
    order = an_open_order((wax, 2), user=user)
    assert FirstOrderClaim.objects.count() == 1
    stripe_server.expires(order)
    for _ in range(2):
        settle(session_at_stripe(order))
    order.refresh_from_db()
    assert order.state == OrderState.EXPIRED
    assert stock_of(wax) == (5, 0)
    assert not FirstOrderClaim.objects.exists()
    assert order.cart.lines.get().quantity == 2


def test_an_unpaid_open_session_changes_nothing(stripe_server):
    wax = a_product(stock=5)
    order = an_open_order(wax)
    settle(session_at_stripe(order))
    order.refresh_from_db()
    assert order.state == OrderState.AWAITING_PAYMENT
    assert stock_of(wax) == (5, 1)


def test_a_paid_first_order_uses_the_saving(stripe_server):
    user = a_customer()
    order = an_open_order(a_product(), user=user)
    stripe_server.pays(order)
    settle(session_at_stripe(order))
    assert not UserProfile.objects.get(user=user).is_first_time_buyer
    assert FirstOrderClaim.objects.get().order == order


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"amount_total_pence": 1}, "The buyer paid £0.01, but the order is for £17.98."),
        ({"currency": "usd"}, "Paid in usd, not in pounds."),
    ],
)
def test_another_amount_or_currency_puts_the_order_under_review(stripe_server, change, reason):
    wax = a_product(1299, stock=5)
    order = an_open_order(wax)
    stripe_server.pays(order)
    settle(changed(session_at_stripe(order), **change))
    order.refresh_from_db()
    assert (order.state, order.review_reason) == (OrderState.UNDER_REVIEW, reason)
    assert order.paid_at is None
    assert stock_of(wax) == (5, 1)
    assert mail.outbox == []


def test_another_session_that_names_our_order_settles_nothing(stripe_server):
    order = an_open_order(a_product())
    stripe_server.pays(order)
    assert settle(changed(session_at_stripe(order), id="cs_test_another")) is None
    order.refresh_from_db()
    assert order.state == OrderState.AWAITING_PAYMENT


def test_a_session_of_another_shop_is_ignored(stripe_server):
    order = an_open_order(a_product())
    stripe_server.pays(order)
    assert settle(changed(session_at_stripe(order), order_number="AV-ELSEWHERE")) is None


def test_expiry_after_payment_changes_nothing(stripe_server):
    wax = a_product(stock=5)
    order = an_open_order(wax)
    stripe_server.pays(order)
    paid = session_at_stripe(order)
    settle(paid)
    settle(changed(paid, status="expired", payment_status="unpaid"))
    order.refresh_from_db()
    assert order.state == OrderState.PAID
    assert stock_of(wax) == (4, 0)


def test_a_late_payment_is_accepted_if_the_stock_is_available(stripe_server):
    wax = a_product(stock=1)
    order = an_open_order(wax)
    stripe_server.pays(order)
    paid = session_at_stripe(order)
    settle(changed(paid, status="expired", payment_status="unpaid"))
    assert stock_of(wax) == (1, 0)
    settle(paid)
    order.refresh_from_db()
    assert order.state == OrderState.PAID
    assert stock_of(wax) == (0, 0)


def test_a_late_payment_without_stock_is_refunded_once_and_mailed(
    stripe_server, run_tasks, django_capture_on_commit_callbacks
):
    wax = a_product(stock=1)
    order = an_open_order(wax)
    stripe_server.pays(order)
    paid = session_at_stripe(order)
    settle(changed(paid, status="expired", payment_status="unpaid"))
    add_stock(wax.sku, -1, reason=StockMove.Reason.DAMAGE)
    with django_capture_on_commit_callbacks(execute=True):
        settle(paid)
        settle(paid)
    order.refresh_from_db()
    assert order.state == OrderState.REFUND_DUE
    assert order.timeline.filter(what__startswith="Paid late. To be refunded: ").count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert run_tasks() == ["send_refund"]
    assert tasks_of(CONFIRMATION) == [order.pk]
    assert run_tasks() == ["send_mail"]
    order.refresh_from_db()
    assert order.state == OrderState.REFUNDED
    [refund] = stripe_server.client.v1.refunds.list().data
    assert refund.amount == order.total_pence
    assert [m.subject for m in mail.outbox] == [
        f"Your payment for order {order.number} is refunded"
    ]
    assert stock_of(wax) == (0, 0)


def test_a_processing_payment_keeps_hold_and_claim(stripe_server):
    wax = a_product(stock=5)
    order = an_open_order(wax)
    stripe_server.pays(order)
    paid = session_at_stripe(order)
    settle(changed(paid, payment_status="unpaid"))
    order.refresh_from_db()
    assert order.state == OrderState.PROCESSING
    assert stock_of(wax) == (5, 1)
    settle(paid)
    order.refresh_from_db()
    assert order.state == OrderState.PAID


def test_the_order_is_kept_when_its_page_and_customer_are_deleted(stripe_server):
    user = a_customer()
    wax = a_product(title="Wax", stock=5)
    order = an_open_order(wax, user=user)
    stripe_server.pays(order)
    settle(session_at_stripe(order))
    wax.delete()
    user.delete()
    order = Order.objects.get()
    line = order.lines.get()
    assert (order.user, line.page, line.title, line.sku_id) == (None, None, "Wax", wax.sku)
    assert FirstOrderClaim.objects.get().user is None


def test_a_late_payment_does_not_use_the_first_order_saving_twice(stripe_server):
    user = a_customer()
    late = an_open_order(a_product(stock=9), user=user)
    stripe_server.pays(late)
    paid = session_at_stripe(late)
    settle(changed(paid, status="expired", payment_status="unpaid"))
    second, _ = start_payment(
        cart=late.cart, user=user, contact=CONTACT, shown_total_pence=late.total_pence
    )
    assert second.is_first_order
    settle(paid)
    late.refresh_from_db()
    assert late.state == OrderState.REFUND_DUE


def test_the_delivery_date_is_computed_in_london_s_time_zone():
    order = Order(placed_at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC), delivery_days=2)
    assert order.delivery_due_on == date(2026, 7, 4)


def test_a_late_payment_of_another_amount_is_put_under_review(stripe_server):
    wax = a_product(1299, stock=5)
    order = an_open_order(wax)
    stripe_server.pays(order)
    paid = session_at_stripe(order)
    settle(changed(paid, status="expired", payment_status="unpaid"))
    order = settle(changed(paid, amount_total_pence=1698))
    assert order.state == OrderState.UNDER_REVIEW
    assert order.review_reason == "The buyer paid £16.98, but the order is for £17.98."
    assert (order.paid_pence, order.stripe_payment_intent_id) == (1698, paid.payment_intent_id)
    assert order.timeline.last().what == order.review_reason
    assert stock_of(wax) == (5, 0)


def test_a_late_payment_after_another_order_uses_no_first_order_claim(stripe_server):
    user = a_customer()
    first = an_open_order(a_product(), user=user)
    stripe_server.pays(first)
    settle(session_at_stripe(first))
    add_to_cart(cart=first.cart, sku=a_product(1299).sku, quantity=1)
    late, _ = start_payment(cart=first.cart, user=user, contact=CONTACT, shown_total_pence=None)
    late.refresh_from_db()
    assert not late.is_first_order
    stripe_server.pays(late)
    paid = session_at_stripe(late)
    settle(changed(paid, status="expired", payment_status="unpaid"))
    assert settle(paid, source="the clock").state == OrderState.PAID
    assert FirstOrderClaim.objects.get().order == first
    what = "Paid late, reported by the clock. The items were still in stock."
    assert late.timeline.last().what == what


def test_a_paid_order_holds_no_stock_and_logs_the_source(stripe_server):
    order = an_open_order(a_product(1299))
    assert order.holds_stock
    stripe_server.pays(order)
    order = settle(session_at_stripe(order), source="the clock")
    assert not order.holds_stock
    assert order.timeline.last().what == "Paid £17.98, reported by the clock"


def test_a_payment_whose_source_is_not_told_is_logged_without(stripe_server):
    order = an_open_order(a_product(1299))
    stripe_server.pays(order)
    assert settle(session_at_stripe(order)).timeline.last().what == "Paid £17.98"


def test_a_failure_without_an_earlier_event_is_mailed(stripe_server):
    order = an_open_order(a_product(1299))
    order = settle(session_at_stripe(order), has_failed=True)
    assert order.state == OrderState.CANCELLED
    [failure_mail] = OutgoingMail.objects.all()
    assert (failure_mail.kind, failure_mail.object_id) == (FAILED_PAYMENT.name, order.pk)
