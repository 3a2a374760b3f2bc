"""Every object has the keys of Stripe's published sample of it (fixtures3.json, stripe/openapi).

The samples and the classes of the `stripe` package, which are those of the pinned version, do
not list quite the same keys. The samples decide; `ONLY_IN_CLASSES` says what they leave out, and
what a class says is always there is answered even so.
"""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
import stripe

PUBLISHED = json.loads((Path(__file__).parent / "published_keys.json").read_text())
CLASSES = {
    "checkout.session": stripe.checkout.Session,
    "item": stripe.LineItem,
    "price": stripe.Price,
    "product": stripe.Product,
    "shipping_rate": stripe.ShippingRate,
    "coupon": stripe.Coupon,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "balance_transaction": stripe.BalanceTransaction,
    "payout": stripe.Payout,
    "event": stripe.Event,
}
# Expanded only on request, of features that fakestripe does not play, or of other states.
ONLY_IN_CLASSES = {
    "checkout.session": {
        "allowed_payment_method_types",
        "branding_settings",
        "excluded_payment_method_types",
        "line_items",
        "name_collection",
        "optional_items",
        "presentment_details",
        "redirect_on_completion",
        "return_url",
        "tax_id_collection",
    },
    "item": {"discounts", "taxes"},
    "price": {"currency_options", "deleted", "tiers"},
    "product": {"deleted", "tax_details"},
    "shipping_rate": set(),
    "coupon": {"applies_to", "currency_options", "deleted"},
    "payment_intent": {
        "allowed_payment_method_types",
        "hooks",
        "payment_details",
        "payment_record",
        "presentment_details",
    },
    "charge": {
        "authorization_code",
        "level3",
        "presentment_details",
        "radar_options",
        "transfer",
    },
    "refund": {
        "description",
        "failure_balance_transaction",
        "failure_reason",
        "instructions_email",
        "next_action",
        "pending_reason",
        "presentment_details",
    },
    "dispute": {"intended_submission_method", "network_reason_code"},
    "balance_transaction": set(),
    "payout": set(),
    "event": {"account", "context"},
}


@pytest.fixture
def answered(shop) -> dict[str, Any]:
    """One of each object, in the richest state fakestripe knows."""
    coupon = shop.creates_coupon()
    session = shop.creates_session(
        discounts=[{"coupon": coupon.id}],
        payment_intent_data={
            "shipping": {"name": "A", "address": {"line1": "1 High Street", "country": "GB"}}
        },
    )
    shop.pays(session)
    session = shop.reads_session(session, "line_items.data.price.product")
    intent = shop.client.v1.payment_intents.retrieve(session.payment_intent)
    refund = shop.client.v1.refunds.create({"payment_intent": intent.id, "amount": 100})
    dispute = shop.side.disputes(shop.paid_session().id)
    line = session.line_items.data[0]
    rate = shop.reads_session(session, "shipping_cost.shipping_rate").shipping_cost.shipping_rate
    objects = [
        shop.reads_session(session),
        line,
        line.price,
        line.price.product,
        rate,
        intent,
        shop.client.v1.charges.retrieve(intent.latest_charge),
        refund,
        shop.client.v1.coupons.retrieve(coupon.id),
        shop.client.v1.events.list({"limit": 1}).data[0],
        shop.client.v1.disputes.retrieve(dispute["id"]),
        shop.client.v1.disputes.retrieve(dispute["id"]).balance_transactions[0],
        shop.client.v1.payouts.retrieve(shop.side.pays_out()[0]["id"]),
    ]
    found = {obj["object"]: obj.to_dict() for obj in objects}
    return {**found, "deleted_coupon": shop.client.v1.coupons.delete(coupon.id).to_dict()}


def test_has_exactly_the_published_keys_at_the_top(answered):
    assert set(answered) == set(PUBLISHED)
    differing = {
        kind: sorted(set(answered[kind]) ^ set(keys[""]))
        for kind, keys in PUBLISHED.items()
        if set(answered[kind]) != set(keys[""])
    }
    assert differing == {}


def test_has_at_least_the_published_keys_inside(answered):
    missing = [
        f"{kind}.{path}: {key}"
        for kind, paths in PUBLISHED.items()
        for path, keys in paths.items()
        if path and isinstance(inner := _at(answered[kind], path), dict)
        for key in keys
        if key not in inner
    ]
    assert missing == []


def test_a_new_session_has_the_published_keys_too(shop):
    session = shop.creates_session()
    assert set(session.to_dict()) == set(PUBLISHED["checkout.session"][""])


def test_samples_and_classes_differ_in_these_keys_only():
    assert set(CLASSES) == set(PUBLISHED) - {"deleted_coupon"}
    for kind, cls in CLASSES.items():
        of_class = _keys_of(cls)
        assert set(PUBLISHED[kind][""]) - of_class == set(), kind
        assert of_class - set(PUBLISHED[kind][""]) == ONLY_IN_CLASSES[kind], kind


def test_keys_required_by_the_pinned_version_are_present(answered):
    missing = [
        f"{kind}: {key}"
        for kind, cls in CLASSES.items()
        for key, annotation in cls.__annotations__.items()
        if key in _keys_of(cls) and not _may_be_left_out(annotation) and key not in answered[kind]
    ]
    assert missing == []


def test_a_refund_in_every_state_has_keys_of_the_pinned_version_only(shop):
    intent = shop.paid_session().payment_intent
    shop.side.rule("pending_refund", times=0)
    refunds = [
        shop.client.v1.refunds.create({"payment_intent": intent, "amount": 100}).to_dict()
        for _ in range(4)
    ]
    refunds += [
        shop.side.settles_refund(refund["id"], outcome)
        for refund, outcome in zip(refunds, ("succeeded", "failed", "canceled"), strict=False)
    ]
    for refund in refunds:
        assert set(refund) - set(PUBLISHED["refund"][""]) <= ONLY_IN_CLASSES["refund"]
        assert set(PUBLISHED["refund"][""]) <= set(refund)


@pytest.mark.parametrize(
    "resource",
    [
        "checkout.sessions",
        "coupons",
        "payment_intents",
        "charges",
        "refunds",
        "disputes",
        "events",
        "balance_transactions",
        "payouts",
    ],
)
def test_every_list_has_the_keys_of_a_list(shop, resource):
    service = shop.client.v1
    for name in resource.split("."):
        service = getattr(service, name)
    assert service.list().to_dict() == {
        "object": "list",
        "data": [],
        "has_more": False,
        "url": f"/v1/{resource.replace('.', '/')}",
    }


def test_a_list_of_line_items_has_the_keys_of_a_list(shop):
    session = shop.creates_session()
    lines = shop.client.v1.checkout.sessions.line_items.list(session.id)
    assert set(lines.to_dict()) == {"object", "data", "has_more", "url"}
    assert lines.url == f"/v1/checkout/sessions/{session.id}/line_items"
    assert set(lines.data[0].to_dict()) == set(PUBLISHED["item"][""])


def _keys_of(cls: type) -> set[str]:
    return {name for name in cls.__annotations__ if name != "OBJECT_NAME" and name[0] != "_"}


def _may_be_left_out(annotation: Any) -> bool:
    return type(None) in get_args(annotation)


def _at(answer: Any, path: str) -> Any:
    for step in path.split("."):
        if not isinstance(answer, dict):
            return None
        answer = answer.get(step)
    return answer
