"""A customer's orders, and a guest's by its link: to look at, to buy again, to ask about."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from checkout.access.links import order_of_cart_link
from checkout.access.order_urls import OrderUrls
from checkout.cart.session import find_or_make_cart
from checkout.models import Order
from checkout.models.order_state import UNPAID_CLOSED
from checkout.orders.forms import RequestForm
from checkout.orders.page import order_context
from checkout.orders.reorder import ReorderResult, reorder
from checkout.orders.reorder_messages import add_reorder_messages
from checkout.orders.requests import AlreadyRequested, NoRequestAllowed, create_request

PAGE_SIZE = 10


@login_required
@require_safe
def show_orders(request: HttpRequest) -> HttpResponse:
    orders = Order.objects.filter(user=request.user).select_related("dispatch")
    pages = Paginator(orders.prefetch_related("lines"), PAGE_SIZE)
    return render(
        request, "checkout/orders.html", {"page": pages.get_page(request.GET.get("page"))}
    )


@require_safe
def show_order(request: HttpRequest, order: Order, order_urls: OrderUrls) -> HttpResponse:
    return render(request, "checkout/own_order.html", order_context(order, order_urls))


@require_safe
def show_linked_order(request: HttpRequest, order: Order, order_urls: OrderUrls) -> HttpResponse:
    return render(request, "checkout/order.html", order_context(order, order_urls))


@require_POST
def buy_order_again(request: HttpRequest, order: Order, order_urls: OrderUrls) -> HttpResponse:
    pressed_at = timezone.now()
    told: ReorderResult = reorder(
        cart=find_or_make_cart(request), order=order, pressed_at=pressed_at
    )
    add_reorder_messages(request, told)
    return redirect("show_cart")


@require_safe
def refill_cart(request: HttpRequest, token: str) -> HttpResponse:
    """The way back from the mail about a failed payment: a cart with what was ordered. Opened
    twice, it adds nothing more."""
    order = order_of_cart_link(token)
    if order is None:
        raise Http404("The link has run out.")
    if order.state not in UNPAID_CLOSED:
        messages.info(request, "This order was not cancelled, so nothing was added to your cart.")
        return redirect("show_cart")
    told = reorder(cart=find_or_make_cart(request), order=order, tops_up=True)
    add_reorder_messages(request, told)
    return redirect("show_cart")


@require_http_methods(["GET", "HEAD", "POST"])
def ask_about_order(request: HttpRequest, order: Order, order_urls: OrderUrls) -> HttpResponse:
    facts = order_context(order, order_urls)
    if facts["allowed_request"].kind is None:
        messages.info(request, "There is nothing to ask about this order just now.")
        return redirect(order_urls.page)
    if request.method != "POST":
        form = RequestForm(initial={"kind": facts["allowed_request"].kind})
        return render(request, "checkout/ask.html", facts | {"form": form})
    form = RequestForm(request.POST)
    if not form.is_valid():
        return render(request, "checkout/ask.html", facts | {"form": form}, status=400)
    return _ask(request, order, order_urls, form)


def _ask(
    request: HttpRequest, order: Order, order_urls: OrderUrls, form: RequestForm
) -> HttpResponse:
    try:
        create_request(order=order, **form.cleaned_data)
    except AlreadyRequested:
        messages.info(request, "Your request is with us already.")
    except NoRequestAllowed:
        messages.warning(request, "The order has moved on meanwhile: please look at it once more.")
    else:
        messages.success(request, "Your request is with us. We answer it by email.")
    return redirect(order_urls.page)
