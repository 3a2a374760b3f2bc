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
def test_a_name_is_left_out_wherever_it_stands(place):
    redacted = redact({"id": "evt_1", "data": {"object": {"id": "re_1", "amount": 5, **place}}})
    assert PERSON not in json.dumps(redacted)
    assert redacted["data"]["object"]["amount"] == 5


def test_of_metadata_only_our_own_is_kept():
    redacted = redact({"metadata": OURS | {"note": PERSON}})
    assert redacted == {"metadata": OURS}


def test_rows_quoted_by_the_database_are_cut_off():
    text = webhook._in_one_line(
        IntegrityError(
            'new row violates check constraint "order_total_adds_up"\n'
            f"DETAIL:  Failing row contains (1, AV-22222222, {PERSON})."
        )
    )
    assert text == 'IntegrityError: new row violates check constraint "order_total_adds_up"'


def test_an_event_is_kept_90_days_and_no_longer():
    for name, days in (("evt_old", 91), ("evt_kept", 89)):
        StripeEvent.objects.create(event_id=name, type="x", outcome="taken")
        received = timezone.now() - timedelta(days=days)
        StripeEvent.objects.filter(event_id=name).update(received_at=received)
    webhook.delete_expired_events()
    assert StripeEvent.objects.get().event_id == "evt_kept"
