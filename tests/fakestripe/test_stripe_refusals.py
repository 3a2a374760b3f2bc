"""What Stripe refuses, one by one, in Stripe's own error shape (docs.stripe.com/api/errors).

Sources of each limit and message stand beside the rules in `fakestripe/api/refusals.py`.
"""

import pytest
import requests
import stripe

from tests.fakestripe.stopped_clock import clock, in_

pytestmark = pytest.mark.slow

__all__ = ["clock"]

MINUTE_S = 60
HOUR_S = 60 * MINUTE_S


def refused(call, *, code=None, param=None, status=400, message=""):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        call()
    error = caught.value
    assert (error.http_status, error.code, error.param) == (status, code, param)
    assert error.json_body["error"]["type"] == "invalid_request_error"
    assert message in error.user_message
    assert error.request_id.startswith("req_")


ONLY_BY_PARAMETERS = {
    "an unknown parameter": (
        {"colour": "red"},
        "parameter_unknown",
        "colour",
        "Received unknown parameter: colour",
    ),
    "an unknown parameter inside a line item": (
        {"line_items": [{"name": "Wax", "quantity": 1}]},
        "parameter_unknown",
        "line_items[0][name]",
        "",
    ),
    "payment_method_types, gone since 2026-09-30.endive": (
        {"payment_method_types": ["card"]},
        "parameter_unknown",
        "payment_method_types",
        "",
    ),
    "text where a whole number belongs": (
        {"expires_at": "soon"},
        "parameter_invalid_integer",
        "expires_at",
        "Invalid integer: soon",
    ),
    "a fraction of a penny": (
        {
            "line_items": [
                {
                    "price_data": {
                        "currency": "gbp",
                        "unit_amount": "9.5",
                        "product_data": {"name": "Wax"},
                    },
                    "quantity": 1,
                }
            ]
        },
        "parameter_invalid_integer",
        "line_items[0][price_data][unit_amount]",
        "Invalid integer: 9.5",
    ),
    "text where a boolean belongs": (
        {"adaptive_pricing": {"enabled": "perhaps"}},
        None,
        "adaptive_pricing[enabled]",
        "Invalid boolean: perhaps",
    ),
    "text where a list belongs": ({"line_items": "Wax"}, None, "line_items", "Invalid array"),
    "text where an object belongs": ({"metadata": "x"}, None, "metadata", "Invalid object"),
    "an empty string that cannot unset anything": (
        {"success_url": ""},
        "parameter_invalid_empty",
        "success_url",
        "",
    ),
    "an unknown mode": ({"mode": "gift"}, None, "mode", "must be one of payment"),
    "an unknown locale": ({"locale": "en-XX"}, None, "locale", "must be one of"),
    "an unknown payment method": (
        {"allowed_payment_method_types": ["shells"]},
        None,
        "allowed_payment_method_types[0]",
        "",
    ),
    "an unknown country of delivery": (
        {"shipping_address_collection": {"allowed_countries": ["XX"]}},
        None,
        "shipping_address_collection[allowed_countries][0]",
        "",
    ),
    "no mode": ({"mode": None}, "parameter_missing", "mode", "Missing required param: mode."),
    "no success_url": ({"success_url": None}, "parameter_missing", "success_url", ""),
    "a success_url that is no address": (
        {"success_url": "done"},
        "url_invalid",
        "success_url",
        "Not a valid URL",
    ),
    "no line_items": ({"line_items": None}, "parameter_missing", "line_items", ""),
    "discounts beside allow_promotion_codes=true": (
        {"discounts": [{"coupon": "x"}], "allow_promotion_codes": True},
        "parameters_exclusive",
        "allow_promotion_codes",
        "You may only specify one of these parameters: allow_promotion_codes, discounts.",
    ),
    "discounts beside allow_promotion_codes=false": (
        {"discounts": [{"coupon": "x"}], "allow_promotion_codes": False},
        "parameters_exclusive",
        "allow_promotion_codes",
        "",
    ),
    "two discounts": ({"discounts": [{"coupon": "x"}, {"coupon": "y"}]}, None, "discounts", ""),
    "a customer beside customer_email": (
        {"customer": "cus_1"},
        "parameters_exclusive",
        "customer",
        "You may only specify one of these parameters: customer, customer_email.",
    ),
    "a customer that is not there": (
        {"customer": "cus_1", "customer_email": None},
        "resource_missing",
        "customer",
        "No such customer: 'cus_1'",
    ),
    "a coupon that is not there": (
        {"discounts": [{"coupon": "NONE"}]},
        "resource_missing",
        "discounts[0][coupon]",
        "No such coupon: 'NONE'",
    ),
    "a price that is not there": (
        {"line_items": [{"price": "price_1", "quantity": 1}]},
        "resource_missing",
        "line_items[0][price]",
        "No such price: 'price_1'",
    ),
    "an e-mail that is none": (
        {"customer_email": "nobody"},
        "email_invalid",
        "customer_email",
        "Invalid email address",
    ),
    "51 keys of metadata": (
        {"metadata": {f"k{n}": "v" for n in range(51)}},
        None,
        "metadata",
        "Metadata can have up to 50 keys, but you've set 51.",
    ),
    "a metadata key of 41 characters": (
        {"metadata": {"k" * 41: "v"}},
        None,
        f"metadata[{'k' * 41}]",
        "up to 40 characters",
    ),
    "a metadata value of 501 characters": (
        {"metadata": {"k": "v" * 501}},
        None,
        "metadata[k]",
        "up to 500 characters",
    ),
    "a metadata value of 501 characters for the payment intent": (
        {"payment_intent_data": {"metadata": {"k": "v" * 501}}},
        None,
        "payment_intent_data[metadata][k]",
        "",
    ),
    "51 keys of metadata for the payment intent": (
        {"payment_intent_data": {"metadata": {f"k{n}": "v" for n in range(51)}}},
        None,
        "payment_intent_data[metadata]",
        "you've set 51.",
    ),
    "a metadata key of 41 characters for the payment intent": (
        {"payment_intent_data": {"metadata": {"k" * 41: "v"}}},
        None,
        f"payment_intent_data[metadata][{'k' * 41}]",
        "up to 40 characters",
    ),
    "a boolean where an object belongs": (
        {"payment_intent_data": True},
        None,
        "payment_intent_data",
        "Invalid object",
    ),
    "an unknown parameter of the payment intent": (
        {"payment_intent_data": {"colour": "red"}},
        "parameter_unknown",
        "payment_intent_data[colour]",
        "Received unknown parameter: payment_intent_data[colour]",
    ),
    "an unknown submit_type": ({"submit_type": "buy"}, None, "submit_type", "must be one of"),
    "a client_reference_id of 201 characters": (
        {"client_reference_id": "x" * 201},
        None,
        "client_reference_id",
        "at most 200",
    ),
}


@pytest.mark.parametrize("what", ONLY_BY_PARAMETERS)
def test_a_session_with_invalid_parameters_is_refused(shop, what):
    changes, code, param, message = ONLY_BY_PARAMETERS[what]
    refused(lambda: shop.creates_session(**changes), code=code, param=param, message=message)
    assert shop.client.v1.checkout.sessions.list().data == []


LINES = {
    "no unit_amount": ({"unit_amount": None}, "parameter_missing", "[price_data][unit_amount]"),
    "a negative unit_amount": (
        {"unit_amount": -1},
        "parameter_invalid_integer",
        "[price_data][unit_amount]",
    ),
    "no quantity": ({"quantity": None}, None, "[quantity]"),
    "a quantity of nothing": ({"quantity": 0}, "parameter_invalid_integer", "[quantity]"),
    "a negative quantity": ({"quantity": -2}, "parameter_invalid_integer", "[quantity]"),
    "a currency that is none": ({"currency": "xyz"}, None, "[price_data][currency]"),
    "no currency": ({"currency": None}, "parameter_missing", "[price_data][currency]"),
    "an empty name": ({"name": ""}, "parameter_invalid_empty", "[price_data][product_data][name]"),
    "a name of 5001 characters": ({"name": "x" * 5001}, None, "[price_data][product_data][name]"),
}


@pytest.mark.parametrize("what", LINES)
def test_an_invalid_line_item_is_refused(shop, what):
    changes, code, inside = LINES[what]
    lines = [shop.line(), shop.line(**changes)]
    refused(
        lambda: shop.creates_session(line_items=lines), code=code, param=f"line_items[1]{inside}"
    )


@pytest.mark.parametrize(
    ("expires_in_s", "message"),
    [
        (30 * MINUTE_S - 5, "must be at least 30 minutes from Checkout Session creation."),
        (24 * HOUR_S + 5, "must be less than 24 hours from Checkout Session creation."),
    ],
)
def test_expires_at_must_be_30_minutes_to_24_hours_ahead(shop, expires_in_s, message):
    refused(
        lambda: shop.creates_session(expires_at=in_(expires_in_s)),
        param="expires_at",
        message=message,
    )


@pytest.mark.parametrize("expires_in_s", [30 * MINUTE_S + 5, 24 * HOUR_S - 5])
def test_expires_at_just_within_the_limits_is_accepted(shop, expires_in_s):
    assert shop.creates_session(expires_at=in_(expires_in_s)).status == "open"


def test_expires_at_is_compared_with_fakestripe_s_clock(shop, clock):
    clock.ahead_s = 10 * MINUTE_S
    refused(lambda: shop.creates_session(expires_at=in_(35 * MINUTE_S)), param="expires_at")


@pytest.mark.parametrize("pence", [1, 29])
def test_a_total_under_30p_is_refused(shop, pence):
    refused(
        lambda: shop.creates_session(
            line_items=[shop.line(unit_amount=pence, quantity=1)], shipping_options=None
        ),
        code="amount_too_small",
        message="total amount due must add up to at least £0.30 gbp",
    )


def test_a_total_of_30p_is_accepted(shop):
    line = shop.line(unit_amount=30, quantity=1)
    assert shop.creates_session(line_items=[line], shipping_options=None).amount_total == 30


def test_100_line_items_are_accepted_and_101_refused(shop):
    line = shop.line(unit_amount=100, quantity=1)
    assert shop.creates_session(line_items=[line] * 100).amount_subtotal == 100 * 100
    refused(lambda: shop.creates_session(line_items=[line] * 101), param="line_items")


def test_metadata_at_its_limits_is_accepted(shop):
    metadata = {f"{n:040}": "v" * 500 for n in range(50)}
    assert shop.creates_session(metadata=metadata).metadata.to_dict() == metadata


def test_lines_of_two_currencies_are_refused(shop):
    lines = [shop.line(), shop.line(currency="usd")]
    refused(lambda: shop.creates_session(line_items=lines), param="line_items")


def test_shipping_in_another_currency_is_refused(shop):
    refused(
        lambda: shop.creates_session(shipping_options=[shop.delivery(499, "usd")]),
        param="line_items",
    )


def test_a_negative_delivery_is_refused(shop):
    refused(
        lambda: shop.creates_session(shipping_options=[shop.delivery(-1)]),
        code="parameter_invalid_integer",
        param="shipping_options[0][shipping_rate_data][fixed_amount][amount]",
    )


def test_a_used_up_coupon_is_refused(shop):
    coupon = shop.creates_coupon(max_redemptions=1)
    shop.paid_session(discounts=[{"coupon": coupon.id}])
    refused(
        lambda: shop.creates_session(discounts=[{"coupon": coupon.id}]),
        code="coupon_expired",
        param="discounts[0][coupon]",
    )


def test_an_expired_coupon_is_refused(shop, clock):
    coupon = shop.creates_coupon(redeem_by=in_(HOUR_S))
    clock.ahead_s = HOUR_S + 5
    refused(
        lambda: shop.creates_session(discounts=[{"coupon": coupon.id}]),
        code="coupon_expired",
        param="discounts[0][coupon]",
    )
    assert shop.client.v1.coupons.retrieve(coupon.id).valid is False


def test_a_coupon_in_another_currency_is_refused(shop):
    coupon = shop.creates_coupon(currency="usd")
    refused(
        lambda: shop.creates_session(discounts=[{"coupon": coupon.id}]),
        param="discounts[0][coupon]",
        message="(usd) does not match the line item currency (gbp)",
    )


def test_a_deleted_coupon_is_refused(shop):
    coupon = shop.creates_coupon()
    shop.client.v1.coupons.delete(coupon.id)
    refused(
        lambda: shop.creates_session(discounts=[{"coupon": coupon.id}]),
        code="resource_missing",
        param="discounts[0][coupon]",
    )


COUPONS = {
    "neither amount nor percent": ({"amount_off": None}, "parameter_missing", None),
    "amount and percent": ({"percent_off": 10}, "parameters_exclusive", "percent_off"),
    "an amount without currency": ({"currency": None}, "parameter_missing", "currency"),
    "an amount of nothing": ({"amount_off": 0}, "parameter_invalid_integer", "amount_off"),
    "more than 100 percent": (
        {"amount_off": None, "currency": None, "percent_off": 101},
        None,
        "percent_off",
    ),
    "no redemptions": ({"max_redemptions": 0}, "parameter_invalid_integer", "max_redemptions"),
    "an end in the past": ({"redeem_by": 1}, None, "redeem_by"),
    "an unknown duration": ({"duration": "always"}, None, "duration"),
    "a name of 41 characters": ({"name": "x" * 41}, None, "name"),
}


@pytest.mark.parametrize("what", COUPONS)
def test_an_invalid_coupon_is_refused(shop, what):
    changes, code, param = COUPONS[what]
    refused(lambda: shop.creates_coupon(**changes), code=code, param=param)


def test_a_coupon_id_is_unique(shop):
    shop.creates_coupon(id="FIRST")
    refused(lambda: shop.creates_coupon(id="FIRST"), code="resource_already_exists", param="id")


@pytest.mark.parametrize("status", ["expired", "complete"])
def test_only_an_open_session_can_be_expired(shop, status):
    session = shop.creates_session()
    if status == "complete":
        shop.pays(session)
    else:
        shop.client.v1.checkout.sessions.expire(session.id)
    refused(
        lambda: shop.client.v1.checkout.sessions.expire(session.id),
        param="session",
        message='Only Checkout Sessions with a status in ["open"] can be expired. '
        f"This Checkout Session has a status of `{status}`.",
    )
    assert shop.reads_session(session).status == status


def test_a_charge_cannot_be_refunded_twice(shop):
    intent = shop.paid_session().payment_intent
    shop.client.v1.refunds.create({"payment_intent": intent})
    refused(
        lambda: shop.client.v1.refunds.create({"payment_intent": intent}),
        code="charge_already_refunded",
        message="has already been refunded.",
    )
    assert len(shop.client.v1.refunds.list({"payment_intent": intent}).data) == 1


def test_a_refund_above_the_charge_is_refused(shop):
    intent = shop.paid_session().payment_intent
    refused(
        lambda: shop.client.v1.refunds.create({"payment_intent": intent, "amount": 3098}),
        param="amount",
        message="Refund amount (£30.98) is greater than charge amount (£30.97)",
    )


def test_a_refund_above_the_remainder_is_refused(shop):
    intent = shop.paid_session().payment_intent
    shop.client.v1.refunds.create({"payment_intent": intent, "amount": 3000})
    refused(
        lambda: shop.client.v1.refunds.create({"payment_intent": intent, "amount": 98}),
        param="amount",
        message="greater than unrefunded amount on charge (£0.97)",
    )


@pytest.mark.parametrize("amount", [0, -1])
def test_a_refund_of_zero_is_refused(shop, amount):
    intent = shop.paid_session().payment_intent
    refused(
        lambda: shop.client.v1.refunds.create({"payment_intent": intent, "amount": amount}),
        code="parameter_invalid_integer",
        param="amount",
    )


def test_a_refund_without_a_payment_is_refused(shop):
    refused(lambda: shop.client.v1.refunds.create({"amount": 1}), code="parameter_missing")


def test_an_unpaid_intent_cannot_be_refunded(shop):
    session = shop.creates_session()
    shop.pays(session, "4000000000000002")
    intent = shop.reads_session(session).payment_intent
    refused(
        lambda: shop.client.v1.refunds.create({"payment_intent": intent}), param="payment_intent"
    )


def test_a_refund_s_reason_is_one_of_three(shop):
    intent = shop.paid_session().payment_intent
    refused(
        lambda: shop.client.v1.refunds.create({"payment_intent": intent, "reason": "whim"}),
        param="reason",
    )


@pytest.mark.parametrize(
    ("resource", "param"),
    [
        ("checkout.sessions", "session"),
        ("coupons", "coupon"),
        ("payment_intents", "intent"),
        ("charges", "charge"),
        ("refunds", "refund"),
        ("disputes", "dispute"),
        ("events", "id"),
    ],
)
def test_an_unknown_id_is_a_404(shop, resource, param):
    service = shop.client.v1
    for name in resource.split("."):
        service = getattr(service, name)
    refused(lambda: service.retrieve("none"), code="resource_missing", param=param, status=404)


@pytest.mark.parametrize("limit", [0, 101])
def test_a_list_is_limited_to_100(shop, limit):
    refused(
        lambda: shop.client.v1.events.list({"limit": limit}),
        code="parameter_invalid_integer",
        param="limit",
    )


def test_an_unknown_cursor_is_refused(shop):
    refused(
        lambda: shop.client.v1.refunds.list({"starting_after": "re_none"}),
        code="resource_missing",
        param="starting_after",
    )


def test_a_key_that_is_not_a_test_key_is_a_401(shop):
    client = stripe.StripeClient("sk_live_1234567890", base_addresses={"api": shop.base})
    with pytest.raises(
        stripe.AuthenticationError, match=r"Invalid API Key provided: sk_live_\*+7890"
    ):
        client.v1.events.list()


def test_no_key_is_a_401(shop):
    answer = requests.get(f"{shop.base}/v1/events", timeout=5)
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert answer.json()["error"]["message"].startswith("You did not provide an API key.")


def test_an_unknown_url_is_a_404_in_stripe_s_format(shop):
    answer = requests.get(f"{shop.base}/v1/checkout/sessions/", timeout=5)
    assert answer.status_code == 404
    assert answer.json()["error"]["message"].startswith(
        "Unrecognized request URL (GET: /v1/checkout/sessions/)."
    )


def test_the_error_names_all_unknown_parameters(shop):
    refused(
        lambda: shop.creates_session(colour="red", size="big"),
        code="parameter_unknown",
        param="colour",
        message="Received unknown parameters: colour, size",
    )


@pytest.mark.parametrize(
    ("call", "params", "code", "param"),
    [
        ("refunds.create", {"payment_intent": "pi_1", "whim": 1}, "parameter_unknown", "whim"),
        (
            "refunds.create",
            {"payment_intent": "pi_1", "amount": "all"},
            "parameter_invalid_integer",
            "amount",
        ),
        ("refunds.create", {"payment_intent": "pi_none"}, "resource_missing", "payment_intent"),
        ("refunds.create", {"charge": "ch_none"}, "resource_missing", "charge"),
        (
            "refunds.create",
            {"payment_intent": "pi_1", "metadata": {"k": "v" * 501}},
            None,
            "metadata[k]",
        ),
        ("coupons.create", {"percent_off": 10, "colour": "red"}, "parameter_unknown", "colour"),
        (
            "coupons.create",
            {"percent_off": 10, "metadata": {"k" * 41: "v"}},
            None,
            f"metadata[{'k' * 41}]",
        ),
        ("refunds.list", {"status": "failed"}, "parameter_unknown", "status"),
        ("refunds.list", {"created": {"since": 1}}, "parameter_unknown", "created[since]"),
        (
            "disputes.list",
            {"created": {"gte": "today"}},
            "parameter_invalid_integer",
            "created[gte]",
        ),
        ("events.list", {"colour": "red"}, "parameter_unknown", "colour"),
    ],
)
def test_other_calls_check_their_parameters_too(shop, call, params, code, param):
    service, method = call.split(".")
    refused(
        lambda: getattr(getattr(shop.client.v1, service), method)(params), code=code, param=param
    )


def test_an_error_has_stripe_s_format(shop):
    answer = requests.post(
        f"{shop.base}/v1/checkout/sessions",
        data={"colour": "red"},
        auth=("sk_test_x", ""),
        timeout=5,
    )
    assert answer.status_code == 400
    assert answer.json() == {
        "error": {
            "code": "parameter_unknown",
            "doc_url": "https://stripe.com/docs/error-codes/parameter-unknown",
            "message": "Received unknown parameter: colour",
            "param": "colour",
            "type": "invalid_request_error",
        }
    }
    assert answer.headers["Request-Id"].startswith("req_")


def test_two_cursors_are_refused(shop):
    refused(
        lambda: shop.client.v1.refunds.list({"starting_after": "re_1", "ending_before": "re_2"}),
        code="parameters_exclusive",
        param="starting_after",
    )


def test_a_refund_accepts_metadata_with_50_keys(shop):
    intent = shop.paid_session().payment_intent
    metadata = {f"k{n}": "v" for n in range(50)}
    refund = shop.client.v1.refunds.create({"payment_intent": intent, "metadata": metadata})
    assert refund.metadata.to_dict() == metadata


def test_partial_refunds_above_the_charge_are_refused(shop):
    intent = shop.paid_session().payment_intent
    for amount in (1000, 2097):
        shop.client.v1.refunds.create({"payment_intent": intent, "amount": amount})
    refused(
        lambda: shop.client.v1.refunds.create({"payment_intent": intent, "amount": 1}),
        code="charge_already_refunded",
    )


def test_an_amount_of_nine_digits_is_refused(shop):
    refused(
        lambda: shop.creates_session(line_items=[shop.line(unit_amount=100_000_000, quantity=1)]),
        code="amount_too_large",
        param="line_items[0][price_data][unit_amount]",
        message="Amount must be no more than £999,999.99",
    )


def test_a_total_of_nine_digits_is_refused(shop):
    line = shop.line(unit_amount=50_000_000, quantity=2)
    refused(
        lambda: shop.creates_session(line_items=[line], shipping_options=None),
        code="amount_too_large",
        message="Amount must be no more than £999,999.99",
    )


def test_a_total_of_eight_digits_is_accepted(shop):
    line = shop.line(unit_amount=99_999_999, quantity=1)
    session = shop.creates_session(line_items=[line], shipping_options=None)
    assert session.amount_total == 99_999_999
