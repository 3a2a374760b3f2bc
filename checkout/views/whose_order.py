"""Who may open an order: the customer it belongs to, or the holder of its signed link.

Everybody else, staff and the owner included, finds nothing here.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from checkout.find_order_form import FindOrderForm
from checkout.models import Order
from checkout.order_links import order_of_link
from checkout.order_ways import OrderWays, ways_of_customer, ways_of_link

OrderView = Callable[[HttpRequest, Order, OrderWays], HttpResponse]


def for_customer(view: OrderView) -> Callable[..., HttpResponse]:
    """The order by its number, to its customer alone."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, number: str) -> HttpResponse:
        order = get_object_or_404(Order, number=number, user=request.user)
        return view(request, order, ways_of_customer(order))

    return guarded


def for_link_holder(view: OrderView) -> Callable[..., HttpResponse]:
    """The order of a signed link; where there is none, the way to a new one."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        order = order_of_link(token)
        if order is None:
            context = {"form": FindOrderForm()}
            return render(request, "checkout/link_gone.html", context, status=404)
        return view(request, order, ways_of_link(token))

    return guarded
