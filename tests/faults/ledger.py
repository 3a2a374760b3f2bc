"""Final checks of a purchase, after a process was killed at any point of it."""

from checkout.models import Order, OrderState, StripeEvent
from checkout.models.order_state import UNPAID_CLOSED
from tests.concurrency.books import check_books, check_invoices, stock_of


def check_sold_once(shop, order: Order, page, *, pieces_at_first: int, sold: int = 1) -> None:
    """One payment, one settled order, one invoice, one mail, and the stock is that much less."""
    order.refresh_from_db()
    assert (order.state, order.refunded_pence) == (OrderState.PAID, 0)
    assert stock_of(page) == (pieces_at_first - sold, 0)
    check_books(page, pieces_at_first=pieces_at_first)
    assert paid_at_stripe(shop, order) == [order.total_pence] == [order.paid_pence]
    assert refunded_at_stripe(shop, order) == []
    assert order.cart.lines.count() == 0
    assert order.timeline.filter(after=OrderState.PAID).exclude(before=OrderState.PAID).count() == 1
    assert shop.mails_about(order) == [f"Your Autovise order {order.number}"]
    check_invoices()


def check_given_up(shop, order: Order, page, *, pieces_at_first: int) -> None:
    """Nothing was paid, and everything is where it was."""
    order.refresh_from_db()
    assert order.state in UNPAID_CLOSED
    assert stock_of(page) == (pieces_at_first, 0)
    assert paid_at_stripe(shop, order) == []
    assert shop.mails_about(order) == []
    assert not hasattr(order, "first_order_claim")


def check_given_back_once(shop, order: Order) -> None:
    """One refund of all that was paid, here and at Stripe."""
    order.refresh_from_db()
    assert order.refunded_pence == order.paid_pence == order.total_pence
    refund = order.refunds.get()
    assert (refund.state, refund.amount_pence) == ("succeeded", order.total_pence)
    assert refunded_at_stripe(shop, order) == [order.total_pence]


def check_events_taken_once(order: Order) -> None:
    about = StripeEvent.objects.filter(object_id=order.stripe_session_id)
    assert list(about.values_list("type", "outcome")) == [("checkout.session.completed", "taken")]


def sessions_of(shop, order: Order) -> list:
    sessions = shop.stripe.client.v1.checkout.sessions.list({"limit": 100}).data
    return [session for session in sessions if session.client_reference_id == order.number]


def paid_at_stripe(shop, order: Order) -> list[int]:
    """The pence of each payment for this order."""
    return [s.amount_total for s in sessions_of(shop, order) if s.payment_status == "paid"]


def refunded_at_stripe(shop, order: Order) -> list[int]:
    intent = order.stripe_payment_intent_id
    refunds = shop.stripe.client.v1.refunds.list({"payment_intent": intent}).data if intent else []
    return [refund.amount for refund in refunds]
