"""Record the dispatch of an order and mail the buyer."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from checkout.models import Dispatch, Order
from checkout.notifications.mails import DISPATCH
from checkout.orders.state import Actor, log_order_event
from outbox.mails import queue_mail


class NotDispatchable(Exception):
    """The order is not paid, was cancelled by the shop, or all of it is refunded."""


class CancellationRequested(Exception):
    """The buyer has requested a cancellation that was not refused."""


class AlreadyDispatched(Exception):
    """The order is dispatched, and its tracking was not to be corrected."""

    def __init__(self, dispatch: Dispatch) -> None:
        super().__init__(dispatch.pk)
        self.dispatch = dispatch


@dataclass(frozen=True, slots=True)
class Tracking:
    """Carrier and tracking details, named like the fields of Dispatch."""

    carrier: str
    tracking_number: str = ""
    tracking_url: str = ""


def dispatch_order(
    *, order: Order, tracking: Tracking, by: Actor, may_correct: bool = True
) -> Dispatch:
    """Record that the order was dispatched now, and queue the mail to the buyer.

    If the order is dispatched already, only correct its tracking; the date stays. Raises
    NotDispatchable, CancellationRequested or, unless `may_correct`, AlreadyDispatched, with nothing
    written.
    """
    values = {name: getattr(tracking, name) for name in Tracking.__slots__}
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        if not order.is_paid or order.is_refunded:
            raise NotDispatchable
        if known := Dispatch.objects.filter(order=order).first():
            if not may_correct:
                raise AlreadyDispatched(known)
            return _correct_tracking(known, values, by=by)
        if order.requests.standing_cancellations():
            raise CancellationRequested
        if not Order.objects.to_dispatch().filter(pk=order.pk).exists():
            raise NotDispatchable
        now = timezone.now()
        dispatch = Dispatch.objects.create(
            order=order, dispatched_at=now, dispatched_by_id=by.user_id, **values
        )
        # Timeline rows are never deleted: the tracking number leads to an address, so it is not
        # logged.
        log_order_event(order, f"Dispatched: {tracking.carrier}", by=by)
        if wants_dispatch_mail(order):
            queue_mail(DISPATCH, order)
        return dispatch


def _correct_tracking(dispatch: Dispatch, values: dict[str, str], *, by: Actor) -> Dispatch:
    """Store other tracking details; the same ones, as of a form sent twice, change nothing."""
    if all(getattr(dispatch, name) == value for name, value in values.items()):
        return dispatch
    Dispatch.objects.filter(pk=dispatch.pk).update(**values)
    log_order_event(dispatch.order, f"Tracking corrected: {values['carrier']}", by=by)
    return Dispatch.objects.get(pk=dispatch.pk)


def wants_dispatch_mail(order: Order) -> bool:
    """Return whether to mail the buyer. Guests always get the mail: they have no preferences."""
    return order.user is None or order.user.profile.wants_dispatch_mail
