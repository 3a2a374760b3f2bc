"""Views of the saved list. Every change is a POST that responds with a redirect."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from checkout.access.visitor import find_cart, get_or_create_cart
from checkout.cart import saved_items
from checkout.cart.forms import LineForm
from checkout.cart.lines import MAX_LINES, CartFull, NoneAvailable, NotOnSale
from checkout.cart.saved_items import ListFull, NotSaved
from checkout.cart.saved_lists import MAX_SAVED, saved_list
from checkout.cart.views import is_scripted
from sitewide.same_origin import same_origin_required

FULL = f"Your list holds up to {MAX_SAVED} items. Please remove one first."


@require_safe
def show_saved(request: HttpRequest) -> HttpResponse:
    """List the saved items at today's prices."""
    items = saved_items.summarise_saved(saved_list(request))
    return render(request, "checkout/saved.html", {"items": items})


def _answer(request: HttpRequest) -> HttpResponse:
    """Render the messages for a script, else redirect to the list."""
    if is_scripted(request):
        return render(request, "checkout/saved_note.html")
    return redirect("show_saved")


@same_origin_required
@require_POST
def save_item(request: HttpRequest) -> HttpResponse:
    """Save an item from its product page."""
    try:
        title = saved_items.save_item(saved=saved_list(request), sku=_sku_of(request))
    except NotOnSale:
        raise Http404("Nothing is for sale under this SKU.") from None
    except ListFull:
        messages.error(request, FULL)
    else:
        messages.success(request, f"“{title}” is saved.")
    return _answer(request)


@same_origin_required
@require_POST
def remove_saved(request: HttpRequest) -> HttpResponse:
    """Remove an item from the list."""
    if line := saved_list(request).pop(_sku_of(request)):
        messages.success(request, f"“{line.title_shown}” was removed from your list.")
    else:
        messages.info(request, "This item is no longer on your list.")
    return _answer(request)


@same_origin_required
@require_POST
def save_for_later(request: HttpRequest) -> HttpResponse:
    """Move a cart line to the list."""
    try:
        title = saved_items.save_for_later(
            saved=saved_list(request), cart=find_cart(request), sku=_sku_of(request)
        )
    except NotOnSale:
        messages.info(request, "This item is no longer in your cart.")
    except ListFull:
        messages.error(request, FULL)
    else:
        messages.success(request, f"“{title}” is saved for later.")
    return redirect("show_cart")


@same_origin_required
@require_POST
def move_to_cart(request: HttpRequest) -> HttpResponse:
    """Move a saved item to the cart."""
    sku, saved = _sku_of(request), saved_list(request)
    try:
        change = saved_items.move_to_cart(saved=saved, cart=get_or_create_cart(request), sku=sku)
    except NotSaved:
        messages.info(request, "This item is no longer on your list.")
    except NotOnSale:
        messages.error(request, "This item is not for sale at the moment. It stays on your list.")
    except NoneAvailable as error:
        messages.error(request, f"“{error.offer.title}” is out of stock.")
    except CartFull:
        messages.error(request, f"A cart holds up to {MAX_LINES} different items.")
    else:
        text = f"“{change.title}” is in your cart."
        if change.was_capped:
            text = f"Only {change.quantity} of “{change.title}” are available; we added them all."
        messages.success(request, text)
    return redirect("show_saved")


def _sku_of(request: HttpRequest) -> str:
    """Return the posted SKU. Raises Http404 without one: the shop's own forms always send it."""
    form = LineForm(request.POST)
    if not form.is_valid():
        raise Http404("The form names no product.")
    return form.cleaned_data["sku"]
