"""Cancel or expire an unpaid order and release its stock and first-order claim (idempotent)."""

from django.db import transaction
from django.db.models import F

from catalog.models.stock import mark_stock_firm, release_stock
from checkout.first_order.claim import release_first_order
from checkout.models import CartLine, Order, OrderState
from checkout.models.order_state import OPEN_STATES
from checkout.notifications.mails import FAILED_PAYMENT
from checkout.orders.state import Actor, transition_order
from checkout.stripe.tasks import delete_coupon
from outbox.mails import queue_mail


@transaction.atomic
def release_order(order: Order, state: OrderState, *, by: Actor, why: str) -> bool:
    """Move an open order to CANCELLED or EXPIRED. Return False, with nothing done, if not open.

    If its payment was processing, the buyer believes that the order is paid: put the goods back in
    the cart and queue a mail.
    """
    locked = Order.objects.select_for_update().filter(pk=order.pk)
    before, yielded = locked.values_list("state", "yields").get()
    released = {"holds_stock": False, "yields": False}
    if not transition_order(order, state, by=by, what=why, only_from=OPEN_STATES, **released):
        return False
    pieces = order.held_pieces()
    if yielded:
        mark_stock_firm(pieces)
    release_stock(pieces)
    release_first_order(order)
    if before == OrderState.PROCESSING:
        _put_back_in_cart(order)
        queue_mail(FAILED_PAYMENT, order)
    if order.order_saving_pence:
        delete_coupon.enqueue(order.pk)
    return True


def _put_back_in_cart(order: Order) -> None:
    """Add the order's lines to its cart again, after the payment failed.

    They keep the prices of the order, so that the cart can report what has changed since.
    """
    cart = order.current_cart
    if cart is None:
        return
    for line in order.lines.all():
        existing = CartLine.objects.filter(cart=cart, sku=line.sku_id)
        if not existing.update(quantity=F("quantity") + line.quantity):
            CartLine.objects.create(
                cart=cart,
                sku_id=line.sku_id,
                quantity=line.quantity,
                title_shown=line.title,
                price_shown_pence=line.price_pence,
            )
