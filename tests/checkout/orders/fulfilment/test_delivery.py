"""Deliveries are recorded once, and after the dispatch."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from checkout.models import Dispatch
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.fulfilment.delivery import mark_delivered
from checkout.orders.state import owner as by_owner

pytestmark = pytest.mark.django_db


def test_a_dispatched_order_is_delivered_once(paid, owner):
    order, by = paid(), by_owner(owner)
    assert not mark_delivered(order=order, by=by)
    dispatch_order(order=order, tracking=Tracking("Royal Mail"), by=by)
    assert mark_delivered(order=order, by=by)
    at = Dispatch.objects.get().delivered_at
    assert at is not None
    assert not mark_delivered(order=order, by=by)
    assert Dispatch.objects.get().delivered_at == at
    assert [event.what for event in order.timeline.all()].count("Marked as delivered") == 1


def test_the_database_refuses_a_delivery_before_the_dispatch(paid, owner):
    order = paid()
    dispatch_order(order=order, tracking=Tracking("Royal Mail"), by=by_owner(owner))
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispatch.objects.update(delivered_at=F("dispatched_at") - timedelta(hours=1))
