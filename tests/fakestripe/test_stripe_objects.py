"""Every object has the keys of Stripe's published sample of it (fixtures3.json, stripe/openapi)."""

import json
from pathlib import Path
from typing import Any

import pytest

PUBLISHED = json.loads((Path(__file__).parent / "published_keys.json").read_text())


@pytest.fixture
def answered(shop) -> dict[str, Any]:
    """One of each object, in the richest state the stand-in knows."""
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


def test_a_list_has_object_data_has_more_and_url(shop):
    assert shop.client.v1.refunds.list().to_dict() == {
        "object": "list",
        "data": [],
        "has_more": False,
        "url": "/v1/refunds",
    }


def _at(answer: Any, path: str) -> Any:
    for step in path.split("."):
        if not isinstance(answer, dict):
            return None
        answer = answer.get(step)
    return answer
