"""Fixtures of the order desk: the owner's browser and orders in several states."""

from datetime import timedelta

import pytest
from django.utils import timezone

from checkout.models import Dispute, Order
from checkout.payments.settle import settle
from tests.builders import a_product, a_visitor
from tests.checkout.builders import an_open_order, changed, session_at_stripe


@pytest.fixture
def desk(owner):
    """Browser of the owner."""
    return a_visitor(owner)


@pytest.fixture
def paid(stripe_server):
    """Return a function that creates paid orders; by default of one product at £12.99."""

    def make(*lines, **options) -> Order:
        order = an_open_order(*(lines or [a_product(1299)]), **options)
        stripe_server.pays(order)
        return settle(session_at_stripe(order))

    return make


@pytest.fixture
def under_review(stripe_server):
    """Return a function that creates orders that were paid a pound too little."""

    def make(*lines) -> Order:
        order = an_open_order(*(lines or [a_product(1299)]))
        stripe_server.pays(order)
        session = session_at_stripe(order)
        return settle(changed(session, amount_total_pence=session.amount_total_pence - 100))

    return make


def a_dispute(order: Order, *, days: float = 8, status: str = "needs_response") -> Dispute:
    now = timezone.now()
    return Dispute.objects.create(
        order=order,
        stripe_dispute_id=f"dp_{order.number}_{days}",
        amount_pence=order.paid_pence,
        status=status,
        reason="fraudulent",
        answer_by=now + timedelta(days=days),
        opened_at=now,
    )


def page_of(order: Order) -> str:
    return f"/admin/checkout/order/inspect/{order.pk}/"
