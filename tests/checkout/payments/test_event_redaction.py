"""Stored events: without personal data, deleted after their retention."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from checkout.models import StripeEvent
from checkout.payments import webhook
from checkout.payments.webhook import redact

pytestmark = pytest.mark.django_db

PERSON = "Sam Guest"
OURS = {"order_id": "AV-22222222", "refund_key": "b6", "skus": "AUT-CC-001"}


@pytest.mark.parametrize(
    "place",
    [
        {"customer_details": {"name": PERSON, "email": PERSON}},
        {"shipping_details": {"address": {"line1": PERSON}}},
        {"billing_details": {"name": PERSON}},
        {"payment_method_details": {"card": {"last4": PERSON}}},
        {"receipt_email": PERSON, "description": PERSON, "statement_descriptor": PERSON},
        {"metadata": {"reason": PERSON, "id": PERSON, "status": PERSON, "user_id": PERSON}},
        {"charge": {"billing_details": {"name": PERSON}, "metadata": {"object": PERSON}}},
        {"refunds": {"data": [{"metadata": {"type": PERSON}, "destination_details": PERSON}]}},
        {"evidence": {"customer_name": PERSON}, "evidence_details": {"notes": PERSON}},
        {"outcome": {"seller_message": PERSON}, "last_payment_error": {"message": PERSON}},
        {"what_stripe_adds_tomorrow": PERSON},
    ],
    ids=lambda place: ", ".join(place),
)
def test_names_are_removed_at_any_depth(place):
    redacted = redact({"id": "evt_1", "data": {"object": {"id": "re_1", "amount": 5, **place}}})
    assert PERSON not in json.dumps(redacted)
    assert redacted["data"]["object"]["amount"] == 5


def test_only_the_shop_s_metadata_keys_are_stored():
    redacted = redact({"metadata": OURS | {"note": PERSON}})
    assert redacted == {"metadata": OURS}


def test_rows_quoted_in_database_errors_are_removed():
    text = webhook._in_one_line(
        IntegrityError(
            'new row violates check constraint "order_total_adds_up"\n'
            f"DETAIL:  Failing row contains (1, AV-22222222, {PERSON})."
        )
    )
    assert text == 'IntegrityError: new row violates check constraint "order_total_adds_up"'


def test_events_are_deleted_after_90_days():
    for name, days in (("evt_old", 91), ("evt_kept", 89)):
        StripeEvent.objects.create(event_id=name, type="x", outcome="taken")
        received = timezone.now() - timedelta(days=days)
        StripeEvent.objects.filter(event_id=name).update(received_at=received)
    webhook.delete_expired_events()
    assert StripeEvent.objects.get().event_id == "evt_kept"
