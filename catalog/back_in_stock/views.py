"""Public pages of requests. They use no session and no CSRF token, so they can be cached."""

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from catalog.back_in_stock.forms import StockRequestForm, blank_form
from catalog.back_in_stock.mails import LinkInvalid, read_forget_token
from catalog.back_in_stock.requests import delete_stock_requests, request_stock_mail
from catalog.models.stock_request import StockRequest
from catalog.offers import Offer, offers_for
from sitewide.email_addresses import email_hash
from sitewide.same_origin import same_origin_required

TEMPLATE = "catalog/back_in_stock/form.html"


@same_origin_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_stock_mail(request: HttpRequest, sku: str) -> HttpResponse:
    """Store a request for a sold-out product. If it is in stock, redirect to its page."""
    offer = _find_product(sku)
    if offer.free_quantity > 0:
        return redirect(offer.url)
    context: dict[str, object] = {"offer": offer, "form": blank_form()}
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    form = StockRequestForm(request.POST, auto_id="stock_request_%s")
    context["form"] = form
    if not form.is_valid():
        return render(request, TEMPLATE, context, status=400)
    if not ratelimit.consume(request, action="stock_request"):
        return render(request, TEMPLATE, context | {"is_limited": True}, status=429)
    email = form.cleaned_data["email"]
    # The page does not show that this limit is reached: that would reveal what was asked before.
    if ratelimit.consume(request, action="stock_request_of_address", key=email_hash(email)):
        request_stock_mail(sku=offer.sku, email=email)
    return redirect("show_stock_mail_requested", sku=offer.sku)


@require_safe
def show_stock_mail_requested(request: HttpRequest, sku: str) -> HttpResponse:
    return render(request, "catalog/back_in_stock/asked.html", {"offer": _find_product(sku)})


# Mail programs post here themselves (RFC 8058) without a CSRF token: the signed link authorises it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forget_stock_requests(request: HttpRequest, token: str) -> HttpResponse:
    """Delete all requests of the mailbox. A GET changes nothing, because scanners follow links."""
    try:
        mailbox = read_forget_token(token)
    except LinkInvalid:
        return render(request, "accounts/link_invalid.html", status=410)
    is_done = request.method == "POST"
    if is_done:
        delete_stock_requests(StockRequest.objects.filter(email_hash=mailbox))
    return render(request, "catalog/back_in_stock/forget.html", {"is_done": is_done})


def _find_product(sku: str) -> Offer:
    """Return the product on sale. Raises Http404."""
    offer = offers_for([sku]).get(sku)
    if offer is None or offer.is_bundle:
        raise Http404
    return offer
