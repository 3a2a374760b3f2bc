"""Compare Stripe's sessions, refunds and disputes with ours, and fix what is safe to fix.

A fix does exactly what the missed webhook would have done, from a fresh read of the object.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import DatabaseError
from django.db.models import F, Q
from django.utils import timezone

from catalog.models.stock import StockDisagrees
from checkout.models import Dispute, Order, OrderState, Refund, RefundState
from checkout.models.order_state import OPEN_STATES, UNPAID_CLOSED
from checkout.models.refund import COUNTED, LOST
from checkout.payments.disputes import apply_dispute
from checkout.payments.expiry import release_stale_orders
from checkout.payments.settle import settle
from checkout.refunds.apply import (
    STATE_OF,
    Deferred,
    apply_refund,
    mark_refund_failed,
    order_number_of,
    request_refund_at_stripe,
)
from checkout.stripe import gateway
from checkout.stripe.gateway import (
    NoSuchObject,
    Session,
    StripeDispute,
    StripeRefund,
    StripeRefused,
)
from sitewide.templatetags.money import pounds

SOURCE = "the reconciliation"
PAYMENT_RECORDED = (
    OrderState.PAID,
    OrderState.UNDER_REVIEW,
    OrderState.REFUND_DUE,
    OrderState.REFUNDED,
    OrderState.REFUND_FAILED,
)
# The shop does not keep these payments: they must be refunded in full.
MUST_BE_REFUNDED = (OrderState.REFUND_DUE, OrderState.REFUNDED, OrderState.REFUND_FAILED)


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference between Stripe and the shop.

    `is_fixed`: it has been fixed now; otherwise a person must look at it. The field names are the
    keys of the stored findings.
    """

    order: str
    stripe_id: str
    what: str
    is_fixed: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Reconciler:
    """Comparison of everything created since a time. `compared` counts the objects compared."""

    def __init__(self, *, since: datetime, fix: bool) -> None:
        self._since, self._fix = since, fix
        self._seconds = int(since.timestamp())
        self._seen: set[str] = set()
        self.compared = 0

    def findings(self) -> Iterator[Finding]:
        """Yield the differences. With `fix`, each is fixed, if possible, before it is yielded."""
        for session in self._counted(gateway.sessions_since(self._seconds)):
            yield from self._compare_session(session)
        yield from self._compare_unlisted_orders()
        for refund in self._counted(gateway.refunds_since(self._seconds)):
            yield from self._compare_refund(refund)
        yield from self._compare_own_refunds()
        for dispute in self._counted(gateway.disputes_since(self._seconds)):
            yield from self._compare_dispute(dispute)
        yield from self._compare_own_disputes()

    def _counted[T: (Session, StripeRefund, StripeDispute)](
        self, objects: Iterator[T]
    ) -> Iterator[T]:
        for stripe_object in objects:
            self.compared += 1
            self._seen.add(stripe_object.id)
            yield stripe_object

    def _compare_session(self, session: Session) -> Iterator[Finding]:
        order = Order.objects.filter(number=session.order_number).first()
        if order is None:
            if session.is_paid:
                yield Finding("", session.id, f"{_paid(session)} for no order of ours")
        elif order.stripe_session_id not in (None, session.id):
            if session.is_paid:
                yield Finding(order.number, session.id, f"{_paid(session)} in a second session")
            elif session.is_open:
                what = "a second session can still be paid"
                yield self._report(order, session.id, what, lambda: _is_closed(session))
        elif session.is_open and order.state in UNPAID_CLOSED:
            what = f"can still be paid, and {order.get_state_display().lower()} here"
            yield self._report(order, session.id, what, lambda: _is_closed(session))
        else:
            yield from self._compare_own_session(order, session)

    def _compare_own_session(self, order: Order, session: Session) -> Iterator[Finding]:
        if what := _describe_difference(order, session):
            yield self._report(order, session.id, what, lambda: _is_settled(session))
        else:
            yield from _compare_amounts(order, session)

    def _compare_unlisted_orders(self) -> Iterator[Finding]:
        """Compare the orders that Stripe's list did not contain."""
        stale = Order.objects.open().filter(hold_until__lt=timezone.now())
        for order in stale:
            fix = partial(_is_released, order)
            what = "the time to pay is over"
            yield self._report(order, order.stripe_session_id or "", what, fix)
        since = Q(placed_at__gte=self._since, state__in=PAYMENT_RECORDED)
        processing = Q(state=OrderState.PROCESSING)
        for order in Order.objects.filter(since | processing).iterator(chunk_size=200):
            if order.stripe_session_id not in self._seen:
                self.compared += 1
                yield from self._compare_unlisted_order(order)

    def _compare_unlisted_order(self, order: Order) -> Iterator[Finding]:
        session_id = order.stripe_session_id or ""
        try:
            session = gateway.retrieve_session(session_id) if session_id else None
        except NoSuchObject:
            session = None
        if session:
            yield from self._compare_own_session(order, session)
        else:
            what = f"{order.get_state_display().lower()} here, and Stripe knows no payment"
            yield Finding(order.number, session_id, what)

    def _compare_refund(self, refund: StripeRefund) -> Iterator[Finding]:
        order = Order.objects.filter(number=order_number_of(refund.payment_intent_id)).first()
        if order is None:
            return
        row = Refund.objects.filter(
            Q(stripe_refund_id=refund.id) | Q(idempotency_key=refund.refund_key or None),
            order=order,
        ).first()
        if row is None or row.state != STATE_OF.get(refund.status):
            here = row.get_state_display().lower() if row else "unknown"
            what = f"refund of {pounds(refund.amount_pence)} is {refund.status}, here {here}"
            yield self._report(order, refund.id, what, lambda: _is_refund_applied(refund, order))
        elif row.amount_pence != refund.amount_pence:
            ours, theirs = pounds(row.amount_pence), pounds(refund.amount_pence)
            yield Finding(order.number, refund.id, f"refund of {theirs}, here {ours}")

    def _compare_own_refunds(self) -> Iterator[Finding]:
        """Compare our refunds: those that Stripe never received, older ones that are still pending,
        and each order's sum of refunds."""
        requested = Refund.objects.filter(state=RefundState.REQUESTED).select_related("order")
        for refund in requested:
            what = f"refund of {pounds(refund.amount_pence)} has not reached Stripe"
            yield self._report(refund.order, "", what, partial(_is_sent, refund))
        pending = Refund.objects.filter(state=RefundState.PENDING).exclude(stripe_refund_id=None)
        for refund_id in pending.values_list("stripe_refund_id", flat=True):
            if refund_id and refund_id not in self._seen:
                self.compared += 1
                try:
                    stripe_refund = gateway.retrieve_refund(refund_id)
                except NoSuchObject:
                    yield Finding("", refund_id, "Stripe does not know this refund")
                else:
                    yield from self._compare_refund(stripe_refund)
        yield from self._report_unrefunded_payments()
        since = Order.objects.filter(placed_at__gte=self._since, paid_pence__gt=0)
        for order in since.prefetch_related("refunds").iterator(chunk_size=200):
            counted = sum(r.amount_pence for r in order.refunds.all() if r.state in COUNTED)
            if counted != order.refunded_pence:
                what = f"refunds of {pounds(counted)}, counted as {pounds(order.refunded_pence)}"
                yield Finding(order.number, "", what)

    def _report_unrefunded_payments(self) -> Iterator[Finding]:
        """Report payments that must be refunded and are not, however old. Only the owner can fix
        them."""
        owed = Order.objects.filter(state__in=MUST_BE_REFUNDED, refunded_pence__lt=F("paid_pence"))
        for order in owed:
            lost = order.refunds.filter(state__in=LOST).last()
            if lost and self._fix:
                mark_refund_failed(order, lost)
            what = f"{pounds(order.left_pence)} must be refunded, and is still with the shop"
            yield Finding(order.number, order.stripe_payment_intent_id, what)

    def _compare_dispute(self, dispute: StripeDispute) -> Iterator[Finding]:
        order = Order.objects.filter(number=order_number_of(dispute.payment_intent_id)).first()
        if order is None:
            return
        row = order.disputes.filter(stripe_dispute_id=dispute.id).first()
        if row is None or row.status != dispute.status:
            what = f"dispute is {dispute.status}, here {row.status if row else 'unknown'}"
            yield self._report(order, dispute.id, what, lambda: _is_dispute_applied(dispute, order))

    def _compare_own_disputes(self) -> Iterator[Finding]:
        """Compare older disputes that are still open here."""
        to_answer = Dispute.objects.to_answer().values_list("stripe_dispute_id", flat=True)
        for dispute_id in to_answer:
            if dispute_id not in self._seen:
                self.compared += 1
                try:
                    dispute = gateway.retrieve_dispute(dispute_id)
                except NoSuchObject:
                    yield Finding("", dispute_id, "Stripe does not know this dispute")
                else:
                    yield from self._compare_dispute(dispute)

    def _report(self, order: Order, stripe_id: str, what: str, fix: Callable[[], bool]) -> Finding:
        """Return the finding, fixed by `fix` if fixing is on. `fix` returns whether the
        difference is gone; its expected errors are reported, so that the comparison goes on."""
        if not self._fix:
            return Finding(order.number, stripe_id, what)
        try:
            return Finding(order.number, stripe_id, what, is_fixed=fix())
        except Deferred:
            why = "it has to wait"
        except (StockDisagrees, StripeRefused) as error:
            why = str(error)
        except DatabaseError as error:
            why = type(error).__name__
        return Finding(order.number, stripe_id, f"{what}: {why}")


def _is_settled(session: Session) -> bool:
    order = settle(session, source=SOURCE)
    return order is not None and not _describe_difference(order, session)


def _is_closed(session: Session) -> bool:
    """Expire a session that must not be paid any more; settle it if it was paid meanwhile."""
    session = gateway.expire_session(session.id)
    settle(session, source=SOURCE)
    return not session.is_open


def _is_released(order: Order) -> bool:
    release_stale_orders()
    stale = Order.objects.open().filter(pk=order.pk, hold_until__lt=timezone.now())
    return not stale.exists()


def _is_refund_applied(refund: StripeRefund, order: Order) -> bool:
    return apply_refund(refund, order).state == STATE_OF.get(refund.status)


def _is_sent(refund: Refund) -> bool:
    request_refund_at_stripe(refund)
    refund.refresh_from_db()
    return refund.state in (RefundState.PENDING, RefundState.SUCCEEDED)


def _is_dispute_applied(dispute: StripeDispute, order: Order) -> bool:
    return apply_dispute(dispute, order).status == dispute.status


def _describe_difference(order: Order, session: Session) -> str:
    """Describe what our order lacks compared with its session; empty if nothing."""
    if session.is_paid and order.state not in PAYMENT_RECORDED:
        return f"{_paid(session)}, and {order.get_state_display().lower()} here"
    if session.is_expired and order.state in OPEN_STATES:
        return f"expired at Stripe, and {order.get_state_display().lower()} here"
    if session.is_processing and order.state == OrderState.AWAITING_PAYMENT:
        return "the payment is processing at Stripe, and not begun here"
    return ""


def _compare_amounts(order: Order, session: Session) -> Iterator[Finding]:
    if order.state == OrderState.UNDER_REVIEW:
        yield Finding(order.number, session.id, f"under review: {order.review_reason}")
    elif order.state in PAYMENT_RECORDED and not session.is_paid:
        yield Finding(order.number, session.id, f"paid here, and {session.status} at Stripe")
    elif order.state in PAYMENT_RECORDED and order.paid_pence != session.amount_total_pence:
        what = f"{_paid(session)}, and {pounds(order.paid_pence)} here"
        yield Finding(order.number, session.id, what)


def _paid(session: Session) -> str:
    return f"{pounds(session.amount_total_pence)} paid at Stripe"
