"""All that a buyer is shown of an order."""

from checkout.invoices.facts import refunds_of
from checkout.models import Dispatch, Order
from checkout.order_ways import OrderWays
from checkout.requesting import askable


def order_facts(order: Order, ways: OrderWays) -> dict:
    """For the template; the number of queries does not depend on the order."""
    dispatch = Dispatch.objects.filter(order=order).select_related("order").first()
    requests = list(order.requests.all())
    return {
        "order": order,
        "ways": ways,
        "lines": order.lines.select_related("page"),
        "refunds": refunds_of(order),
        "dispatch": dispatch,
        "requests": requests,
        "askable": askable(order, dispatch=dispatch, requests=requests),
    }
