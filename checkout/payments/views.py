"""Checkout views: contact form, redirect to Stripe's payment page, return pages, webhook."""

import logging
import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.consent.forms import NewsletterForm
from accounts.log_in.forms import SignUpForm
from accounts.models import DeliveryAddress
from accounts.profile.address_book import AddressBookFull, add_address
from checkout.access.order_urls import urls_for_visitor
from checkout.access.visitor import (
    find_cart,
    last_order,
    link_token,
    own_order,
    remember_order,
)
from checkout.cart.payment_status import CartPayment, pending_payment
from checkout.cart.summary import CartSummary, summarise_cart
from checkout.first_order.claim import FirstOrder, first_order_of
from checkout.models import Cart, Order
from checkout.orders.contact import AgeForm, ContactForm, checkout_initial, confirmed_age
from checkout.orders.limits import origin_of
from checkout.orders.page import order_context
from checkout.orders.place import (
    AgeNotConfirmed,
    CartChanged,
    CartEmpty,
    ClaimTaken,
    OrderAlreadyOpen,
    TooManyOpenOrders,
    TotalChanged,
    TotalTooLarge,
    TotalTooSmall,
)
from checkout.payments.refused_form import RefusedForm, keep_refused_form, take_refused_form
from checkout.payments.settle import settle
from checkout.payments.start import AlreadyPaid, PaymentRefused, PaymentUnavailable, start_payment
from checkout.payments.webhook import receive_event
from checkout.stripe import gateway
from checkout.stripe.gateway import NotSignedByStripe, StripeRefused, StripeUnavailable

log = logging.getLogger(__name__)


_REFUSALS: dict[type[Exception], str] = {
    TotalTooSmall: "The minimum card payment is 30p. Please add something to your cart.",
    TotalTooLarge: (
        "The maximum card payment is £999,999.99. Nothing has been charged and your cart is "
        "unchanged. Please split it into two orders."
    ),
    PaymentUnavailable: (
        "The payment page is unavailable at the moment. Nothing has been charged and your cart is "
        "unchanged. Please try again in a minute."
    ),
    PaymentRefused: (
        "Stripe did not accept this order. Nothing has been charged and your cart is unchanged. "
        "Please check your email address and the other details, and try again."
    ),
    OrderAlreadyOpen: "A payment for this cart is already open in another tab. Please try again.",
    ClaimTaken: (
        "Another order that you have started uses your first-order saving. "
        "Please check the new total and try again."
    ),
}
_AGE_LIMIT_IS_NEW = (
    "Your cart now has something with an age limit. Please confirm your age before you pay."
)
_CART_CHANGED = "Something in your cart is no longer available. Please review your cart."
_JUST_PAID = timedelta(hours=1)


@require_http_methods(["GET", "HEAD", "POST"])
def show_checkout(request: HttpRequest) -> HttpResponse:
    """Show the checkout form, or start the payment and redirect to Stripe.

    A form that is refused is shown by a redirect to this page (`refused_form`).
    """
    pressed_at = timezone.now()
    cart = find_cart(request)
    addresses = list(request.user.addresses.all()) if request.user.is_authenticated else []
    if request.method == "POST":
        return _pay(request, cart, ContactForm(request.POST, addresses=addresses), pressed_at)
    refused = take_refused_form(request.session)
    form = _form(request, refused, addresses)
    summary = summarise_cart(cart, request.user, contact_email=_checked_email(form, refused))
    if cart is None or summary.is_empty:
        return _redirect_from_empty_cart(request, cart)
    if not summary.can_be_ordered:
        messages.error(request, _CART_CHANGED)
        return redirect("show_cart")
    age = AgeForm(summary.minimum_age, refused.fields if refused else None)
    return _show(request, form, age, cart, summary, refused)


def _form(
    request: HttpRequest, refused: RefusedForm | None, addresses: Sequence[DeliveryAddress]
) -> ContactForm:
    if refused:
        return ContactForm(refused.fields, addresses=addresses)
    initial = checkout_initial(request.user, addresses, last_order(request))
    return ContactForm(initial=initial, addresses=addresses)


def _checked_email(form: ContactForm, refused: RefusedForm | None) -> str:
    """Return the email address of a form whose order was refused: it may have used its first-order
    saving."""
    if refused and refused.is_valid and form.is_valid():
        return form.cleaned_data["email"]
    return ""


def _redirect_from_empty_cart(request: HttpRequest, cart: Cart | None) -> HttpResponse:
    """Redirect to the payment that is processing, else to the cart, naming an order just paid."""
    payment, order = pending_payment(cart) or (None, None)
    if order and payment is CartPayment.PAYMENT_PENDING:
        return redirect_to_order(order)
    last = last_order(request)
    if last and last.is_paid and last.paid_at and timezone.now() - last.paid_at < _JUST_PAID:
        url = urls_for_visitor(request, last).page
        text = 'Your order <a href="{}">{}</a> is paid: there is nothing more to pay.'
        messages.success(request, format_html(text, url, last.number))
    else:
        messages.info(request, "Your cart is empty: there is nothing to check out yet.")
    return redirect("show_cart")


def _pay(
    request: HttpRequest, cart: Cart | None, form: ContactForm, pressed_at: datetime
) -> HttpResponse:
    if cart is None:
        return _redirect_from_empty_cart(request, cart)
    if not form.is_valid():
        has_lines = cart.lines.exists()
        return _refuse(request) if has_lines else _redirect_from_empty_cart(request, cart)
    try:
        order, payment_url = start_payment(
            cart=cart,
            user=request.user,
            contact=form.contact(),
            shown_total_pence=form.cleaned_data["shown_total_pence"],
            confirmed_age=confirmed_age(request.POST),
            origin=origin_of(request),
            pressed_at=pressed_at,
        )
    except AlreadyPaid as earlier:
        remember_order(request, earlier.order)
        return redirect_to_order(earlier.order)
    except TooManyOpenOrders as limit:
        return _show_limit(request, limit)
    except CartEmpty:
        return _redirect_from_empty_cart(request, cart)
    except AgeNotConfirmed as refusal:
        was_asked = request.POST.get("age_asked") == str(refusal.limit)
        return _refuse(request) if was_asked else _refuse(request, problem=_AGE_LIMIT_IS_NEW)
    except CartChanged:
        messages.error(request, _CART_CHANGED)
        return redirect("show_cart")
    except TotalChanged as change:
        return _refuse(request, was_pence=change.shown_pence)
    except tuple(_REFUSALS) as error:
        return _refuse(request, problem=_REFUSALS[type(error)])
    remember_order(request, order)
    _save_address(request, form.address_to_save())
    return redirect(payment_url)


def _refuse(request: HttpRequest, **reason: Any) -> HttpResponse:
    """Redirect to the checkout, which shows the posted form again and why it was refused."""
    keep_refused_form(request.session, request.POST, **reason)
    return redirect("show_checkout")


def _show(
    request: HttpRequest,
    form: ContactForm,
    age: AgeForm,
    cart: Cart,
    summary: CartSummary,
    refused: RefusedForm | None,
) -> HttpResponse:
    """Show the form with a fresh quote. After a refusal, prices or stock may have changed, or the
    email address entered has used its first-order saving."""
    context: dict[str, Any] = {"form": form, "age": age, "cart": cart}
    context |= {"summary": summary, "quote": summary.quote}
    if refused and refused.is_valid:
        has_saving_elsewhere = first_order_of(request.user, cart=cart) is FirstOrder.WAITING
        context["is_saving_used"] = has_saving_elsewhere and not summary.quote.is_first_order
        context |= {"problem": refused.problem, "was_pence": refused.was_pence}
    return render(request, "checkout/checkout.html", context)


def _show_limit(request: HttpRequest, limit: TooManyOpenOrders) -> HttpResponse:
    """Respond with status 429: how many orders are open, until when, and what to do."""
    response = render(request, "checkout/too_many_orders.html", {"limit": limit}, status=429)
    seconds = (limit.ends_at - timezone.now()).total_seconds()
    response["Retry-After"] = str(max(1, math.ceil(seconds)))
    return response


def _save_address(request: HttpRequest, fields: dict[str, str]) -> None:
    """Save the address in the customer's address book. A full address book does not stop the
    payment; a guest has none."""
    if not (fields and request.user.is_authenticated):
        return
    try:
        add_address(user=request.user, is_default=False, **fields)
    except AddressBookFull:
        messages.warning(request, "Your address book is full: this address was not saved.")


@require_safe
def show_success(request: HttpRequest) -> HttpResponse:
    """Show the order to a shopper who returns from Stripe after paying; settle it if needed."""
    order = own_order(request, stripe_session_id=request.GET.get("session_id", ""))
    if order is None:
        raise Http404("No such order here.")
    if not order.is_paid:
        order = _settle_from_stripe(order)
    context = order_context(order, urls_for_visitor(request, order))
    return render(request, "checkout/success.html", context | _invitations(request, order))


def _invitations(request: HttpRequest, order: Order) -> dict[str, Any]:
    """Return what a guest with a paid order is offered: the order's own link, which its e-mail has
    too, and the forms of account and newsletter."""
    if request.user.is_authenticated or order.user_id or not order.is_paid:
        return {}
    initial = {"email": order.email}
    return {
        "own_link": reverse("show_linked_order", args=[link_token(order)]),
        "sign_up_form": SignUpForm(initial=initial),
        "newsletter_form": NewsletterForm(initial=initial, auto_id="newsletter_%s"),
    }


def _settle_from_stripe(order: Order) -> Order:
    try:
        session = gateway.retrieve_session(order.stripe_session_id or "")
        return settle(session, source="the return page") or order
    except (StripeUnavailable, StripeRefused) as error:
        log.warning("the session of order %s cannot be read: %s", order.number, error)
        return order


@require_safe
def show_cancelled(request: HttpRequest) -> HttpResponse:
    """Redirect a shopper who returns from Stripe without paying to the unchanged cart."""
    last = last_order(request)
    if last and last.is_paid:
        return redirect_to_order(last)
    messages.info(request, "You left the payment page, and nothing was charged.")
    return redirect("show_cart")


def redirect_to_order(order: Order) -> HttpResponse:
    response = redirect("show_success")
    response["Location"] += f"?session_id={order.stripe_session_id}"
    return response


@csrf_exempt
@require_POST
def receive_stripe_event(request: HttpRequest) -> HttpResponse:
    """Receive an event from Stripe.

    Respond with 200 if it is applied, seen before or ignored, such as the thin events of API v2;
    with 400, and nothing written, if Stripe did not sign it. An exception makes a 500, after which
    Stripe sends the event again.
    """
    try:
        receive_event(request.body, request.headers.get("Stripe-Signature", ""))
    except NotSignedByStripe:
        return HttpResponse("This event is not signed by Stripe.", status=400)
    return HttpResponse(status=200)
