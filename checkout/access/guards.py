"""View decorators that open an order to its customer or to the holder of its signed link.

All others, staff and the owner included, get a 404.
"""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.models import User
from checkout.access.forms import FindOrderForm
from checkout.access.order_urls import OrderUrls, urls_for_customer, urls_for_link
from checkout.access.visitor import order_of_link
from checkout.models import Order

OrderView = Callable[[HttpRequest, Order, OrderUrls], HttpResponse]


def for_customer(view: OrderView) -> Callable[..., HttpResponse]:
    """Pass the order with the URL's number to the view, for its customer only."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, number: str) -> HttpResponse:
        order = get_object_or_404(Order, number=number, user=cast(User, request.user))
        return view(request, order, urls_for_customer(order))

    return guarded


def for_link_holder(view: OrderView) -> Callable[..., HttpResponse]:
    """Pass the order of the signed link to the view. Offer a new link if it is not valid."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        order = order_of_link(token)
        if order is None:
            context = {"form": FindOrderForm()}
            return render(request, "checkout/link_gone.html", context, status=404)
        return view(request, order, urls_for_link(token))

    return guarded
