"""Readings of Stripe's balance: each entry is stored once, and matched to its order and payout."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from checkout.models import BalanceEntry, BalanceReading, Dispute, Order, Payout
from checkout.payments.balance import assign_to_payout, match_entries, store_entries
from checkout.payments.balance_readings import (
    Reading,
    last_reading,
    queue_balance_reading,
    read_balance,
    request_reading,
    waits_since,
)
from checkout.payments.settle import settle
from checkout.reports.payouts import balance_sums, balance_totals, unlisted_orders
from checkout.reports.period import Period
from checkout.stripe.balance import StripeBalanceEntry
from checkout.stripe.gateway import StripeRefused
from jobs.queues import Queue
from jobs.tasks import TaskServiceUnavailable
from tests.builders import a_product
from tests.checkout.builders import an_open_order, session_at_stripe
from tests.checkout.reports.builders import IN_SPRING, a_payout, a_reading, an_entry

pytestmark = pytest.mark.django_db

DAY_S = 24 * 60 * 60


@pytest.fixture
def paid(stripe_server):
    """Return a function that creates paid orders of £17.98."""

    def make(pence: int = 1299) -> Order:
        order = an_open_order(a_product(pence))
        stripe_server.pays(order)
        return settle(session_at_stripe(order))

    return make


def read() -> BalanceReading:
    reading = BalanceReading.objects.create()
    read_balance.call(reading.pk)
    reading.refresh_from_db()
    return reading


def entries() -> list[tuple[str, int, int, Order | None]]:
    """Oldest first: category, amount, fee, order."""
    rows = BalanceEntry.objects.order_by("pk").select_related("order")
    return sorted((e.category, e.amount_pence, e.fee_pence, e.order) for e in rows)


def test_a_payment_and_its_refund_are_matched_to_the_order(stripe_server, paid):
    order = paid()
    stripe_server.side.refunds(order.stripe_payment_intent_id, amount=500)
    reading = read()
    assert entries() == [("charge", 1798, 47, order), ("refund", -500, 0, order)]
    assert (reading.new_entries, reading.new_payouts, reading.refused) == (2, 0, [])
    assert reading.ended_at is not None
    entry = BalanceEntry.objects.get(category="charge")
    assert entry.net_pence == 1751
    assert entry.source_id.startswith("ch_")
    assert entry.available_on == (timezone.now() + timedelta(days=3)).date()


def test_a_second_reading_changes_nothing(stripe_server, paid):
    paid()
    stripe_server.side.pays_out()
    read()
    before = list(BalanceEntry.objects.values()), list(Payout.objects.values())
    again = read()
    assert (again.new_entries, again.new_payouts, again.refused) == (0, 0, [])
    assert (list(BalanceEntry.objects.values()), list(Payout.objects.values())) == before


def test_a_dispute_is_matched_with_its_fee_and_so_is_its_reversal(stripe_server, paid):
    order = paid()
    side = stripe_server.side
    side.closes(side.disputes(order.stripe_payment_intent_id)["id"], "won")
    read()
    assert entries() == [
        ("charge", 1798, 47, order),
        ("dispute", -1798, 2000, order),
        ("dispute_reversal", 1798, 0, order),
    ]


def test_an_entry_read_before_its_order_is_settled_is_matched_later(stripe_server):
    order = an_open_order(a_product(1299))
    stripe_server.pays(order)
    read()
    assert entries() == [("charge", 1798, 47, None)]
    order = settle(session_at_stripe(order))
    read()
    assert entries() == [("charge", 1798, 47, order)]


def test_refunds_and_disputes_are_matched_by_their_own_ids_too(paid):
    order = paid()
    order.refunds.create(
        amount_pence=500, reason="goodwill", idempotency_key=uuid4(), stripe_refund_id="re_1"
    )
    Dispute.objects.create(
        order=order, stripe_dispute_id="dp_1", amount_pence=5, status="lost", opened_at=IN_SPRING
    )
    an_entry("refund", -500, source_id="re_1")
    an_entry("dispute", -5, source_id="dp_1")
    an_entry("charge", 7, source_id="ch_of_another_shop", payment_intent_id="pi_of_another_shop")
    an_entry("fee", -9, source_id="")
    assert match_entries() == 2
    assert entries() == [
        ("charge", 7, 0, None),
        ("dispute", -5, 0, order),
        ("fee", -9, 0, None),
        ("refund", -500, 0, order),
    ]


def test_an_entry_is_matched_when_it_is_stored(paid):
    order = paid()
    payment = {"payment_intent_id": order.stripe_payment_intent_id}
    assert store_entries([an_entry_at_stripe(1, **payment)]) == (1, [])
    refused = an_entry_at_stripe(2, net_pence=79)
    assert store_entries([refused, an_entry_at_stripe(3, **payment)]) == (1, ["txn_2"])
    assert [entry.order for entry in BalanceEntry.objects.all()] == [order, order]


def test_an_unpaid_order_without_a_payment_is_matched_to_nothing(stripe_server):
    an_open_order(a_product(1299))
    an_entry("fee", -9, payment_intent_id="")
    assert match_entries() == 0


def test_a_payout_has_its_entries_and_they_add_up_to_its_amount(stripe_server, paid):
    order = paid()
    stripe_server.side.refunds(order.stripe_payment_intent_id, amount=500)
    [at_stripe] = stripe_server.side.pays_out()
    later = paid()
    reading = read()
    payout = Payout.objects.get()
    assert (payout.stripe_payout_id, payout.amount_pence) == (at_stripe["id"], 1251)
    assert (payout.status, payout.is_automatic, payout.has_all_entries) == (
        "in_transit",
        True,
        True,
    )
    assert payout.arrives_on == (timezone.now() + timedelta(days=1)).date()
    contained = BalanceEntry.objects.contained_in(payout)
    assert {entry.order for entry in contained} == {order}
    assert sum(entry.net_pence for entry in contained) == payout.amount_pence
    assert BalanceEntry.objects.get(category="payout").payout == payout
    assert BalanceEntry.objects.get(order=later).payout is None
    assert (reading.new_entries, reading.new_payouts) == (4, 1)


def test_a_payout_arrives_by_a_later_reading_however_old_it_is(stripe_server, paid):
    paid()
    stripe_server.side.pays_out()
    read()
    Payout.objects.update(created_at=IN_SPRING)
    stripe_server.side.advances(DAY_S)
    read()
    assert Payout.objects.get().status == "paid"


def test_every_penny_of_many_days_is_explained(stripe_server, paid):
    """Orders, refunds, disputes and daily payouts: all sums are those of Stripe."""
    side = stripe_server.side
    first, *others = (paid(pence).stripe_payment_intent_id for pence in (1299, 4999, 777, 12_345))
    side.refunds(first, amount=433)
    dispute = side.disputes(others[2])
    side.pays_out()
    side.refunds(others[0], amount=1)
    side.advances(3 * DAY_S)
    side.refunds(others[1])
    side.closes(dispute["id"], "won")
    side.advances(DAY_S)
    read()
    today = timezone.localdate()
    totals = balance_totals(Period(today, today + timedelta(days=30)))
    at_stripe = stripe_server.client.v1.balance_transactions.list({"limit": 100}).data
    assert totals.left_pence == sum(entry.net for entry in at_stripe)
    assert totals.sums.adds_up
    paid_pence = sum(Order.objects.values_list("paid_pence", flat=True))
    assert totals.sums.payments_pence == paid_pence
    assert totals.sums.net_pence - totals.paid_out_pence == totals.left_pence
    payouts = list(Payout.objects.all())
    assert len(payouts) == 2
    for payout in payouts:
        assert payout.has_all_entries
        assert (
            balance_sums(BalanceEntry.objects.contained_in(payout)).net_pence == payout.amount_pence
        )
    assert not BalanceEntry.objects.unmatched().exists()
    assert not unlisted_orders(Period(today, today)).exists()


def an_entry_at_stripe(number: int, **changes) -> StripeBalanceEntry:
    values = {"amount_pence": 100, "fee_pence": 20, "net_pence": 80, "type": "charge"}
    values |= {"created": 1_790_000_000, "available_on": 1_790_000_000, "category": "charge"}
    values |= {"source_id": "", "payment_intent_id": ""}
    return StripeBalanceEntry(id=f"txn_{number}", **values | changes)


def test_an_entry_that_cannot_be_stored_stops_no_other():
    numbers = count(1)
    good = [an_entry_at_stripe(next(numbers)) for _ in range(3)]
    bad = an_entry_at_stripe(next(numbers), net_pence=79)
    assert store_entries([good[0], bad, *good[1:]]) == (3, ["txn_4"])
    assert BalanceEntry.objects.count() == 3


def test_an_entry_that_is_stored_already_when_it_is_inserted_is_not_refused():
    """As if a concurrent reading had stored it first."""
    entry = an_entry_at_stripe(1)
    assert store_entries([entry, entry, an_entry_at_stripe(2)]) == (2, [])
    assert BalanceEntry.objects.count() == 2


def test_the_return_of_a_failed_payout_is_part_of_the_next_one():
    failed, following = a_payout(300, status="failed"), a_payout(310)
    an_entry("payout", -300, source_id=failed.stripe_payout_id, payout=failed)
    returned = an_entry("payout_reversal", 300, source_id=failed.stripe_payout_id)
    sold = an_entry("charge", 12, fee_pence=2)
    own = an_entry("payout", -310, source_id=following.stripe_payout_id)
    assign_to_payout(following, [returned.stripe_id, sold.stripe_id, own.stripe_id])
    following.refresh_from_db()
    assert following.has_all_entries
    sums = balance_sums(BalanceEntry.objects.contained_in(following))
    assert (sums.payments_pence, sums.fees_pence, sums.other_pence, sums.net_pence) == (
        12, 2, 300, 310,
    )  # fmt: skip


def test_known_entries_are_not_stored_again():
    entry = an_entry_at_stripe(1)
    assert store_entries([entry]) == (1, [])
    assert store_entries([entry, an_entry_at_stripe(2)]) == (1, [])


def test_a_page_of_entries_is_stored_by_few_queries():
    page = [an_entry_at_stripe(number) for number in range(100)]
    with CaptureQueriesContext(connection) as queries:
        store_entries(page)
    assert len(queries) <= 8


@pytest.mark.usefixtures("stripe_is_down")
def test_a_reading_that_stripe_interrupts_does_not_end():
    """The next one then begins where the last one that ended did."""
    reading = BalanceReading.objects.create()
    with pytest.raises(TaskServiceUnavailable):
        read_balance.call(reading.pk)
    reading.refresh_from_db()
    assert reading.ended_at is None
    assert (last_reading(), waits_since()) == (None, reading.began_at)


def test_a_payout_whose_entries_do_not_add_up_is_read_again(stripe_server, paid):
    paid()
    stripe_server.side.pays_out()
    read()
    lost = BalanceEntry.objects.filter(category="charge")
    lost.delete()
    Payout.objects.update(has_all_entries=False, created_at=IN_SPRING)
    read()
    assert Payout.objects.get().has_all_entries
    assert BalanceEntry.objects.get(category="charge").payout == Payout.objects.get()


def test_a_payout_that_stripe_does_not_know_is_reported_and_stops_nothing(stripe_server, paid):
    paid()
    a_payout(500, status="in_transit", has_all_entries=False)
    unknown = Payout.objects.get().stripe_payout_id
    reading = read()
    assert reading.refused == [unknown]
    assert reading.new_entries == 1
    assert reading.ended_at is not None


@pytest.mark.parametrize("error", [StripeRefused("payout_not_allowed"), IntegrityError("no")])
def test_a_payout_that_cannot_be_read_is_reported_and_stops_no_other(error):
    def refuse() -> None:
        raise error

    reading = BalanceReading.objects.create()
    work = Reading(reading)
    work.attempt("po_refused", refuse)
    work.end()
    assert (reading.refused, reading.ended_at is None) == (["po_refused"], False)


def test_a_payout_that_may_still_fail_is_read_again():
    today = timezone.localdate()
    new, old = a_payout(500), a_payout(500)
    Payout.objects.filter(pk=new.pk).update(arrives_on=today - timedelta(days=13))
    Payout.objects.filter(pk=old.pk).update(arrives_on=today - timedelta(days=16))
    assert Reading(BalanceReading()).unfinished_payouts() == [new.stripe_payout_id]


def test_a_payout_that_lacks_entries_is_read_again_for_three_months():
    today = timezone.localdate()
    new, old = (a_payout(500, has_all_entries=False, is_automatic=True) for _ in range(2))
    Payout.objects.filter(pk=new.pk).update(arrives_on=today - timedelta(days=88))
    Payout.objects.filter(pk=old.pk).update(arrives_on=today - timedelta(days=92))
    assert Reading(BalanceReading()).unfinished_payouts() == [new.stripe_payout_id]


def test_the_clock_queues_one_reading_for_every_six_hours():
    queue_balance_reading()
    queue_balance_reading()
    reading = BalanceReading.objects.get()
    assert (reading.slot.hour % 6, reading.slot.minute) == (0, 0)
    assert DBTaskResult.objects.count() == 1
    BalanceReading.objects.update(slot=reading.slot - timedelta(hours=6))
    queue_balance_reading()
    assert BalanceReading.objects.count() == 2


def test_old_readings_are_deleted_except_the_last_one_that_ended():
    old = timezone.now() - timedelta(days=91)
    a_reading(old - timedelta(days=1))
    a_reading(old)
    BalanceReading.objects.filter(pk=BalanceReading.objects.create().pk).update(began_at=old)
    queue_balance_reading()
    assert [reading.ended_at is not None for reading in BalanceReading.objects.all()] == [
        False,
        True,
    ]
    assert last_reading().began_at == old


def test_the_owner_s_reading_is_queued():
    reading = request_reading()
    assert reading.slot is None
    [task] = DBTaskResult.objects.all()
    assert task.args_kwargs["args"] == [reading.pk]
    assert task.queue_name == Queue.IMPORTS  # no refund waits for a long reading


def test_a_second_click_queues_no_second_reading():
    reading = request_reading()
    assert request_reading() == reading
    assert DBTaskResult.objects.count() == 1


def test_a_reading_that_was_lost_can_be_asked_for_again():
    lost = request_reading()
    BalanceReading.objects.update(began_at=timezone.now() - timedelta(minutes=11))
    assert request_reading() != lost
    assert DBTaskResult.objects.count() == 2


@pytest.mark.parametrize("change", [{"net_pence": 1}, {"fee_pence": 1}, {"amount_pence": 1}])
def test_the_database_refuses_a_net_amount_that_is_not_amount_less_fee(change):
    entry = an_entry("charge", 100, fee_pence=20)
    with pytest.raises(IntegrityError), transaction.atomic():
        BalanceEntry.objects.filter(pk=entry.pk).update(**change)


def test_the_database_refuses_a_payout_of_nothing_and_an_entry_twice():
    with pytest.raises(IntegrityError), transaction.atomic():
        a_payout(0)
    entry = an_entry("charge", 100)
    with pytest.raises(IntegrityError), transaction.atomic():
        an_entry("charge", 100, stripe_id=entry.stripe_id)
