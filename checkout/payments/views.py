"""Checkout: contact and address, then Stripe's page, and back."""

import logging
import math
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.profile.address_book import AddressBookFull, add_address
from checkout.access.order_urls import urls_for_visitor
from checkout.access.session import last_order, own_order, remember_order
from checkout.cart.payment_status import CartPayment, pending_payment
from checkout.cart.session import find_cart
from checkout.cart.summary import CartSummary, summarise_cart
from checkout.first_order.claim import FirstOrder, first_order_of
from checkout.models import Order
from checkout.orders.contact import ContactForm, checkout_initial, contact_of_unpaid
from checkout.orders.limits import origin_of
from checkout.orders.page import order_context
from checkout.orders.place import (
    CartChanged,
    CartEmpty,
    ClaimTaken,
    OrderAlreadyOpen,
    TooManyOpenOrders,
    TotalChanged,
    TotalTooLarge,
    TotalTooSmall,
)
from checkout.payments.settle import settle
from checkout.payments.start import AlreadyPaid, PaymentRefused, PaymentUnavailable, start_payment
from checkout.payments.webhook import receive_event
from checkout.stripe import gateway
from checkout.stripe.gateway import NotSignedByStripe, StripeRefused, StripeUnavailable

log = logging.getLogger(__name__)


_REFUSALS = {
    TotalTooSmall: (409, "Card payments begin at 30p: please add something to your cart."),
    TotalTooLarge: (
        409,
        "One card payment can be £999,999.99 at most. Nothing has been charged and your cart is "
        "kept: please order it in two parts.",
    ),
    PaymentUnavailable: (
        503,
        "The payment page cannot be reached just now. Nothing has been charged and your cart is "
        "kept: please try again in a minute.",
    ),
    PaymentRefused: (
        409,
        "Stripe did not accept this order. Nothing has been charged and your cart is kept: please "
        "check your email address and the rest, and try again.",
    ),
    OrderAlreadyOpen: (
        409,
        "You have just begun to pay for this cart in another tab. Please try again.",
    ),
    ClaimTaken: (
        409,
        "Your first-order saving is held by another order that you have begun to pay. "
        "Please look at the new total, and try again.",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def show_checkout(request: HttpRequest) -> HttpResponse:
    pressed_at = timezone.now()
    cart = find_cart(request)
    reading = summarise_cart(cart, request.user)
    if reading.is_empty:
        payment, order = pending_payment(cart) or (None, None)
        if payment is CartPayment.PAYMENT_PENDING:
            return redirect_to_order(order)
        messages.info(request, "Your cart is empty: there is nothing to check out yet.")
        return redirect("show_cart")
    if not reading.can_be_ordered:
        messages.error(
            request, "Something in your cart is no longer to be had: please have a look."
        )
        return redirect("show_cart")
    addresses = list(request.user.addresses.all()) if request.user.is_authenticated else []
    if request.method != "POST":
        known = checkout_initial(request.user, addresses) or contact_of_unpaid(last_order(request))
        return _show(request, ContactForm(initial=known, addresses=addresses), reading)
    form = ContactForm(request.POST, addresses=addresses)
    if not form.is_valid():
        return _show(request, form, reading, status=400)
    return _pay(request, cart, form, pressed_at)


def _pay(request: HttpRequest, cart, form: ContactForm, pressed_at: datetime) -> HttpResponse:
    try:
        order, address = start_payment(
            cart=cart,
            user=request.user,
            contact=form.contact(),
            shown_total_pence=form.cleaned_data["shown_total_pence"],
            origin=origin_of(request),
            pressed_at=pressed_at,
        )
    except AlreadyPaid as earlier:
        remember_order(request, earlier.order)
        return redirect_to_order(earlier.order)
    except TooManyOpenOrders as limit:
        return _show_limit(request, limit)
    except (CartEmpty, CartChanged):
        messages.error(
            request, "Something in your cart is no longer to be had: please have a look."
        )
        return redirect("show_cart")
    except TotalChanged as change:
        return _show_anew(request, form, status=409, was_pence=change.shown_pence)
    except tuple(_REFUSALS) as error:
        status, problem = _REFUSALS[type(error)]
        return _show_anew(request, form, status=status, problem=problem)
    remember_order(request, order)
    _save_address(request, form.address_to_save())
    return redirect(address)


def _show_limit(request: HttpRequest, limit: TooManyOpenOrders) -> HttpResponse:
    """429, with what is open, until when, and what to do."""
    answer = render(request, "checkout/too_many_orders.html", {"limit": limit}, status=429)
    seconds = (limit.ends_at - timezone.now()).total_seconds()
    answer["Retry-After"] = str(max(1, math.ceil(seconds)))
    return answer


def _save_address(request: HttpRequest, fields: dict[str, str]) -> None:
    """Only a customer has an address book; one that is full keeps nobody from paying."""
    if not (fields and request.user.is_authenticated):
        return
    try:
        add_address(user=request.user, **fields)
    except AddressBookFull:
        messages.warning(request, "Your address book is full: this address was not saved.")


@require_safe
def show_success(request: HttpRequest) -> HttpResponse:
    """Where Stripe sends a shopper who has paid; the order is settled here if it was not yet."""
    order = own_order(request, stripe_session_id=request.GET.get("session_id", ""))
    if order is None:
        raise Http404("No such order here.")
    if not order.is_paid:
        order = _ask_stripe(order)
    facts = order_context(order, urls_for_visitor(request, order))
    return render(request, "checkout/order.html", facts)


def _ask_stripe(order: Order) -> Order:
    try:
        session = gateway.retrieve_session(order.stripe_session_id)
        return settle(session, source="the return page") or order
    except (StripeUnavailable, StripeRefused) as error:
        log.warning("order %s cannot be asked after: %s", order.number, error)
        return order


@require_safe
def show_cancelled(request: HttpRequest) -> HttpResponse:
    """Back from Stripe without paying: the cart is as it was."""
    last = last_order(request)
    if last and last.is_paid:
        return redirect_to_order(last)
    messages.info(request, "You left the payment page, and nothing was charged.")
    return redirect("show_cart")


def redirect_to_order(order: Order) -> HttpResponse:
    address = redirect("show_success")
    address["Location"] += f"?session_id={order.stripe_session_id}"
    return address


def _show_anew(request: HttpRequest, form: ContactForm, **context) -> HttpResponse:
    """With a fresh quote: what was read before the attempt may be wrong by now, or the address that
    was typed has had its first-order saving."""
    cart, email = find_cart(request), form.cleaned_data["email"]
    reading = summarise_cart(cart, request.user, contact_email=email)
    has_saving_elsewhere = first_order_of(request.user, cart=cart) is FirstOrder.WAITING
    context["is_saving_used"] = has_saving_elsewhere and not reading.quote.is_first_order
    return _show(request, form, reading, **context)


def _show(
    request: HttpRequest, form: ContactForm, reading: CartSummary, *, status: int = 200, **context
) -> HttpResponse:
    context |= {"form": form, "reading": reading, "quote": reading.quote}
    return render(request, "checkout/checkout.html", context, status=status)


@csrf_exempt
@require_POST
def receive_stripe_event(request: HttpRequest) -> HttpResponse:
    """200: taken, seen before or not our concern, as are the thin events of API v2. 400: not signed
    by Stripe, nothing written.
    An error is a 500, and Stripe sends the event again."""
    try:
        receive_event(request.body, request.headers.get("Stripe-Signature", ""))
    except NotSignedByStripe:
        return HttpResponse("This event is not signed by Stripe.", status=400)
    return HttpResponse(status=200)
