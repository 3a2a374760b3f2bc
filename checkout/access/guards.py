"""Who may open an order: the customer it belongs to, or the holder of its signed link.

Everybody else, staff and the owner included, finds nothing here.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from checkout.access.forms import FindOrderForm
from checkout.access.links import order_of_link
from checkout.access.order_urls import OrderUrls, urls_for_customer, urls_for_link
from checkout.models import Order

OrderView = Callable[[HttpRequest, Order, OrderUrls], HttpResponse]


def for_customer(view: OrderView) -> Callable[..., HttpResponse]:
    """The order by its number, to its customer alone."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, number: str) -> HttpResponse:
        order = get_object_or_404(Order, number=number, user=request.user)
        return view(request, order, urls_for_customer(order))

    return guarded


def for_link_holder(view: OrderView) -> Callable[..., HttpResponse]:
    """The order of a signed link; where there is none, the way to a new one."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        order = order_of_link(token)
        if order is None:
            context = {"form": FindOrderForm()}
            return render(request, "checkout/link_gone.html", context, status=404)
        return view(request, order, urls_for_link(token))

    return guarded
