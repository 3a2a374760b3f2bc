"""Disputes from their opening to the bank's word: docs.stripe.com/disputes/how-disputes-work."""

import pytest

DAY_S = 24 * 60 * 60


@pytest.fixture
def paid(shop):
    """A payment of £30.97; its intent."""
    return shop.paid_session().payment_intent


def event_data(shop, kind):
    return [event["data"] for event in shop.side.events(kind)]


def kinds(shop):
    return [kind for kind in shop.event_types() if "dispute" in kind]


def test_a_chargeback_withdraws_the_money_and_requests_evidence(shop, paid):
    dispute = shop.client.v1.disputes.retrieve(shop.side.disputes(paid)["id"])
    charge = shop.client.v1.charges.retrieve(dispute.charge)
    assert (dispute.payment_intent, dispute.amount, dispute.currency) == (paid, 3097, "gbp")
    assert (dispute.status, dispute.reason) == ("needs_response", "fraudulent")
    assert dispute.is_charge_refundable is False
    assert charge.disputed is True
    [withdrawn] = dispute.balance_transactions
    assert (withdrawn.amount, withdrawn.fee, withdrawn.net) == (-3097, 2000, -5097)
    assert kinds(shop) == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]


def test_the_evidence_is_due_at_the_end_of_the_ninth_day(shop, paid):
    dispute = shop.side.disputes(paid)
    due_by = dispute["evidence_details"]["due_by"]
    assert due_by % DAY_S == DAY_S - 1
    assert (due_by // DAY_S) - (dispute["created"] // DAY_S) == 9


def test_reason_and_amount_can_be_chosen(shop, paid):
    dispute = shop.side.disputes(paid, amount=1000, reason="product_not_received")
    assert (dispute["amount"], dispute["reason"]) == (1000, "product_not_received")


def test_an_inquiry_withdraws_no_money(shop, paid):
    dispute = shop.side.disputes(paid, inquiry=True)
    assert (dispute["status"], dispute["is_charge_refundable"]) == ("warning_needs_response", True)
    assert dispute["payment_method_details"]["card"]["case_type"] == "inquiry"
    assert dispute["balance_transactions"] == []
    assert kinds(shop) == ["charge.dispute.created"]


def test_an_inquiry_becomes_a_chargeback(shop, paid):
    dispute = shop.side.disputes(paid, inquiry=True)
    escalated = shop.side.escalates(dispute["id"])
    assert (escalated["status"], escalated["is_charge_refundable"]) == ("needs_response", False)
    assert escalated["payment_method_details"]["card"]["case_type"] == "chargeback"
    assert kinds(shop)[1:] == ["charge.dispute.updated", "charge.dispute.funds_withdrawn"]


def test_submitted_evidence_sends_an_event_with_previous_attributes(shop, paid):
    dispute = shop.side.answers_dispute(shop.side.disputes(paid)["id"])
    assert dispute["status"] == "under_review"
    [data] = event_data(shop, "charge.dispute.updated")
    assert data["object"]["evidence_details"]["has_evidence"] is True
    assert data["object"]["evidence_details"]["submission_count"] == 1
    assert data["previous_attributes"]["status"] == "needs_response"
    assert data["previous_attributes"]["evidence_details"]["submission_count"] == 0


def test_a_won_dispute_reinstates_the_money(shop, paid):
    won = shop.side.closes(shop.side.disputes(paid)["id"], "won")
    assert won["status"] == "won"
    assert [moved["amount"] for moved in won["balance_transactions"]] == [-3097, 3097]
    assert kinds(shop)[2:] == ["charge.dispute.closed", "charge.dispute.funds_reinstated"]


def test_a_lost_dispute_reinstates_no_money(shop, paid):
    lost = shop.side.closes(shop.side.disputes(paid)["id"], "lost")
    assert lost["status"] == "lost"
    assert [moved["amount"] for moved in lost["balance_transactions"]] == [-3097]
    assert kinds(shop)[2:] == ["charge.dispute.closed"]


def test_a_won_inquiry_ends_as_warning_closed(shop, paid):
    dispute = shop.side.disputes(paid, inquiry=True)
    assert shop.side.closes(dispute["id"], "won")["status"] == "warning_closed"


def test_a_closed_dispute_stays_closed(shop, paid, refused_by_side):
    dispute = shop.side.disputes(paid)
    shop.side.closes(dispute["id"], "lost")
    for act in (
        lambda: shop.side.closes(dispute["id"], "won"),
        lambda: shop.side.answers_dispute(dispute["id"]),
        lambda: shop.side.escalates(dispute["id"]),
    ):
        with refused_by_side(409, "is closed: lost"):
            act()


def test_a_charge_can_be_disputed_once(shop, paid, refused_by_side):
    shop.side.disputes(paid)
    with refused_by_side(409, "cannot be disputed"):
        shop.side.disputes(paid)


def test_disputes_are_filtered_by_payment_and_creation_time(shop, clock, paid):
    early = shop.side.disputes(paid)
    clock.ahead_s = 1000
    late = shop.side.disputes(shop.paid_session().payment_intent)
    listed = shop.client.v1.disputes.list

    def ids(**params):
        return [dispute.id for dispute in listed(params).data]

    assert ids() == [late["id"], early["id"]]
    assert ids(payment_intent=paid) == [early["id"]]
    assert ids(charge=late["charge"]) == [late["id"]]
    assert ids(created={"gte": late["created"]}) == [late["id"]]
    assert ids(created={"lt": late["created"]}) == [early["id"]]
    assert (listed({"limit": 1}).has_more, ids(limit=1, starting_after=late["id"])) == (
        True,
        [early["id"]],
    )
