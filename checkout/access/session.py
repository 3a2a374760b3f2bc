"""Orders remembered in the browser session, and access to a visitor's own orders."""

from django.db.models import QuerySet
from django.http import HttpRequest

from checkout.models import Order

SESSION_KEY = "order_numbers"
MAX_REMEMBERED = 20


def remember_order(request: HttpRequest, order: Order) -> None:
    """Remember that this browser session placed the order."""
    numbers = [*request.session.get(SESSION_KEY, []), order.number]
    request.session[SESSION_KEY] = numbers[-MAX_REMEMBERED:]


def last_order(request: HttpRequest) -> Order | None:
    """Return the order that this browser session placed last."""
    numbers = request.session.get(SESSION_KEY, [])
    return _orders().filter(number=numbers[-1]).first() if numbers else None


def _orders() -> QuerySet[Order]:
    """Orders without those of deleted accounts, which no browser session may open."""
    return Order.objects.filter(erasure=None)


def own_order(request: HttpRequest, **which: str) -> Order | None:
    """Return the order with this `number` or `stripe_session_id`; None if there is none or the
    visitor may not see it."""
    order = _orders().filter(**which).first() if all(which.values()) else None
    if order is None:
        return None
    is_customers = request.user.is_authenticated and order.user_id == request.user.pk
    is_of_session = order.number in request.session.get(SESSION_KEY, [])
    return order if is_customers or is_of_session else None
