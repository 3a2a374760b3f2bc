"""Refunds: several, partial, pending, failed; docs.stripe.com/refunds."""

import pytest
import stripe


@pytest.fixture
def paid(shop):
    """A payment of £30.97; its intent."""
    return shop.paid_session().payment_intent


def the_charge(shop, intent):
    return shop.client.v1.charges.list({"payment_intent": intent}).data[0]


def gives_back(shop, intent, **details):
    return shop.client.v1.refunds.create({"payment_intent": intent, **details})


def about(shop, kind):
    return [event.data for event in shop.client.v1.events.list({"type": kind}).data][::-1]


def test_the_intent_refers_to_its_charge(shop, paid):
    intent = shop.client.v1.payment_intents.retrieve(paid)
    charge = shop.client.v1.charges.retrieve(intent.latest_charge)
    assert (charge.amount, charge.amount_refunded, charge.refunded, charge.disputed) == (
        3097,
        0,
        False,
        False,
    )


def test_several_refunds_add_up(shop, paid):
    sums = []
    for amount in (1000, 97, 2000):
        gives_back(shop, paid, amount=amount)
        charge = the_charge(shop, paid)
        sums.append((charge.amount_refunded, charge.refunded))
    assert sums == [(1000, False), (1097, False), (3097, True)]
    assert [
        data.previous_attributes["amount_refunded"] for data in about(shop, "charge.refunded")
    ] == [
        0,
        1000,
        1097,
    ]


def test_the_charge_lists_its_refunds_newest_first(shop, paid):
    made = [gives_back(shop, paid, amount=amount).id for amount in (100, 200)]
    assert [refund.id for refund in the_charge(shop, paid).refunds.data] == made[::-1]


def test_a_refund_at_the_dashboard_has_no_request(shop, paid):
    refund = shop.side.refunds(paid, amount=500, reason="requested_by_customer")
    assert (refund["amount"], refund["status"], refund["reason"]) == (
        500,
        "succeeded",
        "requested_by_customer",
    )
    event = shop.side.event_about(refund["id"], "refund.created")
    assert event["request"] == {"id": None, "idempotency_key": None}


def test_a_refund_by_the_api_names_its_request(shop, paid):
    refund = shop.client.v1.refunds.create({"payment_intent": paid}, {"idempotency_key": "r-1"})
    event = shop.side.event_about(refund.id, "refund.created")
    assert event["request"]["idempotency_key"] == "r-1"


def test_a_dashboard_refund_is_found_by_session_intent_or_charge(shop):
    session = shop.paid_session()
    charge = the_charge(shop, session.payment_intent)
    refunds = [
        shop.side.refunds(name, amount=1)["charge"]
        for name in (session.id, session.payment_intent, charge.id)
    ]
    assert refunds == [charge.id] * 3


def test_a_pending_refund_counts_as_refunded(shop, paid):
    shop.side.rule("pending_refund")
    refund = gives_back(shop, paid, amount=1000)
    assert (refund.status, refund.pending_reason, refund.balance_transaction) == (
        "pending",
        "insufficient_funds",
        None,
    )
    assert the_charge(shop, paid).amount_refunded == 1000
    assert [kind for kind in shop.event_types() if "refund" in kind] == [
        "refund.created",
        "charge.refunded",
    ]


def test_only_the_next_refund_is_pending(shop, paid):
    shop.side.rule("pending_refund")
    assert [gives_back(shop, paid, amount=100).status for _ in range(2)] == ["pending", "succeeded"]


def test_a_pending_refund_succeeds_later(shop, paid):
    shop.side.rule("pending_refund", then="succeeded", after_s=60)
    refund = gives_back(shop, paid, amount=1000)
    shop.side.advances(59)
    assert shop.client.v1.refunds.retrieve(refund.id).status == "pending"
    shop.side.advances(1)
    settled = shop.client.v1.refunds.retrieve(refund.id)
    assert (settled.status, "pending_reason" in settled) == ("succeeded", False)
    [data] = about(shop, "refund.updated")
    assert (data.object.status, data.previous_attributes["status"]) == ("succeeded", "pending")
    assert the_charge(shop, paid).amount_refunded == 1000


def test_a_pending_refund_fails_later_and_the_charge_can_be_refunded_again(shop, paid):
    shop.side.rule("pending_refund", then="failed", after_s=60, reason="expired_or_canceled_card")
    refund = gives_back(shop, paid)
    shop.side.advances(60)
    settled = shop.client.v1.refunds.retrieve(refund.id)
    assert (settled.status, settled.failure_reason) == ("failed", "expired_or_canceled_card")
    assert settled.failure_balance_transaction.startswith("txn_")
    charge = the_charge(shop, paid)
    assert (charge.amount_refunded, charge.refunded) == (0, False)
    assert [data.object.id for data in about(shop, "refund.failed")] == [refund.id]
    assert [data.previous_attributes["status"] for data in about(shop, "refund.updated")] == [
        "pending"
    ]
    assert gives_back(shop, paid).amount == 3097


def test_a_succeeded_refund_can_fail_weeks_later(shop, paid):
    refund = gives_back(shop, paid, amount=1000)
    failed = shop.side.settles_refund(refund.id, "failed", reason="lost_or_stolen_card")
    assert (failed["status"], failed["failure_reason"]) == ("failed", "lost_or_stolen_card")
    assert the_charge(shop, paid).amount_refunded == 0


def test_a_pending_refund_can_be_canceled_in_the_dashboard(shop, paid):
    shop.side.rule("pending_refund")
    refund = gives_back(shop, paid, amount=1000)
    assert shop.side.settles_refund(refund.id, "canceled")["status"] == "canceled"
    assert the_charge(shop, paid).amount_refunded == 0
    assert about(shop, "refund.failed") == []


@pytest.mark.parametrize(
    ("became", "outcome"),
    [("succeeded", "canceled"), ("failed", "succeeded"), ("canceled", "failed")],
)
def test_a_settled_refund_cannot_be_settled_again(shop, paid, refused_by_side, became, outcome):
    shop.side.rule("pending_refund")
    refund = gives_back(shop, paid, amount=1000)
    shop.side.settles_refund(refund.id, became)
    with refused_by_side(409, f"A refund that is {became} does not become {outcome}."):
        shop.side.settles_refund(refund.id, outcome)


def test_the_planned_result_of_a_pending_refund_survives_a_restart(shop, start_shop, paid):
    shop.side.rule("pending_refund", then="failed", after_s=60)
    refund = gives_back(shop, paid)
    shop.server.stop()
    again = start_shop()
    again.side.advances(120)
    assert again.client.v1.refunds.retrieve(refund.id).status == "failed"


def test_refunds_are_filtered_by_payment_and_paginated(shop, paid):
    made = [gives_back(shop, paid, amount=amount).id for amount in (1, 2, 3)][::-1]
    gives_back(shop, shop.paid_session().payment_intent)
    first = shop.client.v1.refunds.list({"payment_intent": paid, "limit": 2})
    assert ([refund.id for refund in first.data], first.has_more) == (made[:2], True)
    second = shop.client.v1.refunds.list(
        {"payment_intent": paid, "limit": 2, "starting_after": made[1]}
    )
    assert ([refund.id for refund in second.data], second.has_more) == (made[2:], False)
    assert [refund.id for refund in first.auto_paging_iter()] == made


def test_refunds_are_filtered_by_creation_time(shop, clock, paid):
    early = gives_back(shop, paid, amount=1)
    clock.ahead_s = 1000
    late = gives_back(shop, paid, amount=2)
    listed = shop.client.v1.refunds.list

    def made(**created):
        return [refund.id for refund in listed({"created": created}).data]

    assert made(gte=late.created) == [late.id]
    assert made(gt=early.created) == [late.id]
    assert made(lt=late.created) == [early.id]
    assert made(lte=late.created) == [late.id, early.id]
    assert [refund.id for refund in listed({"created": early.created}).data] == [early.id]


def test_a_disputed_charge_cannot_be_refunded(shop, paid):
    shop.side.disputes(paid)
    charge = the_charge(shop, paid)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        gives_back(shop, paid)
    assert (caught.value.http_status, caught.value.code) == (400, "charge_disputed")
    assert caught.value.user_message == (
        f"Charge {charge.id} has been charged back; cannot issue a refund."
    )
    assert shop.client.v1.refunds.list().data == []


@pytest.mark.parametrize(
    ("inquiry", "outcome", "is_refundable"),
    [(False, "lost", False), (False, "won", True), (True, None, True), (True, "won", True)],
)
def test_the_result_of_a_dispute_decides_whether_its_charge_can_be_refunded(
    shop, paid, inquiry, outcome, is_refundable
):
    dispute = shop.side.disputes(paid, inquiry=inquiry)
    if outcome:
        shop.side.closes(dispute["id"], outcome)
    if is_refundable:
        assert gives_back(shop, paid).amount == 3097
        return
    with pytest.raises(stripe.InvalidRequestError, match="has been charged back"):
        gives_back(shop, paid)
