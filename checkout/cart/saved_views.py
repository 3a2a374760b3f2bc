"""What is saved for later. As with the cart, a change is a POST that answers with a redirect."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from checkout.cart import saved_items
from checkout.cart.forms import LineForm
from checkout.cart.lines import MAX_LINES, CartFull, NothingLeft, NotOnSale
from checkout.cart.saved_items import ListFull, NotSaved
from checkout.cart.saved_lists import MAX_SAVED, saved_list
from checkout.cart.session import find_cart, find_or_make_cart
from sitewide.same_origin import same_origin_required

FULL = f"Your list holds up to {MAX_SAVED} things: please remove one first."


@require_safe
def show_saved(request: HttpRequest) -> HttpResponse:
    items = saved_items.summarise_saved(saved_list(request))
    return render(request, "checkout/saved.html", {"items": items})


@same_origin_required
@require_POST
def save_item(request: HttpRequest) -> HttpResponse:
    try:
        title = saved_items.save_item(saved=saved_list(request), sku=_sku_of(request))
    except NotOnSale:
        raise Http404("Nothing is for sale under this SKU.") from None
    except ListFull:
        messages.error(request, FULL)
    else:
        messages.success(request, f"“{title}” is saved.")
    return redirect("show_saved")


@same_origin_required
@require_POST
def remove_saved(request: HttpRequest) -> HttpResponse:
    if line := saved_list(request).take(_sku_of(request)):
        messages.success(request, f"“{line.title_shown}” is off your list.")
    else:
        messages.info(request, "That was not on your list any more.")
    return redirect("show_saved")


@same_origin_required
@require_POST
def save_for_later(request: HttpRequest) -> HttpResponse:
    try:
        title = saved_items.save_for_later(
            saved=saved_list(request), cart=find_cart(request), sku=_sku_of(request)
        )
    except NotOnSale:
        messages.info(request, "That was not in your cart any more.")
    except ListFull:
        messages.error(request, FULL)
    else:
        messages.success(request, f"“{title}” is saved for later.")
    return redirect("show_cart")


@same_origin_required
@require_POST
def move_to_cart(request: HttpRequest) -> HttpResponse:
    sku, saved = _sku_of(request), saved_list(request)
    try:
        change = saved_items.move_to_cart(saved=saved, cart=find_or_make_cart(request), sku=sku)
    except NotSaved:
        messages.info(request, "That was not on your list any more.")
    except NotOnSale:
        messages.error(request, "That is not for sale just now. It stays on your list.")
    except NothingLeft as error:
        messages.error(request, f"There is no more of “{error.offer.title}” to be had just now.")
    except CartFull:
        messages.error(request, f"A cart holds up to {MAX_LINES} different things.")
    else:
        said = f"“{change.title}” is in your cart."
        if change.was_capped:
            said = f"“{change.title}”: your cart has all {change.quantity} that are to be had."
        messages.success(request, said)
    return redirect("show_saved")


def _sku_of(request: HttpRequest) -> str:
    """404 where no SKU is named: our own pages name one."""
    form = LineForm(request.POST)
    if not form.is_valid():
        raise Http404("Which product was meant?")
    return form.cleaned_data["sku"]
