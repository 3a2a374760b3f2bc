"""Event order: however Stripe's events arrive, repeat or get lost, the shop ends in Stripe's
state, with all stock and money accounted for."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalog.models import Stock, StockMove
from catalog.models.stock import add_stock
from checkout.models import Order, OrderState, Refund
from checkout.models.order_state import OPEN_STATES, UNPAID_CLOSED
from checkout.models.refund import LOST
from checkout.orders.state import SHOP
from checkout.payments.expiry import release_stale_orders
from checkout.payments.reconciliations import reconcile
from checkout.payments.settle import settle
from checkout.payments.webhook import receive_event
from checkout.refunds.request import MoreThanPaid, NothingToRefund, RefundRequest, request_refund
from tests.builders import a_product
from tests.checkout.builders import an_open_order, session_at_stripe
from tests.checkout.clock import resume_unfinished_work
from tests.checkout.conftest import StripeServer, running_stripe, signature
from tests.stripe_side import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PIECES = 5
AT_STRIPE = ("pay", "debit", "debit succeeds", "debit fails", "expire", "refund", "refund all",
             "dispute", "lose dispute")  # fmt: skip
IN_SHOP = ("event", "all events", "come back", "reconcile", "clock", "time is over", "sold out",
           "owner refunds", "owner refunds all")  # fmt: skip
SCENARIOS = st.lists(st.sampled_from([*AT_STRIPE, *IN_SHOP]), min_size=3, max_size=12)


class Scenario:
    """One order and the events that happen to it."""

    def __init__(self, stripe_server: StripeServer, chance: random.Random):
        self.side, self.chance = stripe_server.side, chance
        self.began_at = timezone.now()
        self.page = a_product(1299, stock=PIECES)
        self.order = an_open_order((self.page, 2))
        self.session = self.order.stripe_session_id
        self.mails_before = len(mail.outbox)

    def perform(self, what: str) -> None:
        try:
            getattr(self, what.replace(" ", "_"))()
        except (Refused, MoreThanPaid, NothingToRefund):
            return  # not possible at this point of the story

    def pay(self):
        self.side.pays(self.session)

    def debit(self):
        self.side.debits(self.session)

    def debit_succeeds(self):
        self.side.settles(self.session, "succeeded")

    def debit_fails(self):
        self.side.settles(self.session, "failed")

    def expire(self):
        self.side.expires(self.session)

    def refund(self):
        self.side.refunds(self.session, amount=500)

    def refund_all(self):
        self.side.refunds(self.session)

    def dispute(self):
        self.side.disputes(self.session, amount=100)

    def lose_dispute(self):
        for dispute in self.stripe_disputes():
            self.side.closes(dispute["id"], "lost")

    def event(self):
        if events := self.events():
            self._deliver(self.chance.choice(events))

    def all_events(self):
        events = self.events() * 2
        self.chance.shuffle(events)
        for event in events:
            self._deliver(event)

    def come_back(self):
        settle(session_at_stripe(self.order), source="the return page")

    def reconcile(self):
        reconcile(since=self.began_at - timedelta(minutes=1), fix=True)

    def clock(self):
        release_stale_orders()
        resume_unfinished_work()

    def time_is_over(self):
        Order.objects.filter(pk=self.order.pk, state=OrderState.AWAITING_PAYMENT).update(
            hold_until=timezone.now() - timedelta(seconds=1)
        )
        release_stale_orders()

    def sold_out(self):
        """Let another shopper buy all available stock."""
        if free := Stock.objects.get(pk=self.page.sku).free:
            add_stock(self.page.sku, -free, reason=StockMove.Reason.DAMAGE)

    def owner_refunds(self):
        self._ask_for(RefundRequest(amount_pence=300))

    def owner_refunds_all(self):
        self._ask_for(RefundRequest(everything=True, puts_back=True))

    def ends(self) -> None:
        """Deliver all events in the end."""
        for _ in range(2):
            self.all_events()
            self.reconcile()
            for _ in range(3):
                self.clock()

    def events(self) -> list[dict]:
        ours = {self.session, self.side.session(self.session)["payment_intent"]} - {None}
        events = [(event, json.dumps(event)) for event in self.side.events()]
        return [event for event, words in events if any(name in words for name in ours)]

    def stripe_disputes(self) -> list[dict]:
        intent = self.side.session(self.session)["payment_intent"]
        disputes = self.side.client.v1.disputes.list({"payment_intent": intent}) if intent else None
        return [dispute.to_dict() for dispute in disputes.data] if disputes else []

    def paid_at_stripe(self) -> int:
        session = self.side.session(self.session)
        return session["amount_total"] if session["payment_status"] == "paid" else 0

    def refunds_at_stripe(self) -> dict[str, int]:
        """Return the amounts of completed and pending refunds at Stripe, by id."""
        intent = self.side.session(self.session)["payment_intent"]
        if not self.paid_at_stripe():
            return {}
        refunds = self.side.client.v1.refunds.list({"payment_intent": intent}).data
        return {r.id: r.amount for r in refunds if r.status not in ("failed", "canceled")}

    def _deliver(self, event: dict) -> None:
        body = json.dumps(event).encode()
        receive_event(body, signature(body))

    def _ask_for(self, request: RefundRequest) -> None:
        request_refund(order=self.order, request=request, reason="goodwill", note="", by=SHOP)


@contextmanager
def alone() -> Iterator[StripeServer]:
    """Give a scenario a Stripe account of its own; roll back all changes of the shop afterwards.

    A debit of one scenario may complete, minutes later by Stripe's clock, while another runs.
    """
    with running_stripe() as stripe_server, transaction.atomic():
        yield stripe_server
        transaction.set_rollback(True)


def check_money(scenario: Scenario) -> None:
    paid, refunds = scenario.paid_at_stripe(), scenario.refunds_at_stripe()
    given_back = sum(refunds.values())
    order = Order.objects.get(pk=scenario.order.pk)
    assert (order.paid_pence, order.refunded_pence) == (paid, given_back)
    counted = order.refunds.exclude(state__in=LOST)
    assert dict(counted.values_list("stripe_refund_id", "amount_pence")) == refunds
    if paid:
        assert order.state in (OrderState.PAID, OrderState.REFUNDED, OrderState.REFUND_FAILED)
        assert order.state != OrderState.REFUNDED or given_back == paid
        # Stripe refuses to refund a payment that is disputed: the owner has to see to it.
        has_failed = order.refunds.filter(state__in=LOST).exists()
        assert order.state != OrderState.REFUND_FAILED or (has_failed and given_back < paid)
    else:
        assert order.state in (*OPEN_STATES, OrderState.CANCELLED, OrderState.EXPIRED)


def check_stock(scenario: Scenario) -> None:
    order = Order.objects.get(pk=scenario.order.pk)
    stock = Stock.objects.get(pk=scenario.page.sku)
    moved = sum(StockMove.objects.filter(sku=scenario.page.sku).values_list("pieces", flat=True))
    assert stock.on_hand == moved
    sold = StockMove.objects.filter(sku=scenario.page.sku, reason="sale")
    assert [move.pieces for move in sold] == ([-2] if order.state == OrderState.PAID else [])
    returned = StockMove.objects.filter(sku=scenario.page.sku, reason="return")
    restocked = Refund.objects.filter(order=order).exclude(restocked_at=None).count()
    assert returned.count() == restocked <= 1
    assert stock.held == (2 if order.state in OPEN_STATES else 0)


def check_mails(scenario: Scenario) -> None:
    order = Order.objects.get(pk=scenario.order.pk)
    sent = [message.subject for message in mail.outbox[scenario.mails_before :]]
    about = [subject for subject in sent if order.number in subject]
    assert sent == about
    failed = f"The payment for your order {order.number} failed"
    came_to_nothing = order.timeline.filter(before=OrderState.PROCESSING, after__in=UNPAID_CLOSED)
    if order.state in UNPAID_CLOSED and came_to_nothing.exists():
        assert about.count(failed) == 1
    assert about.count(failed) <= 1
    about = [subject for subject in about if subject != failed]
    refunds = [subject for subject in about if subject.startswith("A refund for")]
    if order.state == OrderState.PAID:
        assert about.count(f"Your Autovise order {order.number}") == 1
        assert len(about) == 1 + len(refunds)
    elif order.state == OrderState.REFUNDED:
        assert about[-1] == f"Your payment for order {order.number} is refunded"
        assert about.count(about[-1]) == 1
    elif order.state == OrderState.REFUND_FAILED:
        assert about == [f"A refund for your order {order.number} failed"]
    else:
        assert about == []


@settings(deadline=None, max_examples=50)
@example(["time is over", "sold out", "pay", "refund", "all events"], 1)
@example(["time is over", "sold out", "pay", "reconcile", "refund", "clock"], 2)
@example(["time is over", "pay", "dispute", "sold out"], 0)
@example(["debit", "come back", "time is over", "debit succeeds", "owner refunds all"], 3)
@given(SCENARIOS, st.integers(0, 2**32))
def test_every_sequence_ends_in_stripe_s_state(happenings, seed):
    with alone() as stripe_server:
        check_scenario(stripe_server, happenings, seed)


def check_scenario(stripe_server, happenings: list[str], seed: int) -> None:
    scenario = Scenario(stripe_server, random.Random(seed))  # noqa: S311 (a test that can be repeated)
    for what in happenings:
        scenario.perform(what)
    scenario.ends()
    check_money(scenario)
    check_stock(scenario)
    check_mails(scenario)
    disputes = {dispute["id"]: dispute["status"] for dispute in scenario.stripe_disputes()}
    assert dict(scenario.order.disputes.values_list("stripe_dispute_id", "status")) == disputes


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**32), st.booleans())
def test_the_final_state_does_not_depend_on_the_order_of_events(seed, late):
    """Paid and partly refunded by both sides; events arrive in order, or late and shuffled."""
    in_order, shuffled = (
        final_state(seed, late=late, is_in_order=order) for order in (True, False)
    )
    assert in_order == shuffled == (OrderState.PAID, 3097, 500, 3, 0, 1, 1)


def final_state(seed: int, *, late: bool, is_in_order: bool) -> tuple:
    with alone() as stripe_server:
        scenario = Scenario(stripe_server, random.Random(seed))  # noqa: S311
        if late:
            scenario.time_is_over()
        for what in ("pay", "refund", "dispute"):
            scenario.perform(what)
            if is_in_order:
                scenario.all_events()
        for what in scenario.chance.sample(
            ["event", "come back", "reconcile", "clock", "event"], 5
        ):
            scenario.perform(what)
        scenario.ends()
        order = Order.objects.get(pk=scenario.order.pk)
        stock = Stock.objects.get(pk=scenario.page.sku)
        return (
            order.state, order.paid_pence, order.refunded_pence, stock.on_hand, stock.held,
            order.refunds.count(), order.disputes.count(),
        )  # fmt: skip
