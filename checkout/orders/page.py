"""Template context of an order's page for its buyer."""

from typing import Any

from checkout.access.order_urls import OrderUrls
from checkout.invoices.content import refunds_of
from checkout.models import Dispatch, Order
from checkout.orders.requests import allowed_request


def order_context(order: Order, order_urls: OrderUrls) -> dict[str, Any]:
    """Return the template context. The number of queries does not depend on the order."""
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
