"""Views of the cart. Every change is a POST that responds with a redirect."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from catalog.offers import Offer, offers_for
from catalog.pages.display.top_ups import find_top_ups
from checkout.access.visitor import find_cart, get_or_create_cart
from checkout.cart import lines as carts
from checkout.cart.forms import AddForm, LineForm, QuantityForm, RestoreForm, UndoForm
from checkout.cart.lines import CartFull, Change, NoneAvailable, NotOnSale
from checkout.cart.merge import MERGED_IN_THIS_SESSION, NothingToUndo, undo_merge, undoable_merge
from checkout.cart.payment_status import CartPayment, pending_payment
from checkout.cart.removals import remember_removal, removal_to_show, take_removal
from checkout.cart.saved_lists import saved_list
from checkout.cart.summary import CartSummary, summarise_cart
from checkout.pricing.quote import Quote
from sitewide.safe_urls import is_own_url
from sitewide.same_origin import same_origin_required


@require_safe
def show_cart(request: HttpRequest) -> HttpResponse:
    """Show the cart at today's prices, with the status of its last payment."""
    cart = find_cart(request)
    payment, order = pending_payment(cart) or (None, None)
    merge = undoable_merge(request.user) if MERGED_IN_THIS_SESSION in request.session else None
    summary = summarise_cart(cart, request.user)
    if cart and any(line.was_just_added for line in summary.lines):
        carts.record_cart_shown(cart)
    context: dict[str, Any] = {"summary": summary, "merge": merge, "top_ups": _top_ups(summary)}
    context |= {"removal": removal_to_show(request.session)}
    context |= {"order": order, "is_pending": payment is CartPayment.PAYMENT_PENDING}
    return render(request, "checkout/cart.html", context)


def _top_ups(summary: CartSummary) -> list[tuple[Offer, Quote]]:
    """Return what could be added to reach free delivery, with the quote of the cart with it.

    Without query if delivery is free already.
    """
    missing = summary.to_free_delivery_pence
    skus = [line.sku for line in summary.lines]
    offers = find_top_ups(missing, skus, summary.rules) if missing else []
    return [(offer, summary.quote_with(offer)) for offer in offers]


@require_safe
def show_badge(request: HttpRequest) -> HttpResponse:
    """Render the personal fragment of public pages: units in the cart, name, saved SKUs."""
    cart = find_cart(request)
    units = sum(cart.lines.values_list("quantity", flat=True)) if cart else 0
    saved = [line.sku for line in saved_list(request).lines()]
    return render(request, "checkout/badge.html", {"units": units, "saved": saved})


@same_origin_required
@require_POST
def add_line(request: HttpRequest) -> HttpResponse:
    """Add units of a product or bundle. 404 if nothing is for sale under the SKU.

    A form with `stay` leads to a page that leads back to where the shopper was.
    """
    undo = None
    pressed_at = timezone.now()
    form = AddForm(request.POST)
    if not form.is_valid():
        return _refuse(request, form)
    sku, quantity = form.cleaned_data["sku"], form.cleaned_data["quantity"]
    offer = None
    cart = find_cart(request)
    try:
        if cart is None:
            offer = _offer_for(sku)  # a cart is created only for something that is for sale
            cart = get_or_create_cart(request)
        change = carts.add_to_cart(
            cart=cart, sku=sku, quantity=quantity, pressed_at=pressed_at, offer=offer
        )
    except NotOnSale:
        raise Http404(f"Nothing is for sale under the SKU {sku}.") from None
    except NoneAvailable as error:
        messages.error(request, _no_more(error))
    except CartFull:
        messages.error(request, f"A cart holds up to {carts.MAX_LINES} different items.")
    else:
        if not change.is_repeated:
            _add_message(request, change, f"“{change.title}” is in your cart.")
            undo = {"sku": sku, "quantity": change.before, "title": change.title}
    if is_scripted(request):
        return _note(request, undo)
    if "stay" in request.POST:
        back = urlencode({"back": _page_before(request)})
        return redirect(f"{reverse('show_added')}?{back}")
    return redirect("show_cart")


def _offer_for(sku: str) -> Offer:
    """Return the offer of the SKU. Raises NotOnSale."""
    offer = offers_for([sku]).get(sku)
    if offer is None:
        raise NotOnSale(sku)
    return offer


@require_safe
def show_added(request: HttpRequest) -> HttpResponse:
    """Show what was added from a list, with the way back to it, for browsers without script."""
    back = request.GET.get("back", "")
    context = {
        "summary": summarise_cart(find_cart(request), request.user),
        "back": back if back.startswith("/") and is_own_url(back) else "",
    }
    return render(request, "checkout/added.html", context)


@same_origin_required
@require_POST
def change_line(request: HttpRequest) -> HttpResponse:
    """Set the quantity of a line."""
    form = QuantityForm(request.POST)
    if not form.is_valid():
        return _refuse(request, form)
    try:
        change = carts.set_quantity(cart=find_cart(request), **form.cleaned_data)
    except (NotOnSale, NoneAvailable):
        messages.error(request, "This item is no longer in your cart, or is out of stock.")
    else:
        if change.removed and not is_scripted(request):
            remember_removal(request.session, [change.removed])
        else:
            _add_message(request, change, f"“{change.title}”: {change.quantity} in your cart.")
    return _note(request) if is_scripted(request) else redirect("show_cart")


@same_origin_required
@require_POST
def remove_line(request: HttpRequest) -> HttpResponse:
    """Remove a line."""
    form = LineForm(request.POST)
    if not form.is_valid():
        return _refuse(request, form)
    try:
        change = carts.remove_from_cart(cart=find_cart(request), sku=form.cleaned_data["sku"])
    except NotOnSale:
        messages.info(request, "This item is no longer in your cart.")
    else:
        remember_removal(request.session, filter(None, [change.removed]))
    return redirect("show_cart")


@same_origin_required
@require_POST
def empty_cart(request: HttpRequest) -> HttpResponse:
    """Remove all lines."""
    cart = find_cart(request)
    if cart and (lines := carts.clear_cart(cart)):
        remember_removal(request.session, lines)
    return redirect("show_cart")


@same_origin_required
@require_POST
def restore_lines(request: HttpRequest) -> HttpResponse:
    """Undo the removal of one line or of all. The form names it by its number in the session."""
    form = RestoreForm(request.POST)
    number = form.cleaned_data["removal"] if form.is_valid() else 0
    removal = take_removal(request.session, number)
    if removal is None:
        messages.info(request, "This can no longer be undone. Your cart is unchanged.")
        return redirect("show_cart")
    short = carts.restore_lines(cart=get_or_create_cart(request), lines=removal.lines)
    for title in short:
        messages.warning(
            request, f"There is not enough stock of “{title}”. Please check your cart."
        )
    if not short:
        what = f"“{removal.title}” is" if removal.title else "Your items are"
        messages.success(request, f"{what} in your cart again.")
    return redirect("show_cart")


@same_origin_required
@require_POST
def fit_cart(request: HttpRequest) -> HttpResponse:
    """Reduce the cart to what is available."""
    cart = find_cart(request)
    for change in carts.fit_cart(cart) if cart else []:
        reason = f"only {change.quantity} available" if change.quantity else "no longer available"
        if change.is_limited:
            reason = f"the maximum per order is {change.quantity}"
        messages.warning(request, f"“{change.title}”: {reason}. We changed your cart.")
    return redirect("show_cart")


@same_origin_required
@require_POST
def undo_cart_merge(request: HttpRequest) -> HttpResponse:
    """Undo a cart merge of this customer. The form names it by its primary key."""
    form = UndoForm(request.POST)
    try:
        if not form.is_valid() or not request.user.is_authenticated:
            raise NothingToUndo
        undo_merge(number=form.cleaned_data["merge"], user=request.user)
    except NothingToUndo:
        messages.info(request, "This can no longer be undone. Your cart is unchanged.")
    else:
        messages.success(request, "Your cart is as it was before you logged in.")
    return redirect("show_cart")


def is_scripted(request: HttpRequest) -> bool:
    """Whether a script of the page sent this form, to show the answer in place."""
    return request.headers.get("X-Requested-With") == "fetch"


def _note(request: HttpRequest, undo: dict[str, Any] | None = None) -> HttpResponse:
    """Render the messages and a small cart, for a script. `undo`: line, quantity and title."""
    summary = summarise_cart(find_cart(request), request.user)
    return render(request, "checkout/cart_note.html", {"summary": summary, "undo": undo})


def _page_before(request: HttpRequest) -> str:
    """Return path and query of the page with the form; the home page if it is not ours."""
    referer = request.headers.get("Referer", "")
    parts = urlsplit(referer)
    if not parts.path or not is_own_url(referer):
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _no_more(error: NoneAvailable) -> str:
    if error.is_limited:
        return f"Your cart has the maximum of “{error.offer.title}” per order."
    return f"“{error.offer.title}” is out of stock."


def _add_message(request: HttpRequest, change: Change, text: str) -> None:
    """Add a message about the change: `text`, unless the quantity was reduced or is 0."""
    if change.is_limited:
        messages.warning(
            request,
            f"The maximum of “{change.title}” per order is {change.quantity}; we added them all.",
        )
    elif change.was_capped:
        messages.warning(
            request,
            f"Only {change.quantity} of “{change.title}” are available; we added them all.",
        )
    elif change.quantity:
        messages.success(request, text)
    else:
        messages.success(request, f"“{change.title}” was removed from your cart.")


def _refuse(request: HttpRequest, form: LineForm) -> HttpResponse:
    """Respond with status 400, the unchanged cart and the form's errors."""
    summary = summarise_cart(find_cart(request), request.user)
    errors = [error for field in form.errors.values() for error in field]
    return render(request, "checkout/cart.html", {"summary": summary, "errors": errors}, status=400)
