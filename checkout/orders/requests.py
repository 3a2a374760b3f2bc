"""A buyer asks not to have an order sent, or to give it back; the owner answers. No money moves:
what is to be refunded, the owner refunds."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from checkout.models import Dispatch, Order, OrderMail, OrderRequest
from checkout.notifications.outbox import queue_order_mail
from checkout.orders.state import SHOPPER, By, log_order_event

Kind, State = OrderRequest.Kind, OrderRequest.State


class AlreadyRequested(Exception):
    """A request about this order waits for its answer."""


class NoRequestAllowed(Exception):
    """It can be neither cancelled nor returned: not paid, given back, agreed, or too late."""


@dataclass(frozen=True, slots=True)
class AllowedRequest:
    """What a buyer may ask about an order today; `kind` is None where it is nothing."""

    kind: OrderRequest.Kind | None = None
    is_too_late: bool = False


def allowed_request(
    order: Order, *, dispatch: Dispatch | None, requests: Iterable[OrderRequest]
) -> AllowedRequest:
    """`requests` are all that were made about it."""
    is_waiting = any(request.is_open for request in requests)
    if not order.is_paid or order.is_refunded or is_waiting or _is_called_off(requests):
        return AllowedRequest()
    if dispatch is None:
        return AllowedRequest(Kind.CANCELLATION)
    if timezone.localdate() > dispatch.return_until:
        return AllowedRequest(is_too_late=True)
    return AllowedRequest(Kind.RETURN)


def _is_called_off(requests: Iterable[OrderRequest]) -> bool:
    return any(r.kind == Kind.CANCELLATION and r.state == State.ACCEPTED for r in requests)


def create_request(*, order: Order, kind: str, reason: str) -> OrderRequest:
    """The order has been dispatched since its page was shown, perhaps: `kind` is what the buyer
    was offered. Raises AlreadyRequested or NoRequestAllowed; then nothing is written."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        requests = list(order.requests.all())
        if any(request.is_open for request in requests):
            raise AlreadyRequested
        dispatch = Dispatch.objects.filter(order=order).select_related("order").first()
        if allowed_request(order, dispatch=dispatch, requests=requests).kind != kind:
            raise NoRequestAllowed
        request = OrderRequest.objects.create(order=order, kind=kind, reason=reason)
        log_order_event(order, f"{request.get_kind_display()} asked for", by=SHOPPER)
        queue_order_mail(order, OrderMail.Kind.REQUEST_TAKEN, request=request)
        return request


def answer_request(request: OrderRequest, state: str, *, answer: str, by: By) -> bool:
    """False, and nothing done, where somebody has answered it already."""
    facts = {"answered_at": timezone.now(), "answered_by_id": by.user_id, "answer": answer}
    with transaction.atomic():
        waiting = OrderRequest.objects.filter(pk=request.pk, state=State.OPEN)
        if not waiting.update(state=state, **facts):
            return False
        words = f"{request.get_kind_display()} {State(state).label.lower()}"
        log_order_event(request.order, words, by=by)
        queue_order_mail(request.order, OrderMail.Kind.REQUEST_ANSWERED, request=request)
        return True
