"""Order pages of customers and link holders: list, detail, buy again, cancel or return."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from checkout.access.order_urls import OrderUrls
from checkout.access.visitor import get_or_create_cart, order_of_cart_link
from checkout.models import Order
from checkout.models.order_state import UNPAID_CLOSED
from checkout.orders.forms import RequestForm
from checkout.orders.page import order_context
from checkout.orders.reorder import reorder
from checkout.orders.reorder_messages import add_reorder_messages
from checkout.orders.requests import AlreadyRequested, NoRequestAllowed, create_request

PAGE_SIZE = 10


@login_required
@require_safe
def show_orders(request: HttpRequest) -> HttpResponse:
    """List the customer's orders, newest first."""
    assert isinstance(request.user, User)  # noqa: S101  (for mypy: login_required has checked it)
    orders = Order.objects.filter(user=request.user).select_related("dispatch")
    pages = Paginator(orders.prefetch_related("lines"), PAGE_SIZE)
    return render(
        request, "checkout/orders.html", {"page": pages.get_page(request.GET.get("page"))}
    )


@require_safe
def show_order(request: HttpRequest, order: Order, order_urls: OrderUrls) -> HttpResponse:
    """Show an order to its customer."""
    return render(request, "checkout/own_order.html", order_context(order, order_urls))


@require_safe
def show_linked_order(request: HttpRequest, order: Order, order_urls: OrderUrls) -> HttpResponse:
    """Show an order to the holder of its link."""
    return render(request, "checkout/order.html", order_context(order, order_urls))


@require_POST
def buy_order_again(request: HttpRequest, order: Order, order_urls: OrderUrls) -> HttpResponse:
    """Add the order's items to the visitor's cart."""
    pressed_at = timezone.now()
    result = reorder(cart=get_or_create_cart(request), order=order, pressed_at=pressed_at)
    add_reorder_messages(request, result)
    return redirect("show_cart")


@require_safe
def refill_cart(request: HttpRequest, token: str) -> HttpResponse:
    """Add the items of an order to the cart, from the mail about its failed payment. Opening the
    link twice adds nothing more."""
    order = order_of_cart_link(token)
    if order is None:
        raise Http404("This link has expired.")
    if order.state not in UNPAID_CLOSED:
        messages.info(request, "This order was not cancelled, so nothing was added to your cart.")
        return redirect("show_cart")
    result = reorder(cart=get_or_create_cart(request), order=order, tops_up=True)
    add_reorder_messages(request, result)
    return redirect("show_cart")


@require_http_methods(["GET", "HEAD", "POST"])
def request_cancellation_or_return(
    request: HttpRequest, order: Order, order_urls: OrderUrls
) -> HttpResponse:
    """Show the form for a cancellation or return request, or create the request."""
    context = order_context(order, order_urls)
    if context["allowed_request"].kind is None:
        messages.info(request, "This order cannot be cancelled or returned at the moment.")
        return redirect(order_urls.page)
    if request.method != "POST":
        form = RequestForm(initial={"kind": context["allowed_request"].kind})
        return render(request, "checkout/ask.html", context | {"form": form})
    form = RequestForm(request.POST)
    if not form.is_valid():
        return render(request, "checkout/ask.html", context | {"form": form}, status=400)
    return _create_request(request, order, order_urls, form)


def _create_request(
    request: HttpRequest, order: Order, order_urls: OrderUrls, form: RequestForm
) -> HttpResponse:
    try:
        create_request(order=order, **form.cleaned_data)
    except AlreadyRequested:
        messages.info(request, "We already have your request.")
    except NoRequestAllowed:
        messages.warning(request, "The order has changed in the meantime. Please check it again.")
    else:
        messages.success(request, "We have received your request and will answer by email.")
    return redirect(order_urls.page)
