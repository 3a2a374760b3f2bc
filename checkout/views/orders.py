"""A customer's orders, and a guest's by its link: to look at, to buy again, to ask about."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from checkout.buying_again import BoughtAgain, buy_again
from checkout.cart_session import find_or_make_cart
from checkout.models import Order
from checkout.models.order_state import GIVEN_UP
from checkout.order_links import order_of_cart_link
from checkout.order_reading import order_facts
from checkout.order_ways import OrderWays
from checkout.request_form import RequestForm
from checkout.requesting import AlreadyAsked, NothingToAsk, ask
from checkout.telling import say_what_was_bought_again

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
def show_order(request: HttpRequest, order: Order, ways: OrderWays) -> HttpResponse:
    return render(request, "checkout/own_order.html", order_facts(order, ways))


@require_safe
def show_linked_order(request: HttpRequest, order: Order, ways: OrderWays) -> HttpResponse:
    return render(request, "checkout/order.html", order_facts(order, ways))


@require_POST
def buy_order_again(request: HttpRequest, order: Order, ways: OrderWays) -> HttpResponse:
    pressed_at = timezone.now()
    told: BoughtAgain = buy_again(
        cart=find_or_make_cart(request), order=order, pressed_at=pressed_at
    )
    say_what_was_bought_again(request, told)
    return redirect("show_cart")


@require_safe
def refill_cart(request: HttpRequest, token: str) -> HttpResponse:
    """The way back from the mail about a failed payment: a cart with what was ordered. Opened
    twice, it adds nothing more."""
    order = order_of_cart_link(token)
    if order is None:
        raise Http404("The link has run out.")
    if order.state not in GIVEN_UP:
        messages.info(request, "This order was not cancelled, so nothing was added to your cart.")
        return redirect("show_cart")
    told = buy_again(cart=find_or_make_cart(request), order=order, tops_up=True)
    say_what_was_bought_again(request, told)
    return redirect("show_cart")


@require_http_methods(["GET", "HEAD", "POST"])
def ask_about_order(request: HttpRequest, order: Order, ways: OrderWays) -> HttpResponse:
    facts = order_facts(order, ways)
    if facts["askable"].kind is None:
        messages.info(request, "There is nothing to ask about this order just now.")
        return redirect(ways.page)
    if request.method != "POST":
        form = RequestForm(initial={"kind": facts["askable"].kind})
        return render(request, "checkout/ask.html", facts | {"form": form})
    form = RequestForm(request.POST)
    if not form.is_valid():
        return render(request, "checkout/ask.html", facts | {"form": form}, status=400)
    return _ask(request, order, ways, form)


def _ask(request: HttpRequest, order: Order, ways: OrderWays, form: RequestForm) -> HttpResponse:
    try:
        ask(order=order, **form.cleaned_data)
    except AlreadyAsked:
        messages.info(request, "Your request is with us already.")
    except NothingToAsk:
        messages.warning(request, "The order has moved on meanwhile: please look at it once more.")
    else:
        messages.success(request, "Your request is with us. We answer it by email.")
    return redirect(ways.page)
