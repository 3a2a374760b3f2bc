"""What Stripe says of a refund, whoever made it: asked for here, or in Stripe's own dashboard.

The caller reads the refund from Stripe; nothing here but `send_refund` uses the network. News is
taken in any order and any number of times: a refund only ever moves forward.
"""

import logging
import uuid

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from checkout.fault_points import FaultPoint, reached
from checkout.models import Order, OrderLine, OrderMail, OrderState, Refund, RefundState
from checkout.models.refund import LOST
from checkout.notifications.outbox import queue_order_mail, send_confirmation, send_refund_mail
from checkout.orders.state import STRIPE, log_order_event, transition_order
from checkout.refunds.restock import restock
from checkout.stripe import gateway
from checkout.stripe.gateway import StripeRefund, StripeRefused
from jobs.queues import Queue
from jobs.tasks import shop_task
from sitewide.templatetags.money import pounds

log = logging.getLogger(__name__)

STATE_OF = {
    "pending": RefundState.PENDING,
    "requires_action": RefundState.PENDING,
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.CANCELLED,
}
# A refund that succeeded can still fail, when the bank sends the money back.
FORWARD: dict[RefundState, tuple[RefundState, ...]] = {
    RefundState.PENDING: (RefundState.REQUESTED,),
    RefundState.SUCCEEDED: (RefundState.REQUESTED, RefundState.PENDING),
    RefundState.FAILED: (RefundState.REQUESTED, RefundState.PENDING, RefundState.SUCCEEDED),
    RefundState.CANCELLED: (RefundState.REQUESTED, RefundState.PENDING),
}


class RefundDeferred(Exception):
    """Its order's payment has not reached us, or one of our own refunds is in its way just now."""


@shop_task(Queue.MONEY)
def send_refund(refund_pk: int) -> None:
    if refund := Refund.objects.select_related("order").filter(pk=refund_pk).first():
        request_refund_at_stripe(refund)


def request_refund_at_stripe(refund: Refund) -> None:
    """Ask Stripe for it. It may run twice: Stripe does it once, by the refund's own key.

    Where Stripe refuses to return what is not kept because its dashboard has done so, that is taken
    at once, before anybody is told of a failure.
    """
    if refund.state != RefundState.REQUESTED or refund.stripe_refund_id:
        return
    order = refund.order
    try:
        facts = gateway.create_refund(
            payment_intent_id=order.stripe_payment_intent_id,
            amount_pence=None if refund.is_all_there_is else refund.amount_pence,
            order_number=order.number,
            refund_key=str(refund.idempotency_key),
        )
    except StripeRefused as refusal:
        log.error("refund %s of order %s was refused: %s", refund.pk, order.number, refusal)
        made = _refunds_made_at_stripe(order) if refund.is_all_there_is else []
        with transaction.atomic():
            refund.order = Order.objects.select_for_update().get(pk=order.pk)
            _move(refund, RefundState.FAILED, failure=f"Stripe refused it: {refusal}"[:200])
            for facts in made:
                apply_refund(facts, order)
        return
    reached(FaultPoint.REFUND_ANSWERED)
    apply_refund(facts, order)


def _refunds_made_at_stripe(order: Order) -> list[StripeRefund]:
    try:
        return gateway.refunds_of_payment(order.stripe_payment_intent_id)
    except StripeRefused:
        return []  # it does not know the payment at all


@transaction.atomic
def apply_refund(facts: StripeRefund, order: Order) -> Refund:
    """Bring the refund of this order to what Stripe says, making its row if it is Stripe's own.

    RefundDeferred where it cannot be taken yet.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    refund = _row_of(facts, order) or _row_made_at_stripe(facts, order)
    _correct_amount(refund, facts.amount_pence)
    state = STATE_OF.get(facts.status)
    if state is None:
        log.error("refund %s has a status we do not know: %s", facts.id, facts.status)
    elif refund.state != state:
        _move(refund, state, failure=facts.failure, stripe_refund_id=facts.id)
    refund.refresh_from_db()
    return refund


def _row_of(facts: StripeRefund, order: Order) -> Refund | None:
    found = order.refunds.filter(stripe_refund_id=facts.id).first()
    if found is None and facts.refund_key:
        found = order.refunds.filter(idempotency_key=facts.refund_key).first()
    return found


def _correct_amount(refund: Refund, amount_pence: int) -> None:
    """We ask for all that is left where we keep nothing, and Stripe knows how much that is.

    More than was ever paid is not believed: the reconciliation goes on showing the difference.
    """
    more = amount_pence - refund.amount_pence
    if not more or not refund.is_all_there_is or refund.state in LOST:
        return
    within = Order.objects.filter(pk=refund.order_id, paid_pence__gte=F("refunded_pence") + more)
    if not within.update(refunded_pence=F("refunded_pence") + more):
        what = f"{amount_pence} p at Stripe, {refund.amount_pence} p here"
        log.error("refund %s of order %s: %s", refund.pk, refund.order.number, what)
        return
    kept_delivery = min(refund.delivery_pence, amount_pence)
    Order.objects.filter(pk=refund.order_id).update(
        refunded_delivery_pence=F("refunded_delivery_pence")
        - (refund.delivery_pence - kept_delivery)
    )
    refund.amount_pence, refund.delivery_pence = amount_pence, kept_delivery
    refund.save(update_fields=["amount_pence", "delivery_pence"])


def _row_made_at_stripe(facts: StripeRefund, order: Order) -> Refund:
    if not order.paid_pence:
        raise RefundDeferred
    state = STATE_OF.get(facts.status, RefundState.PENDING)
    counts = state not in LOST
    if counts:
        within = Order.objects.filter(
            pk=order.pk, paid_pence__gte=F("refunded_pence") + facts.amount_pence
        )
        if not within.update(refunded_pence=F("refunded_pence") + facts.amount_pence):
            raise RefundDeferred
    note = f"Refund of {pounds(facts.amount_pence)} made at Stripe"
    log_order_event(order, note, by=STRIPE)
    return Refund.objects.create(
        order=order,
        amount_pence=facts.amount_pence,
        vat_pence=order.vat_of_refund(facts.amount_pence),
        state=RefundState.REQUESTED if counts else state,
        reason=Refund.Reason.DASHBOARD,
        idempotency_key=uuid.uuid4(),
        stripe_refund_id=facts.id,
    )


def _move(refund: Refund, state: RefundState, **columns) -> None:
    here = Refund.objects.filter(pk=refund.pk, state__in=FORWARD[state])
    if not here.update(state=state, settled_at=timezone.now(), **columns):
        return
    order = refund.order
    words = f"Refund of {pounds(refund.amount_pence)}: {state.label.lower()}"
    failure = columns.get("failure", "")
    log_order_event(order, f"{words} ({failure})" if failure else words, by=STRIPE)
    if state in LOST:
        _give_back_reservation(refund)
        _follow_up_failure(refund, order)
    else:
        _follow_up(refund, order)


def _follow_up(refund: Refund, order: Order) -> None:
    """What follows a refund that Stripe has accepted, each once."""
    if refund.puts_back:
        restock(refund)
    if order.state in (OrderState.REFUND_DUE, OrderState.REFUND_FAILED):
        if _has_all_gone_back(order) and transition_order(order, OrderState.REFUNDED, by=STRIPE):
            send_confirmation.enqueue(order.pk)
    else:
        send_refund_mail.enqueue(refund.pk)


def _follow_up_failure(refund: Refund, order: Order) -> None:
    """The money is with the shop again. Of a kept order it can be refunded by hand as before; what
    was not kept goes to the owner, and its buyer is told."""
    if order.state == OrderState.PAID:
        if refund.mail_claimed_at:
            queue_order_mail(order, OrderMail.Kind.REFUND_FAILED, refund=refund)
    elif Order.objects.filter(pk=order.pk, refunded_pence__lt=F("paid_pence")).exists():
        take_back_order(order, refund)


def take_back_order(order: Order, refund: Refund) -> bool:
    """Move an order whose money was to go back, and did not, to where the owner sees it. Its buyer
    is mailed unless the last mail said so already. False where it is there, or was never kept."""
    told = Order.objects.values_list("confirmation_claimed_at", flat=True).get(pk=order.pk)
    is_told_of_failure = not told and order.mails.filter(kind=OrderMail.Kind.REFUND_FAILED).exists()
    what = f"The refund of {pounds(refund.amount_pence)} failed: the money is still here"
    # Without its claim, the mail that the money is back is owed again for when it is.
    unsaid = {"confirmation_claimed_at": None, "confirmation_sent_at": None}
    if not transition_order(order, OrderState.REFUND_FAILED, by=STRIPE, what=what, **unsaid):
        return False
    log.error("order %s: refund %s failed, the money is still here", order.number, refund.pk)
    if not is_told_of_failure:
        queue_order_mail(order, OrderMail.Kind.REFUND_FAILED, refund=refund)
    return True


def _has_all_gone_back(order: Order) -> bool:
    """Every penny of it in refunds that Stripe has accepted; part of it may be the dashboard's."""
    accepted = order.refunds.filter(state__in=(RefundState.PENDING, RefundState.SUCCEEDED))
    return order.paid_pence == accepted.aggregate(sum=Sum("amount_pence"))["sum"]


def _give_back_reservation(refund: Refund) -> None:
    """It counts no longer: the money, the delivery and the units can be refunded anew."""
    Order.objects.filter(pk=refund.order_id).update(
        refunded_pence=F("refunded_pence") - refund.amount_pence,
        refunded_delivery_pence=F("refunded_delivery_pence") - refund.delivery_pence,
    )
    for line in refund.lines.all():
        OrderLine.objects.filter(pk=line.line_id).update(
            refunded_quantity=F("refunded_quantity") - line.quantity
        )
