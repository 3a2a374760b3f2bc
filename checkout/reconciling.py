"""Comparing Stripe's sessions, refunds and disputes with ours, and mending what is safe to mend.

Mending is nothing but what an event would have done: the same settling, from the same fresh read.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from catalog.templatetags.money import pounds
from checkout import stripe_gateway
from checkout.disputing import take_dispute
from checkout.event_effects import order_number_of
from checkout.models import Order, OrderState, Refund, RefundState
from checkout.models.order_state import OPEN_STATES
from checkout.models.refund import COUNTED
from checkout.refund_news import STATE_OF, RefundMustWait, send_refund, take_refund
from checkout.settling import settle
from checkout.stale_orders import release_stale_orders
from checkout.stripe_gateway import NoSuchObject, Session, StripeDispute, StripeRefund

HEARD_FROM = "the reconciliation"
TAKEN_NOTICE_OF = (
    OrderState.PAID,
    OrderState.UNDER_REVIEW,
    OrderState.REFUND_DUE,
    OrderState.REFUNDED,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference. `is_mended`: it was put right just now; else somebody must look at it."""

    order: str
    stripe_id: str
    what: str
    is_mended: bool = False

    def as_words(self) -> dict:
        return asdict(self)


class Reconciler:
    """One comparison of everything since then. `compared` counts what was looked at."""

    def __init__(self, *, since: datetime, fix: bool):
        self._since, self._fix = since, fix
        self._seconds = int(since.timestamp())
        self._sessions_seen: set[str] = set()
        self.compared = 0

    def findings(self) -> Iterator[Finding]:
        for session in self._counted(stripe_gateway.sessions_since(self._seconds)):
            self._sessions_seen.add(session.id)
            yield from self._of_session(session)
        yield from self._of_our_orders()
        for refund in self._counted(stripe_gateway.refunds_since(self._seconds)):
            yield from self._of_refund(refund)
        yield from self._of_our_refunds()
        for dispute in self._counted(stripe_gateway.disputes_since(self._seconds)):
            yield from self._of_dispute(dispute)

    def _counted(self, found: Iterator) -> Iterator:
        for one in found:
            self.compared += 1
            yield one

    def _of_session(self, session: Session) -> Iterator[Finding]:
        order = Order.objects.filter(number=session.order_number).first()
        if order is None:
            if session.is_paid:
                yield Finding("", session.id, f"{_paid(session)} for no order of ours")
        elif order.stripe_session_id not in (None, session.id):
            if session.is_paid:
                yield Finding(order.number, session.id, f"{_paid(session)} in a second session")
        elif what := _unsettled(order, session):
            yield self._mend(
                order, session.id, what, lambda: settle(session, heard_from=HEARD_FROM)
            )
        else:
            yield from _amounts(order, session)

    def _of_our_orders(self) -> Iterator[Finding]:
        """Orders that Stripe's list did not show."""
        stale = Order.objects.open().filter(hold_until__lt=timezone.now())
        for order in stale:
            mend = release_stale_orders
            yield self._mend(order, order.stripe_session_id or "", "its time is over", mend)
        since = Order.objects.filter(placed_at__gte=self._since, state__in=TAKEN_NOTICE_OF)
        unseen = since.exclude(stripe_session_id__in=self._sessions_seen)
        for order in self._counted(unseen.iterator(chunk_size=200)):
            try:
                session = stripe_gateway.retrieve_session(order.stripe_session_id or "")
            except NoSuchObject:
                what = f"{order.get_state_display().lower()} here, and Stripe knows no payment"
                yield Finding(order.number, order.stripe_session_id or "", what)
            else:
                yield from _amounts(order, session)

    def _of_refund(self, facts: StripeRefund) -> Iterator[Finding]:
        order = Order.objects.filter(number=order_number_of(facts.payment_intent_id)).first()
        if order is None:
            return
        row = Refund.objects.filter(
            Q(stripe_refund_id=facts.id) | Q(idempotency_key=facts.refund_key or None), order=order
        ).first()
        if row is None or row.state != STATE_OF.get(facts.status):
            here = row.get_state_display().lower() if row else "unknown"
            what = f"refund of {pounds(facts.amount_pence)} is {facts.status}, here {here}"
            yield self._mend(order, facts.id, what, lambda: take_refund(facts, order))
        elif row.amount_pence != facts.amount_pence:
            ours, theirs = pounds(row.amount_pence), pounds(facts.amount_pence)
            yield Finding(order.number, facts.id, f"refund of {theirs}, here {ours}")

    def _of_our_refunds(self) -> Iterator[Finding]:
        """Refunds that Stripe was never asked for, and sums that do not add up."""
        asked = Refund.objects.filter(state=RefundState.REQUESTED).select_related("order")
        for refund in asked:
            what = f"refund of {pounds(refund.amount_pence)} has not reached Stripe"
            mend = lambda refund=refund: send_refund.call(refund.pk)  # noqa: E731
            yield self._mend(refund.order, "", what, mend)
        since = Order.objects.filter(placed_at__gte=self._since, paid_pence__gt=0)
        for order in since.prefetch_related("refunds").iterator(chunk_size=200):
            counted = sum(r.amount_pence for r in order.refunds.all() if r.state in COUNTED)
            if counted != order.refunded_pence:
                what = f"refunds of {pounds(counted)}, counted as {pounds(order.refunded_pence)}"
                yield Finding(order.number, "", what)

    def _of_dispute(self, facts: StripeDispute) -> Iterator[Finding]:
        order = Order.objects.filter(number=order_number_of(facts.payment_intent_id)).first()
        if order is None:
            return
        row = order.disputes.filter(stripe_dispute_id=facts.id).first()
        if row is None or row.status != facts.status:
            what = f"dispute is {facts.status}, here {row.status if row else 'unknown'}"
            yield self._mend(order, facts.id, what, lambda: take_dispute(facts, order))

    def _mend(self, order: Order, stripe_id: str, what: str, mend: Callable) -> Finding:
        if not self._fix:
            return Finding(order.number, stripe_id, what)
        try:
            mend()
        except RefundMustWait:
            return Finding(order.number, stripe_id, f"{what}: it has to wait")
        return Finding(order.number, stripe_id, what, is_mended=True)


def _unsettled(order: Order, session: Session) -> str:
    """What Stripe knows of the order's session and we do not; empty where we know."""
    if session.is_paid and order.state not in TAKEN_NOTICE_OF:
        return f"{_paid(session)}, and {order.get_state_display().lower()} here"
    if session.is_expired and order.state in OPEN_STATES:
        return f"expired at Stripe, and {order.get_state_display().lower()} here"
    if session.is_on_its_way and order.state == OrderState.AWAITING_PAYMENT:
        return "the payment is on its way, and we wait for its beginning"
    return ""


def _amounts(order: Order, session: Session) -> Iterator[Finding]:
    if order.state == OrderState.UNDER_REVIEW:
        yield Finding(order.number, session.id, f"under review: {order.review_reason}")
    elif order.state in TAKEN_NOTICE_OF and not session.is_paid:
        yield Finding(order.number, session.id, f"paid here, and {session.status} at Stripe")
    elif order.state in TAKEN_NOTICE_OF and order.paid_pence != session.amount_total_pence:
        what = f"{_paid(session)}, and {pounds(order.paid_pence)} here"
        yield Finding(order.number, session.id, what)


def _paid(session: Session) -> str:
    return f"{pounds(session.amount_total_pence)} paid at Stripe"
