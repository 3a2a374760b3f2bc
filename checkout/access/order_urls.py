"""Where a buyer goes from an order's page: by account, by signed link or by browser session."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from checkout.models import Order


@dataclass(frozen=True, slots=True)
class OrderUrls:
    """Addresses. `again` and `request` are empty where nothing can be done, only looked at;
    `reviews`: what was bought may be reviewed, which takes an account."""

    page: str
    receipt: str
    invoice: str
    again: str = ""
    request: str = ""
    reviews: bool = False


def urls_for_customer(order: Order) -> OrderUrls:
    papers = _papers(order)
    own = {"number": order.number}
    return OrderUrls(
        page=reverse("show_order", kwargs=own),
        again=reverse("buy_order_again", kwargs=own),
        request=reverse("ask_about_order", kwargs=own),
        reviews=True,
        **papers,
    )


def urls_for_link(token: str) -> OrderUrls:
    by = {"token": token}
    return OrderUrls(
        page=reverse("show_linked_order", kwargs=by),
        receipt=reverse("show_linked_receipt", kwargs=by),
        invoice=reverse("show_linked_invoice", kwargs=by),
        again=reverse("buy_linked_order_again", kwargs=by),
        request=reverse("ask_about_linked_order", kwargs=by),
    )


def urls_for_visitor(request: HttpRequest, order: Order) -> OrderUrls:
    """Of whoever may see it: the customer, or the browser session that placed it."""
    if request.user.is_authenticated and order.user_id == request.user.pk:
        return urls_for_customer(order)
    page = f"{reverse('show_success')}?session_id={order.stripe_session_id}"
    return OrderUrls(page=page, **_papers(order))


def _papers(order: Order) -> dict[str, str]:
    return {
        "receipt": reverse("show_receipt", args=[order.number]),
        "invoice": reverse("show_invoice", args=[order.number]),
    }
