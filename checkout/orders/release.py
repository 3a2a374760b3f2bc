"""Giving up an unpaid order: its stock and its first-order claim go back, once."""

from django.db import transaction

from catalog.stock import keep_stock, release_stock
from checkout.first_order.claim import give_back_first_order
from checkout.models import Order, OrderMail, OrderState
from checkout.models.order_state import OPEN_STATES
from checkout.notifications.outbox import queue_order_mail
from checkout.orders.holds import held_pieces, put_back_in_cart
from checkout.orders.state import By, transition_order
from checkout.stripe.tasks import delete_coupon


@transaction.atomic
def release_order(order: Order, state: OrderState, *, by: By, why: str) -> bool:
    """Move an open order to CANCELLED or EXPIRED. False, and nothing done, if it was not open.

    Where its payment was on its way, its buyer thinks that it is bought: the goods are back in the
    cart, and a mail says so.
    """
    here = Order.objects.select_for_update().filter(pk=order.pk)
    before, yielded = here.values_list("state", "yields").get()
    held = {"holds_stock": False, "yields": False}
    if not transition_order(order, state, by=by, what=why, only_from=OPEN_STATES, **held):
        return False
    pieces = held_pieces(order)
    if yielded:
        keep_stock(pieces)
    release_stock(pieces)
    give_back_first_order(order)
    if before == OrderState.PROCESSING:
        put_back_in_cart(order)
        queue_order_mail(order, OrderMail.Kind.PAYMENT_FAILED)
    if order.first_order_saving_pence:
        delete_coupon.enqueue(order.pk)
    return True
