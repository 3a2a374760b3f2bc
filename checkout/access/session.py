"""Whose order is it: a customer's own, or one placed from this very browser session."""

from django.db.models import QuerySet
from django.http import HttpRequest

from checkout.models import Order

SESSION_KEY = "order_numbers"
MAX_REMEMBERED = 20


def remember_order(request: HttpRequest, order: Order) -> None:
    numbers = [*request.session.get(SESSION_KEY, []), order.number]
    request.session[SESSION_KEY] = numbers[-MAX_REMEMBERED:]


def last_order(request: HttpRequest) -> Order | None:
    """The order that this browser session placed last."""
    numbers = request.session.get(SESSION_KEY, [])
    return _orders().filter(number=numbers[-1]).first() if numbers else None


def _orders() -> QuerySet[Order]:
    """Those of a deleted account are no browser's any more."""
    return Order.objects.filter(erasure=None)


def own_order(request: HttpRequest, **which: str) -> Order | None:
    """The order with this `number` or `stripe_session_id` if the visitor may see it; else None, as
    for no order."""
    order = _orders().filter(**which).first() if all(which.values()) else None
    if order is None:
        return None
    is_customers = request.user.is_authenticated and order.user_id == request.user.pk
    is_of_session = order.number in request.session.get(SESSION_KEY, [])
    return order if is_customers or is_of_session else None
