"""An order leaves: the owner says with whom, and the buyer is told."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from checkout.models import Dispatch, Order, OrderMail, OrderRequest
from checkout.notifications.outbox import queue_order_mail
from checkout.orders.state import By, log_order_event

Kind, State = OrderRequest.Kind, OrderRequest.State


class NotToBeSent(Exception):
    """It is not paid, or all of it was given back."""


class CancellationAsked(Exception):
    """The buyer has asked not to have it sent, and was not refused."""


@dataclass(frozen=True, slots=True)
class Tracking:
    carrier: str
    tracking_number: str = ""
    tracking_url: str = ""


def dispatch_order(*, order: Order, tracking: Tracking, by: By) -> Dispatch:
    """It has left; or, said again, its tracking is put right, and the day stays.

    Raises NotToBeSent or CancellationAsked; then nothing is written.
    """
    facts = {name: getattr(tracking, name) for name in Tracking.__slots__}
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        if not order.is_paid or order.is_refunded:
            raise NotToBeSent
        if Dispatch.objects.filter(order=order).update(**facts):
            log_order_event(order, f"Tracking put right: {tracking.carrier}", by=by)
            return Dispatch.objects.get(order=order)
        if order.requests.filter(kind=Kind.CANCELLATION, state__in=(State.OPEN, State.ACCEPTED)):
            raise CancellationAsked
        now = timezone.now()
        dispatch = Dispatch.objects.create(
            order=order, dispatched_at=now, dispatched_by_id=by.user_id, **facts
        )
        # The timeline stays for good: the number, which leads to an address, is not for it.
        log_order_event(order, f"Dispatched: {tracking.carrier}", by=by)
        if _wants_mail(order):
            queue_order_mail(order, OrderMail.Kind.DISPATCHED)
        return dispatch


def _wants_mail(order: Order) -> bool:
    """A guest has nowhere to say otherwise."""
    return order.user is None or order.user.profile.wants_dispatch_mail
