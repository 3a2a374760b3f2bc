"""Cancel orders before their dispatch: unpaid ones at Stripe, paid ones by a full refund."""

import uuid

from django.db import transaction

from checkout.models import Order, OrderRequest, OrderState, Refund
from checkout.orders.fulfilment.allowed_actions import (
    OrderAction,
    locked_with_action_facts,
    refusal_of,
    with_action_facts,
)
from checkout.orders.requests import answer_request
from checkout.orders.state import Actor
from checkout.payments.start import AlreadyPaid, PaymentUnavailable, close_order
from checkout.refunds.request import AlreadyRequested, RefundRequest, request_refund

WHY = "Cancelled by the shop"
ANSWER = "Your order is cancelled, and your payment is refunded in full."


class NotCancelled(Exception):
    """The order was not cancelled. The message says why."""


def cancel_order(
    *, order: Order, by: Actor, shown_pence: int = 0, key: uuid.UUID | None = None
) -> Refund | None:
    """Cancel an order that is not dispatched, put its goods back in stock, and refund what is paid.

    `shown_pence` is the refund that was confirmed; it is only compared. `key` prevents a second
    refund from the same form. Return the refund, or None if nothing was paid. Raises NotCancelled,
    or AmountChanged if the refund differs from the confirmed one.
    """
    order = with_action_facts(Order.objects.filter(pk=order.pk)).get()
    if order.state == OrderState.AWAITING_PAYMENT:
        _cancel_unpaid(order, by=by)
        return None
    return _cancel_paid(order, by=by, shown_pence=shown_pence, key=key)


def _cancel_unpaid(order: Order, *, by: Actor) -> None:
    """Close the payment page at Stripe, outside of any transaction, then release the order."""
    try:
        close_order(order, why=WHY, by=by)
    except AlreadyPaid:
        raise NotCancelled("It was paid in the meantime.") from None
    except PaymentUnavailable:
        raise NotCancelled("Stripe does not respond, so its payment page is still open.") from None


@transaction.atomic
def _cancel_paid(order: Order, *, by: Actor, shown_pence: int, key: uuid.UUID | None) -> Refund:
    # A dispatch locks the same row first, so an order is either dispatched or cancelled.
    order = locked_with_action_facts(order)
    if key and (made := Refund.objects.filter(order=order, idempotency_key=key).first()):
        return made
    if reason := refusal_of(OrderAction.CANCEL, order):
        raise NotCancelled(reason)
    try:
        refund = request_refund(
            order=order,
            request=RefundRequest(everything=True, puts_back=True),
            reason=Refund.Reason.CANCELLED,
            note="",
            by=by,
            shown_pence=shown_pence,
            key=key,
        )
    except AlreadyRequested as duplicate:
        raise NotCancelled("This form was used for another refund.") from duplicate
    for request in order.requests.filter(state=OrderRequest.State.OPEN):
        answer_request(request, OrderRequest.State.ACCEPTED, answer=ANSWER, by=by)
    return refund
