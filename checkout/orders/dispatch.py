"""Record the dispatch of an order and mail the buyer."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from checkout.models import Dispatch, Order, OrderRequest
from checkout.notifications.mails import DISPATCH
from checkout.orders.state import Actor, log_order_event
from outbox.mails import queue_mail

Kind, State = OrderRequest.Kind, OrderRequest.State


class NotDispatchable(Exception):
    """The order is not paid, or fully refunded."""


class CancellationRequested(Exception):
    """The buyer has requested a cancellation that was not refused."""


@dataclass(frozen=True, slots=True)
class Tracking:
    """Carrier and tracking details, named like the fields of Dispatch."""

    carrier: str
    tracking_number: str = ""
    tracking_url: str = ""


def dispatch_order(*, order: Order, tracking: Tracking, by: Actor) -> Dispatch:
    """Record that the order was dispatched now, and queue the mail to the buyer.

    If the order is dispatched already, only correct its tracking; the date stays.
    Raises NotDispatchable or CancellationRequested, with nothing written.
    """
    values = {name: getattr(tracking, name) for name in Tracking.__slots__}
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        if not order.is_paid or order.is_refunded:
            raise NotDispatchable
        if Dispatch.objects.filter(order=order).update(**values):
            log_order_event(order, f"Tracking corrected: {tracking.carrier}", by=by)
            return Dispatch.objects.get(order=order)
        if order.requests.filter(kind=Kind.CANCELLATION, state__in=(State.OPEN, State.ACCEPTED)):
            raise CancellationRequested
        now = timezone.now()
        dispatch = Dispatch.objects.create(
            order=order, dispatched_at=now, dispatched_by_id=by.user_id, **values
        )
        # Timeline rows are never deleted: the tracking number leads to an address, so it is not
        # logged.
        log_order_event(order, f"Dispatched: {tracking.carrier}", by=by)
        if _wants_mail(order):
            queue_mail(DISPATCH, order)
        return dispatch


def _wants_mail(order: Order) -> bool:
    """Return whether to mail the buyer. Guests always get the mail: they have no preferences."""
    return order.user is None or order.user.profile.wants_dispatch_mail
