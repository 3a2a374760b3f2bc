"""Simulated failures of webhook deliveries."""

import json
import time

import pytest
import requests
import stripe

EXPIRED = "checkout.session.expired"


@pytest.fixture
def shop(shop_with_webhooks):
    return shop_with_webhooks


def expire_session(shop) -> str:
    """Expire a session, which sends one event; return the session's id."""
    session = shop.creates_session()
    shop.client.v1.checkout.sessions.expire(session.id)
    return session.id


def about(delivery) -> str:
    return json.loads(delivery.body)["data"]["object"]["id"]


def log(shop) -> list[tuple]:
    """Oldest first."""
    rows = shop.side.deliveries()[::-1]
    return [(row["state"], row["attempts"], row["answer"], row["note"]) for row in rows]


def test_duplicates_deliver_the_same_event_again(shop, receiver, eventually):
    shop.side.rule("duplicate", copies=2)
    session = expire_session(shop)
    sent = receiver.take(3)
    assert len({delivery.verified().id for delivery in sent}) == 1
    assert {about(delivery) for delivery in sent} == {session}
    eventually(lambda: [row[0] for row in log(shop)] == ["delivered"] * 3)
    assert [row[3] for row in log(shop)] == ["", "duplicate", "duplicate"]


def test_a_delayed_delivery_is_sent_when_it_is_due(shop, receiver):
    shop.side.rule("delay", seconds=3600)
    late = expire_session(shop)
    prompt = expire_session(shop)
    assert about(receiver.next()) == prompt
    assert receiver.is_empty
    shop.side.advances(3600)
    assert about(receiver.next()) == late


def test_a_late_delivery_is_signed_with_the_real_time(shop, receiver):
    shop.side.rule("delay", seconds=3600)
    expire_session(shop)
    shop.side.advances(3600)
    signed_at = int(receiver.next().headers["Stripe-Signature"].split(",")[0].removeprefix("t="))
    assert abs(signed_at - time.time()) < 30


def test_held_deliveries_are_sent_in_reverse_order(shop, receiver):
    shop.side.rule("reorder", times=3)
    sessions = [expire_session(shop) for _ in range(2)]
    assert receiver.is_empty
    assert [row[0] for row in log(shop)] == ["held", "held"]
    sessions.append(expire_session(shop))
    assert [about(delivery) for delivery in receiver.take(3)] == sessions[::-1]


def test_events_held_by_a_removed_rule_are_delivered(shop, receiver):
    rule = shop.side.rule("reorder", times=5)
    sessions = [expire_session(shop) for _ in range(2)]
    shop.side.removes(rule)
    assert [about(delivery) for delivery in receiver.take(2)] == sessions[::-1]


def test_a_dropped_delivery_is_never_sent_and_its_event_can_be_read(shop, receiver):
    shop.side.rule("drop")
    dropped = expire_session(shop)
    prompt = expire_session(shop)
    assert about(receiver.next()) == prompt
    assert receiver.is_empty
    assert log(shop)[0] == ("dropped", 0, "", "dropped")
    assert shop.side.event_about(dropped, EXPIRED)["type"] == EXPIRED


@pytest.mark.parametrize("how", ["bad_signature", "stale", "other_secret", "altered"])
def test_a_forged_delivery_does_not_verify_and_is_not_retried(shop, receiver, eventually, how):
    receiver.answers = [400]
    shop.side.rule("forge", how=how)
    expire_session(shop)
    with pytest.raises(stripe.SignatureVerificationError):
        receiver.next().verified()
    eventually(lambda: log(shop) == [("failed", 1, "400", f"forged: {how}")])
    assert receiver.is_empty


def test_a_stale_delivery_has_a_valid_signature_of_301_seconds_ago(shop, receiver):
    shop.side.rule("forge", how="stale")
    expire_session(shop)
    delivery = receiver.next()
    with pytest.raises(stripe.SignatureVerificationError, match="outside the tolerance"):
        delivery.verified()
    assert stripe.WebhookSignature.verify_header(
        delivery.body.decode(),
        delivery.headers["Stripe-Signature"],
        "whsec_of_these_tests",
        tolerance=310,
    )


def test_a_delivery_signed_with_another_secret_verifies_with_that_secret(shop, receiver):
    shop.side.rule("forge", how="other_secret")
    expire_session(shop)
    delivery = receiver.next()
    assert stripe.WebhookSignature.verify_header(
        delivery.body.decode(), delivery.headers["Stripe-Signature"], "whsec_of_somebody_else", 300
    )


def test_an_unsigned_delivery_has_no_header(shop, receiver):
    shop.side.rule("forge", how="unsigned")
    expire_session(shop)
    assert "Stripe-Signature" not in receiver.next().headers


def test_an_event_with_a_wrong_amount_is_validly_signed(shop, receiver):
    shop.side.rule("wrong_event_amount", amount=1, event_type="checkout.session.completed")
    session = shop.paid_session()
    events = {event.type: event for event in (d.verified() for d in receiver.take(3))}
    assert events["checkout.session.completed"].data.object.amount_total == 1
    assert events["charge.succeeded"].data.object.amount == 3097
    assert shop.reads_session(session).amount_total == 3097


def test_a_refund_event_can_have_a_wrong_amount(shop, receiver):
    intent = shop.paid_session().payment_intent
    receiver.take(3)
    shop.side.rule("wrong_event_amount", amount=1, event_type="refund.created")
    shop.side.refunds(intent, amount=1000)
    created = next(d.verified() for d in receiver.take(3) if d.type == "refund.created")
    assert created.data.object.amount == 1


def test_a_rule_applies_to_its_number_of_matching_deliveries(shop, receiver):
    shop.side.rule("drop", times=2, event_type="checkout.session.*")
    intents = [shop.paid_session().payment_intent for _ in range(3)]
    kinds = sorted(delivery.type for delivery in receiver.take(7))
    assert kinds == sorted(
        ["charge.succeeded", "payment_intent.succeeded"] * 3 + ["checkout.session.completed"]
    )
    assert len(set(intents)) == 3
    assert shop.side.rules() == []


def test_a_rule_without_a_limit_applies_until_it_is_removed(shop, receiver):
    rule = shop.side.rule("drop", times=0)
    for _ in range(3):
        expire_session(shop)
    assert [(found["id"], found["left"]) for found in shop.side.rules()] == [(rule, 0)]
    shop.side.removes(rule)
    session = expire_session(shop)
    assert about(receiver.next()) == session


def test_rules_show_their_remaining_uses(shop):
    shop.side.rule("drop", times=3, event_type=EXPIRED)
    expire_session(shop)
    assert shop.side.rules() == [
        {"id": 1, "kind": "drop", "times": 3, "left": 2, "event_type": EXPIRED}
    ]


def test_clearing_ends_every_rule(shop, receiver):
    shop.side.rule("drop", times=0)
    shop.side.rule("delay", seconds=60)
    shop.side.clears()
    assert shop.side.rules() == []
    session = expire_session(shop)
    assert about(receiver.next()) == session


def test_rules_are_lost_at_a_restart(shop, start_shop, receiver):
    shop.side.rule("drop", times=0)
    shop.server.stop()
    again = start_shop(webhook_url=receiver.url)
    assert again.side.rules() == []
    session = expire_session(again)
    assert about(receiver.next()) == session


def test_held_deliveries_are_sent_after_a_restart(shop, start_shop, receiver):
    shop.side.rule("reorder", times=5)
    session = expire_session(shop)
    shop.server.stop()
    start_shop(webhook_url=receiver.url)
    assert about(receiver.next()) == session


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ({"kind": "gossip"}, "gossip"),
        ({"kind": "delay"}, "delay.seconds: Field required"),
        ({"kind": "delay", "seconds": 0}, "greater than or equal to 1"),
        ({"kind": "drop", "colour": "red"}, "drop.colour: Extra inputs"),
        ({"kind": "forge", "how": "badly"}, "forge.how"),
        ({"kind": "drop", "times": -1}, "drop.times"),
        ({"kind": "fail", "status": 418}, "status is 429 or 500"),
        ({"kind": "fail", "status": 429, "carried_out": True}, "not carried out"),
    ],
)
def test_an_invalid_rule_is_refused(shop, refused_by_side, rule, problem):
    with refused_by_side(400, problem):
        shop.side.rule(**rule)
    assert shop.side.rules() == []


def test_a_delivery_is_sent_again_without_changes(shop, receiver, eventually):
    shop.side.rule("forge", how="bad_signature")
    receiver.answers = [400]
    session = expire_session(shop)
    receiver.next()
    eventually(lambda: log(shop)[0][0] == "failed")
    [failed] = shop.side.deliveries()
    shop.side.sends_again(failed["id"])
    assert receiver.next().verified().data.object.id == session
    eventually(lambda: log(shop)[1] == ("delivered", 1, "200", "sent again"))


def test_an_unknown_delivery_is_not_sent_again(shop, refused_by_side):
    with refused_by_side(400, "There is no delivery 99."):
        shop.side.sends_again(99)


def test_one_event_is_delivered_twenty_times_concurrently(shop, receiver):
    session = expire_session(shop)
    event = receiver.next().verified()
    receiver.answers = [200] * 19 + [500]
    assert sorted(shop.side.sends(event.id, times=20)) == [200] * 19 + [500]
    assert {about(delivery) for delivery in receiver.take(20)} == {session}


def test_any_event_content_is_delivered_validly_signed(shop, receiver):
    made_up = {"id": "evt_1", "type": "made.up", "data": {"object": {"object": "thing", "id": "x"}}}
    assert shop.side.sends(made_up) == [200]
    delivery = receiver.next()
    delivery.verified()
    assert json.loads(delivery.body) == made_up


def test_an_event_is_delivered_with_a_forged_signature_or_amount(shop, receiver):
    session = shop.paid_session()
    receiver.take(3)
    event = shop.side.event_about(session.id)
    receiver.answers = [400, 200]
    assert shop.side.sends(event["id"], forgery="stale") == [400]
    assert shop.side.sends(event["id"], amount=1) == [200]
    with pytest.raises(stripe.SignatureVerificationError):
        receiver.next().verified()
    assert receiver.next().verified().data.object.amount_total == 1


def test_an_unreachable_shop_is_reported(shop):
    event = shop.side.event_about(expire_session(shop), EXPIRED)
    assert shop.side.sends(event["id"], to="http://127.0.0.1:9/") == [0]


def test_events_go_to_this_machine_only(shop, refused_by_side):
    event = shop.side.event_about(expire_session(shop), EXPIRED)
    with refused_by_side(400, "this machine only"):
        shop.side.sends(event["id"], to="http://192.0.2.1/webhook/stripe/")


def test_simulated_failures_are_in_the_delivery_log(shop, receiver, eventually):
    shop.side.rule("delay", seconds=60)
    shop.side.rule("wrong_event_amount", amount=5)
    expire_session(shop)
    assert log(shop) == [("waiting", 0, "", "says 5, 60 s late")]
    answer = requests.get(f"{shop.base}/chaos/deliveries", timeout=5).json()
    assert answer[0]["event_type"] == EXPIRED
