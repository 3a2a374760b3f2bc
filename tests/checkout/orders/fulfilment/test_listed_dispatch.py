"""Dispatch by a list: each row is decided on its own, and each buyer gets one mail."""

import pytest

from checkout.models import Carrier, Dispatch
from checkout.notifications.mails import DISPATCH
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.fulfilment.listed_dispatch import dispatch_listed
from checkout.orders.fulfilment.tracking_list import TrackingRow, read_tracking_list
from checkout.orders.requests import create_request
from checkout.orders.state import owner as by_owner
from outbox.mails import mails_about
from tests.builders import a_product
from tests.checkout.builders import an_open_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def carrier():
    return Carrier.objects.create(name="Royal Mail", link_pattern="https://track.example/{number}")


@pytest.fixture
def by(owner):
    return by_owner(owner)


def listed(text: str, carrier, by) -> list[tuple[str, str]]:
    results = dispatch_listed(read_tracking_list(text), carrier=carrier, by=by)
    return [(str(result.outcome), result.reason) for result in results]


def test_a_bad_row_stops_no_other(paid, under_review, carrier, by, owner):
    good, last, requested, unpaid = paid(), paid(), paid(), an_open_order(a_product())
    reviewed = under_review()
    create_request(order=requested, kind="cancellation", reason="Changed my mind")
    rows = (good, reviewed, requested, unpaid, last)
    text = "AV-NOWHERE;RM0\n" + "\n".join(f"{order.number};RM {order.pk}" for order in rows)
    assert listed(text, carrier, by) == [
        ("refused", "There is no order with this number."),
        ("dispatched", ""),
        ("refused", "Its payment is under review: accept or refuse it first."),
        ("refused", "The buyer has requested a cancellation: answer it first."),
        ("refused", "It is not paid."),
        ("dispatched", ""),
    ]
    dispatches = Dispatch.objects.order_by("pk")
    assert [each.order for each in dispatches] == [good, last]
    first = dispatches[0]
    assert (first.carrier, first.tracking_number, first.dispatched_by) == (
        "Royal Mail",
        f"RM {good.pk}",
        owner,
    )
    assert first.tracking_url == f"https://track.example/RM%20{good.pk}"
    assert mails_about(DISPATCH, good, last).count() == 2
    assert mails_about(DISPATCH, requested, unpaid, reviewed).count() == 0


def test_the_same_list_sent_twice_changes_nothing(paid, carrier, by):
    order = paid()
    text = f"{order.number};RM1"
    listed(text, carrier, by)
    events = order.timeline.count()
    assert listed(text, carrier, by) == [("unchanged", "With this tracking number.")]
    assert (Dispatch.objects.count(), order.timeline.count()) == (1, events)
    assert mails_about(DISPATCH, order).count() == 1


def test_other_tracking_of_a_dispatched_order_is_refused(paid, carrier, by):
    order = paid()
    dispatch_order(order=order, tracking=Tracking("Van", "V1"), by=by)
    assert listed(f"{order.number};RM1", carrier, by) == [
        (
            "refused",
            "It is dispatched already, with other tracking: Van V1. Correct it on its page.",
        )
    ]
    assert Dispatch.objects.get().tracking_number == "V1"


def test_an_order_that_is_listed_twice_is_dispatched_once(paid, carrier, by):
    order = paid()
    assert listed(f"{order.number};RM1\n{order.number};RM2", carrier, by) == [
        ("dispatched", ""),
        ("refused", "Line 1 has the same order."),
    ]
    assert Dispatch.objects.get().tracking_number == "RM1"


@pytest.mark.parametrize(
    ("tracking", "reason"),
    [
        ("", "The tracking number is missing."),
        ("x" * 61, "A tracking number has at most 60 characters."),
        ("RM\u200b1", "The tracking number has invisible characters."),
    ],
)
def test_a_tracking_number_that_cannot_be_one_is_refused(paid, carrier, by, tracking, reason):
    order = paid()
    [result] = dispatch_listed([TrackingRow(1, order.number, tracking)], carrier=carrier, by=by)
    assert (result.outcome, result.reason) == ("refused", reason)
    assert Dispatch.objects.count() == 0


def test_a_number_whose_link_is_too_long_is_refused(paid, carrier, by):
    text = f"{paid().number};{'ü' * 60}"
    reason = "Its tracking link would have more than 300 characters."
    assert listed(text, carrier, by) == [("refused", reason)]
    assert Dispatch.objects.count() == 0
