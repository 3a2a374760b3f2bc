"""URLs of an order's pages for its kinds of visitor: customer, link holder, browser session."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from checkout.models import Order


@dataclass(frozen=True, slots=True)
class OrderUrls:
    """URLs of one order. `again` and `request` are empty for read-only visitors. `reviews` is True
    for logged-in customers."""

    page: str
    receipt: str
    invoice: str
    again: str = ""
    request: str = ""
    reviews: bool = False


def urls_for_customer(order: Order) -> OrderUrls:
    """Return the URLs for the order's logged-in customer."""
    number = {"number": order.number}
    return OrderUrls(
        page=reverse("show_order", kwargs=number),
        receipt=_receipt_url(order),
        invoice=_invoice_url(order),
        again=reverse("buy_order_again", kwargs=number),
        request=reverse("request_cancellation_or_return", kwargs=number),
        reviews=True,
    )


def urls_for_link(token: str) -> OrderUrls:
    """Return the URLs for the holder of the order's signed link."""
    kwargs = {"token": token}
    return OrderUrls(
        page=reverse("show_linked_order", kwargs=kwargs),
        receipt=reverse("show_linked_receipt", kwargs=kwargs),
        invoice=reverse("show_linked_invoice", kwargs=kwargs),
        again=reverse("buy_linked_order_again", kwargs=kwargs),
        request=reverse("ask_about_linked_order", kwargs=kwargs),
    )


def urls_for_visitor(request: HttpRequest, order: Order) -> OrderUrls:
    """Return the URLs for the customer, or for the browser session that placed the order."""
    if request.user.is_authenticated and order.user_id == request.user.pk:
        return urls_for_customer(order)
    page = f"{reverse('show_success')}?session_id={order.stripe_session_id}"
    return OrderUrls(page=page, receipt=_receipt_url(order), invoice=_invoice_url(order))


def _receipt_url(order: Order) -> str:
    return reverse("show_receipt", args=[order.number])


def _invoice_url(order: Order) -> str:
    return reverse("show_invoice", args=[order.number])
