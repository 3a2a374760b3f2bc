"""The cart's pages: everything that changes it is a POST that answers with a redirect."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from catalog.offers import offers_for
from checkout.cart import lines as carts
from checkout.cart.forms import AddForm, LineForm, QuantityForm, UndoForm
from checkout.cart.lines import CartFull, Change, NothingLeft, NotOnSale
from checkout.cart.merge import MERGED_IN_THIS_SESSION, NothingToUndo, undo_merge, undoable_merge
from checkout.cart.payment_status import CartPayment, pending_payment
from checkout.cart.session import find_cart, find_or_make_cart
from checkout.cart.summary import summarise_cart
from sitewide.same_origin import same_origin_required


@require_safe
def show_cart(request: HttpRequest) -> HttpResponse:
    cart = find_cart(request)
    payment, order = pending_payment(cart) or (None, None)
    merge = undoable_merge(request.user) if MERGED_IN_THIS_SESSION in request.session else None
    reading = summarise_cart(cart, request.user)
    if any(line.was_just_added for line in reading.lines):
        carts.note_cart_shown(cart)
    context = {"reading": reading, "merge": merge}
    context |= {"order": order, "is_on_its_way": payment is CartPayment.PAYMENT_PENDING}
    return render(request, "checkout/cart.html", context)


@require_safe
def show_badge(request: HttpRequest) -> HttpResponse:
    """The small personal fragment of public pages: how much is in the cart, and whose it is."""
    cart = find_cart(request)
    units = sum(cart.lines.values_list("quantity", flat=True)) if cart else 0
    return render(request, "checkout/badge.html", {"units": units})


@same_origin_required
@require_POST
def add_line(request: HttpRequest) -> HttpResponse:
    pressed_at = timezone.now()
    form = AddForm(request.POST)
    if not form.is_valid():
        return _refuse(request, form)
    sku, quantity = form.cleaned_data["sku"], form.cleaned_data["quantity"]
    if sku not in offers_for([sku]):
        raise Http404(f"Nothing is for sale under the SKU {sku}.")
    try:
        cart = find_or_make_cart(request)
        change = carts.add_to_cart(cart=cart, sku=sku, quantity=quantity, pressed_at=pressed_at)
    except NotOnSale:
        messages.error(request, "That has just gone off sale.")
    except NothingLeft as error:
        messages.error(request, _no_more(error))
    except CartFull:
        messages.error(request, f"A cart holds up to {carts.MAX_LINES} different things.")
    else:
        if not change.is_repeated:
            _tell(request, change, f"“{change.title}” is in your cart.")
    return redirect("show_cart")


@same_origin_required
@require_POST
def change_line(request: HttpRequest) -> HttpResponse:
    form = QuantityForm(request.POST)
    if not form.is_valid():
        return _refuse(request, form)
    try:
        change = carts.set_quantity(cart=find_cart(request), **form.cleaned_data)
    except (NotOnSale, NothingLeft):
        messages.error(request, "That is no longer in your cart, or none are left.")
    else:
        _tell(request, change, f"“{change.title}”: {change.quantity} in your cart.")
    return redirect("show_cart")


@same_origin_required
@require_POST
def remove_line(request: HttpRequest) -> HttpResponse:
    form = LineForm(request.POST)
    if not form.is_valid():
        return _refuse(request, form)
    try:
        change = carts.remove_from_cart(cart=find_cart(request), sku=form.cleaned_data["sku"])
    except NotOnSale:
        messages.info(request, "That was not in your cart any more.")
    else:
        messages.success(request, f"“{change.title}” is out of your cart.")
    return redirect("show_cart")


@same_origin_required
@require_POST
def empty_cart(request: HttpRequest) -> HttpResponse:
    if cart := find_cart(request):
        carts.clear_cart(cart)
    messages.success(request, "Your cart is empty.")
    return redirect("show_cart")


@same_origin_required
@require_POST
def fit_cart(request: HttpRequest) -> HttpResponse:
    """Bring the cart to what can be had."""
    cart = find_cart(request)
    for change in carts.fit_cart(cart) if cart else []:
        left = f"only {change.quantity} left" if change.quantity else "none to be had"
        if change.is_limited:
            left = f"one order may have {change.quantity}"
        messages.warning(request, f"“{change.title}”: {left}. Your cart is changed.")
    return redirect("show_cart")


@same_origin_required
@require_POST
def undo_cart_merge(request: HttpRequest) -> HttpResponse:
    """The form names the merge; whether it is this customer's is asked of the database."""
    form = UndoForm(request.POST)
    try:
        if not form.is_valid() or not request.user.is_authenticated:
            raise NothingToUndo
        undo_merge(number=form.cleaned_data["merge"], user=request.user)
    except NothingToUndo:
        messages.info(request, "That cannot be undone any more. Your cart is as it was.")
    else:
        messages.success(request, "Undone: your cart is as it was before you logged in.")
    return redirect("show_cart")


def _no_more(error: NothingLeft) -> str:
    if error.is_limited:
        return f"Your cart has as many of “{error.offer.title}” as one order may have."
    return f"There is no more of “{error.offer.title}” to be had just now."


def _tell(request: HttpRequest, change: Change, said: str) -> None:
    if change.is_limited:
        most = f"One order may have {change.quantity} of “{change.title}”"
        messages.warning(request, f"{most}: that is how many are in your cart.")
    elif change.was_capped:
        messages.warning(
            request,
            f"Only {change.quantity} of “{change.title}” to be had: your cart has them all.",
        )
    elif change.quantity:
        messages.success(request, said)
    else:
        messages.success(request, f"“{change.title}” is out of your cart.")


def _refuse(request: HttpRequest, form) -> HttpResponse:
    """400, with the cart as it was and what was wrong with the wish."""
    reading = summarise_cart(find_cart(request), request.user)
    errors = [error for field in form.errors.values() for error in field]
    return render(request, "checkout/cart.html", {"reading": reading, "errors": errors}, status=400)
