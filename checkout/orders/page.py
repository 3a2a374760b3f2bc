"""All that a buyer is shown of an order."""

from checkout.access.order_urls import OrderUrls
from checkout.invoices.content import refunds_of
from checkout.models import Dispatch, Order
from checkout.orders.requests import allowed_request


def order_context(order: Order, order_urls: OrderUrls) -> dict:
    """For the template; the number of queries does not depend on the order."""
    dispatch = Dispatch.objects.filter(order=order).select_related("order").first()
    requests = list(order.requests.all())
    return {
        "order": order,
        "order_urls": order_urls,
        "lines": order.lines.select_related("page"),
        "refunds": refunds_of(order),
        "dispatch": dispatch,
        "requests": requests,
        "allowed_request": allowed_request(order, dispatch=dispatch, requests=requests),
    }
