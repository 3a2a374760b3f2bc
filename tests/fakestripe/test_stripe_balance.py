"""Entries of the balance and payouts: docs.stripe.com/reports/balance-transaction-types."""

import pytest

DAY_S = 24 * 60 * 60


@pytest.fixture
def paid(shop):
    """A payment of £30.97 by card; its intent."""
    return shop.paid_session().payment_intent


def entries(shop, **params):
    """Oldest first: category, amount, fee, net."""
    listed = shop.client.v1.balance_transactions.list({"limit": 100, **params}).data[::-1]
    return [(each.reporting_category, each.amount, each.fee, each.net) for each in listed]


def payouts(shop):
    return shop.client.v1.payouts.list().data


def test_a_card_payment_is_entered_with_its_fee_and_is_available_after_three_days(shop, paid):
    charge = shop.client.v1.payment_intents.retrieve(paid, {"expand": ["latest_charge"]})
    charge = charge.latest_charge
    entry = shop.client.v1.balance_transactions.retrieve(charge.balance_transaction)
    assert (entry.type, entry.reporting_category, entry.source) == ("charge", "charge", charge.id)
    assert (entry.amount, entry.fee, entry.net, entry.currency) == (3097, 66, 3031, "gbp")
    [detail] = entry.fee_details
    assert (detail.amount, detail.type) == (66, "stripe_fee")
    assert entry.status == "pending"
    assert entry.available_on % DAY_S == 0
    assert entry.available_on // DAY_S == entry.created // DAY_S + 3


def test_an_entry_is_available_from_its_day_on(shop, paid):
    [entry] = shop.client.v1.balance_transactions.list().data
    shop.side.advances(entry.available_on - entry.created)
    assert shop.client.v1.balance_transactions.retrieve(entry.id).status == "available"


def test_a_declined_card_is_no_entry(shop):
    shop.pays(shop.creates_session(), card="4000000000000002")
    assert entries(shop) == []


def test_a_debit_is_entered_once_it_succeeds(shop):
    session = shop.creates_session()
    shop.side.debits(session.id)
    assert entries(shop) == []
    shop.side.settles(session.id, "succeeded")
    [entry] = shop.client.v1.balance_transactions.list().data
    assert (entry.type, entry.amount, entry.fee) == ("payment", 3097, 31)


def test_a_failed_debit_is_no_entry(shop):
    session = shop.creates_session()
    shop.side.debits(session.id)
    shop.side.settles(session.id, "failed")
    assert entries(shop) == []
    intent = shop.client.v1.payment_intents.retrieve(shop.reads_session(session).payment_intent)
    charge = shop.client.v1.charges.retrieve(intent.latest_charge)
    assert charge.failure_balance_transaction is None


def test_a_refund_is_taken_from_the_balance_without_its_fee(shop, paid):
    refund = shop.client.v1.refunds.create({"payment_intent": paid, "amount": 1000})
    assert entries(shop) == [("charge", 3097, 66, 3031), ("refund", -1000, 0, -1000)]
    assert entries(shop, source=refund.id) == [("refund", -1000, 0, -1000)]


def test_a_failed_refund_comes_back(shop, paid):
    refund = shop.client.v1.refunds.create({"payment_intent": paid, "amount": 1000})
    shop.side.settles_refund(refund.id, "failed")
    assert entries(shop)[1:] == [("refund", -1000, 0, -1000), ("refund_failure", 1000, 0, 1000)]


@pytest.mark.parametrize(
    ("outcome", "entered"),
    [
        ("succeeded", [("refund", -1000, 0, -1000)]),
        ("failed", [("refund", -1000, 0, -1000), ("refund_failure", 1000, 0, 1000)]),
        ("canceled", []),
    ],
)
def test_a_pending_refund_is_entered_with_its_result(shop, paid, outcome, entered):
    shop.side.rule("pending_refund")
    refund = shop.client.v1.refunds.create({"payment_intent": paid, "amount": 1000})
    assert entries(shop) == [("charge", 3097, 66, 3031)]
    shop.side.settles_refund(refund.id, outcome)
    assert entries(shop)[1:] == entered
    settled = shop.client.v1.refunds.retrieve(refund.id)
    ids = {each.id for each in shop.client.v1.balance_transactions.list({"source": refund.id}).data}
    named = {settled.balance_transaction, getattr(settled, "failure_balance_transaction", None)}
    assert ids == named - {None}


def test_a_dispute_takes_amount_and_fee_and_returns_the_amount_if_won(shop, paid):
    shop.side.closes(shop.side.disputes(paid)["id"], "won")
    assert entries(shop)[1:] == [
        ("dispute", -3097, 2000, -5097),
        ("dispute_reversal", 3097, 0, 3097),
    ]


def test_what_is_available_is_paid_out_once_a_day(shop, paid):
    shop.client.v1.refunds.create({"payment_intent": paid, "amount": 1000})
    shop.side.advances(2 * DAY_S)
    assert payouts(shop) == []
    shop.side.advances(DAY_S)
    [payout] = payouts(shop)
    assert (payout.amount, payout.status, payout.automatic) == (2031, "in_transit", True)
    contained = entries(shop, payout=payout.id)
    assert contained == [
        ("charge", 3097, 66, 3031),
        ("refund", -1000, 0, -1000),
        ("payout", -2031, 0, -2031),
    ]
    shop.client.v1.refunds.create({"payment_intent": paid, "amount": 1})
    assert len(payouts(shop)) == 1


def test_a_payout_is_paid_on_the_day_of_its_arrival(shop, paid):
    [payout] = shop.side.pays_out()
    assert payout["arrival_date"] % DAY_S == 0
    shop.side.advances(DAY_S)
    assert shop.client.v1.payouts.retrieve(payout["id"]).status == "paid"


def test_a_balance_below_zero_is_not_paid_out(shop, paid):
    shop.side.disputes(paid)
    shop.side.advances(4 * DAY_S)
    assert payouts(shop) == []
    shop.paid_session(line_items=[shop.line(unit_amount=10_000)])
    [payout] = shop.side.pays_out()
    assert payout["amount"] == sum(net for *_, net in entries(shop) if net != -payout["amount"])


def test_nothing_is_paid_out_twice(shop, paid):
    assert len(shop.side.pays_out()) == 1
    assert shop.side.pays_out() == []
    assert sum(net for *_, net in entries(shop)) == 0


def test_entries_and_payouts_are_filtered_and_paged(shop, clock, paid):
    clock.ahead_s = DAY_S - clock.now() % DAY_S  # the next midnight: both are of one day
    [first] = shop.side.pays_out()
    clock.ahead_s += 1000
    shop.paid_session()
    [second] = shop.side.pays_out()
    assert [each.id for each in payouts(shop)] == [second["id"], first["id"]]
    listed = shop.client.v1.balance_transactions.list
    assert {each.type for each in listed({"type": "payout"}).data} == {"payout"}
    assert len(listed({"created": {"gte": second["created"]}}).data) == 2
    assert [len(listed({"currency": currency}).data) for currency in ("gbp", "eur")] == [4, 0]
    page = listed({"limit": 3})
    assert (len(page.data), page.has_more) == (3, True)
    rest = listed({"limit": 3, "starting_after": page.data[-1].id})
    assert (len(rest.data), rest.has_more) == (1, False)
    by_status = shop.client.v1.payouts.list
    assert len(by_status({"status": "in_transit"}).data) == 2
    assert by_status({"arrival_date": {"lt": first["arrival_date"]}}).data == []
