"""Cancellation and return requests of buyers, and the owner's answers.

A request moves no money: the owner makes the refund separately.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from checkout.models import Dispatch, Order, OrderRequest
from checkout.models.order_request import REQUEST_TRANSITIONS
from checkout.notifications.mails import ANSWERED_REQUEST, NEW_REQUEST
from checkout.orders.state import SHOPPER, Actor, log_order_event
from outbox.mails import queue_mail

Kind, State = OrderRequest.Kind, OrderRequest.State


class AlreadyRequested(Exception):
    """The order has a request that is not answered yet."""


class NoRequestAllowed(Exception):
    """The order can be neither cancelled nor returned: it is unpaid, refunded, cancelled already,
    or the time to return it is over."""


@dataclass(frozen=True, slots=True)
class AllowedRequest:
    """The kind of request that a buyer may make today; `kind` is None if there is none."""

    kind: OrderRequest.Kind | None = None
    is_too_late: bool = False


def allowed_request(
    order: Order, *, dispatch: Dispatch | None, requests: Iterable[OrderRequest]
) -> AllowedRequest:
    """Return the request that the buyer may make. `requests` are all earlier ones of the order."""
    has_open = any(request.is_open for request in requests)
    if not order.is_paid or order.is_refunded or has_open or _is_cancelled(requests):
        return AllowedRequest()
    if dispatch is None:
        return AllowedRequest(Kind.CANCELLATION)
    if timezone.localdate() > dispatch.return_until:
        return AllowedRequest(is_too_late=True)
    return AllowedRequest(Kind.RETURN)


def _is_cancelled(requests: Iterable[OrderRequest]) -> bool:
    return any(r.kind == Kind.CANCELLATION and r.state == State.ACCEPTED for r in requests)


def create_request(*, order: Order, kind: str, reason: str) -> OrderRequest:
    """Create a request and queue the mail that confirms it.

    `kind` is what the page offered; it is checked again, because the order may have been dispatched
    since. Raises AlreadyRequested or NoRequestAllowed, with nothing written.
    """
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        requests = list(order.requests.all())
        if any(request.is_open for request in requests):
            raise AlreadyRequested
        dispatch = Dispatch.objects.filter(order=order).select_related("order").first()
        if allowed_request(order, dispatch=dispatch, requests=requests).kind != kind:
            raise NoRequestAllowed
        request = OrderRequest.objects.create(order=order, kind=kind, reason=reason)
        log_order_event(order, f"{request.get_kind_display()} requested", by=SHOPPER)
        queue_mail(NEW_REQUEST, request)
        return request


def answer_request(request: OrderRequest, state: str, *, answer: str, by: Actor) -> bool:
    """Store the answer and queue the mail to the buyer.

    Return False, with nothing done, if the request is answered already.
    """
    values: dict[str, Any] = {
        "answered_at": timezone.now(),
        "answered_by_id": by.user_id,
        "answer": answer,
    }
    with transaction.atomic():
        row = OrderRequest.objects.filter(pk=request.pk)
        if not REQUEST_TRANSITIONS.move(row, State(state), **values):
            return False
        text = f"{request.get_kind_display()} {State(state).label.lower()}"
        log_order_event(request.order, text, by=by)
        queue_mail(ANSWERED_REQUEST, request)
        return True
