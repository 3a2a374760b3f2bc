"""Sessions as Stripe documents them: docs.stripe.com/api/checkout/sessions."""

import pytest
import stripe

from tests.fakestripe.stopped_clock import clock, in_

__all__ = ["clock"]


def test_a_new_session_is_open_unpaid_and_has_a_page(shop):
    session = shop.creates_session()
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert session.id.startswith("cs_test_")
    assert session.url == f"http://localhost:{shop.server.port}/c/pay/{session.id}"
    assert session.livemode is False
    # "created by the first attempt to pay": changelog 2022-08-01
    assert session.payment_intent is None


def test_a_session_expires_after_24_hours_by_default(shop):
    session = shop.creates_session()
    assert session.expires_at - session.created == 24 * 60 * 60


def test_a_session_has_the_given_expires_at(shop):
    at = in_(35 * 60)
    assert shop.creates_session(expires_at=at).expires_at == at


def test_the_totals_are_items_less_discount_plus_shipping(shop):
    coupon = shop.creates_coupon(amount_off=400)
    session = shop.creates_session(
        line_items=[
            shop.line(unit_amount=2999, quantity=1),
            shop.line(unit_amount=1299, quantity=3),
        ],
        discounts=[{"coupon": coupon.id}],
    )
    assert session.amount_subtotal == 2999 + 3 * 1299
    assert session.total_details.to_dict() == {
        "amount_discount": 400,
        "amount_shipping": 499,
        "amount_tax": 0,
    }
    assert session.amount_total == 2999 + 3 * 1299 - 400 + 499


def test_a_percentage_discount_applies_to_items_and_not_to_shipping(shop):
    coupon = shop.creates_coupon(amount_off=None, currency=None, percent_off=10)
    session = shop.creates_session(discounts=[{"coupon": coupon.id}])
    assert session.total_details.amount_discount == 260  # 10 % of 2598, half up
    assert session.amount_total == 2598 - 260 + 499


def test_a_discount_does_not_exceed_the_items(shop):
    coupon = shop.creates_coupon(amount_off=99_999)
    session = shop.creates_session(discounts=[{"coupon": coupon.id}])
    assert session.total_details.amount_discount == 2598
    assert session.amount_total == 499


def test_line_items_add_up_to_the_session(shop):
    coupon = shop.creates_coupon(amount_off=401)
    session = shop.creates_session(
        line_items=[shop.line(unit_amount=333, quantity=1), shop.line(unit_amount=667, quantity=2)],
        discounts=[{"coupon": coupon.id}],
    )
    lines = shop.client.v1.checkout.sessions.line_items.list(session.id).data
    assert sum(line.amount_discount for line in lines) == 401
    assert sum(line.amount_total for line in lines) + 499 == session.amount_total
    assert [(line.description, line.quantity) for line in lines] == [("Wax", 1), ("Wax", 2)]


def test_line_items_are_included_only_if_expanded(shop):
    session = shop.creates_session()
    assert "line_items" not in session
    assert len(shop.reads_session(session, "line_items").line_items.data) == 1


def test_the_response_contains_the_given_parameters(shop):
    session = shop.creates_session(
        client_reference_id="order-7",
        metadata={"order_id": "7", "0": "a key of digits"},
        locale="en-GB",
        adaptive_pricing={"enabled": False},
    )
    assert session.client_reference_id == "order-7"
    assert session.metadata.to_dict() == {"order_id": "7", "0": "a key of digits"}
    assert session.locale == "en-GB"
    assert session.adaptive_pricing.enabled is False
    assert session.customer_email == session.customer_details.email == "shopper@example.com"


def test_payment_intent_data_is_copied_to_the_intent_and_the_charge(shop):
    session = shop.paid_session(
        payment_intent_data={
            "metadata": {"order_id": "7"},
            "description": "Order 7",
            "receipt_email": "r@example.com",
            "shipping": {"name": "A. Shopper", "address": {"line1": "1 High Street"}},
        }
    )
    intent = shop.client.v1.payment_intents.retrieve(
        session.payment_intent, {"expand": ["latest_charge"]}
    )
    for payment in (intent, intent.latest_charge):
        assert payment.metadata["order_id"] == "7"
        assert payment.description == "Order 7"
        assert payment.receipt_email == "r@example.com"
        assert payment.shipping.address.line1 == "1 High Street"


def test_expiring_a_session_closes_it(shop):
    session = shop.creates_session()
    expired = shop.client.v1.checkout.sessions.expire(session.id)
    assert (expired.status, expired.payment_status, expired.url) == ("expired", "unpaid", None)
    assert shop.event_types() == ["checkout.session.expired"]


def test_a_session_expires_automatically(shop, clock, eventually):
    session = shop.creates_session(expires_at=clock.now() + 31 * 60)
    clock.ahead_s = 32 * 60
    store = shop.server.account.store  # without a request for the session
    eventually(lambda: store.find("checkout.session", session.id).body["status"] == "expired")
    assert shop.event_types() == ["checkout.session.expired"]


def test_sessions_are_listed_newest_first_and_paginated(shop):
    made = [shop.creates_session().id for _ in range(5)]
    listing = shop.client.v1.checkout.sessions.list({"limit": 2})
    assert [s.id for s in listing.data] == made[:2:-1]
    assert listing.has_more is True
    rest = shop.client.v1.checkout.sessions.list({"limit": 3, "starting_after": made[3]})
    assert ([s.id for s in rest.data], rest.has_more) == (made[2::-1], False)
    back = shop.client.v1.checkout.sessions.list({"limit": 2, "ending_before": made[1]})
    assert [s.id for s in back.data] == [made[3], made[2]]
    assert [s.id for s in listing.auto_paging_iter()] == made[::-1]


def test_sessions_are_filtered(shop, clock):
    paid = shop.paid_session()
    clock.ahead_s = 100
    later = shop.creates_session()

    def found(**params):
        return [s.id for s in shop.client.v1.checkout.sessions.list(params).data]

    assert found(payment_intent=paid.payment_intent) == [paid.id]
    assert found(status="open") == [later.id]
    assert found(status="complete") == [paid.id]
    assert found(created={"gt": paid.created + 50}) == [later.id]
    assert found(created={"lte": paid.created}) == [paid.id]
    assert found(customer_details={"email": "nobody@example.com"}) == []


def test_a_no_cost_order_needs_no_payment(shop):
    """No-cost orders: changelog 2023-08-16."""
    coupon = shop.creates_coupon(amount_off=5000)
    session = shop.creates_session(discounts=[{"coupon": coupon.id}], shipping_options=None)
    assert (session.amount_total, session.payment_status) == (0, "no_payment_required")
    assert shop.pays(session, card="").status_code == 303
    done = shop.reads_session(session)
    assert (done.status, done.payment_status, done.payment_intent) == (
        "complete",
        "no_payment_required",
        None,
    )


def test_a_coupon_is_redeemed_by_the_paid_session(shop):
    coupon = shop.creates_coupon(max_redemptions=1)
    session = shop.creates_session(discounts=[{"coupon": coupon.id}])
    assert shop.client.v1.coupons.retrieve(coupon.id).times_redeemed == 0
    shop.pays(session)
    used = shop.client.v1.coupons.retrieve(coupon.id)
    assert (used.times_redeemed, used.valid) == (1, False)


def test_open_sessions_keep_the_discount_of_a_deleted_coupon(shop):
    coupon = shop.creates_coupon()
    session = shop.creates_session(discounts=[{"coupon": coupon.id}])
    assert shop.client.v1.coupons.delete(coupon.id).deleted is True
    assert shop.pays(session).status_code == 303
    assert shop.reads_session(session).amount_total == 2598 - 400 + 499


def test_nested_objects_are_expanded(shop):
    session = shop.paid_session()
    expanded = shop.reads_session(
        session, "payment_intent.latest_charge", "total_details.breakdown"
    )
    assert expanded.payment_intent.latest_charge.amount == session.amount_total
    listing = shop.client.v1.checkout.sessions.list({"expand": ["data.payment_intent"]})
    assert listing.data[0].payment_intent.status == "succeeded"


def test_an_unknown_expansion_is_refused(shop):
    with pytest.raises(stripe.InvalidRequestError, match=r"cannot be expanded \(nonsense\)"):
        shop.reads_session(shop.creates_session(), "nonsense")


def test_responses_have_stripe_s_headers(shop):
    session = shop.creates_session({"idempotency_key": "key-1"})
    headers = session.last_response.headers
    assert headers["Request-Id"].startswith("req_")
    assert headers["Stripe-Version"] == stripe.api_version
    assert headers["Idempotency-Key"] == "key-1"
    assert "Idempotent-Replayed" not in headers


def test_sessions_can_be_paid_after_a_restart(shop, start_shop):
    session = shop.creates_session()
    shop.server.stop()
    again = start_shop()
    assert again.pays(session).status_code == 303
    assert again.reads_session(session).payment_status == "paid"
