"""Admin page of one customer: orders, addresses, cart, requests, consents, personal data."""

from typing import Any

from django.db.models import Count, F, IntegerField, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail_modeladmin.views import InspectView

from accounts.consent.records import consents_of
from accounts.email_addresses import own_addresses
from accounts.models import User
from accounts.privacy.exports import ExportInProgress, request_download
from checkout.desk.owner_only import owner_only
from checkout.models import Cart, Order, OrderRequest
from checkout.models.order import OrderQuerySet
from checkout.privacy.retention import orders_of

MAX_ROWS = 50
CUSTOMER_PAGE = "accounts_user_modeladmin_inspect"


def account_url(user: int | None) -> str:
    """Return the page of the customer, or the account of a member of staff; empty for a guest."""
    if user is None:
        return ""
    is_customer = User.objects.customers().filter(pk=user).exists()
    return reverse(CUSTOMER_PAGE if is_customer else "wagtailusers_users:edit", args=[user])


class CalledCustomers:
    """Mixin of views in which users are called customers."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.verbose_name, self.verbose_name_plural = "customer", "customers"


class CustomerPage(CalledCustomers, InspectView):
    """Page of one customer."""

    page_title = "Customer"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show no page of a member of staff. Raises Http404."""
        get_object_or_404(User.objects.customers(), pk=self.instance.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_meta_title(self) -> str:
        return f"Customer {self.instance.email}"

    def get_fields_dict(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        customer = self.instance
        orders = orders_of(customer)
        guest_orders = Order.objects.filter(user=None, email__iexact=customer.email)
        context = {
            "customer": customer,
            "orders": orders.order_by("-placed_at")[:MAX_ROWS],
            "spend": _spend(orders),
            "guest_spend": _spend(guest_orders.exclude(pk__in=orders.values("pk"))),
            "addresses": customer.addresses.all(),
            "cart": Cart.objects.filter(user=customer).first(),
            "requests": OrderRequest.objects.filter(order__in=orders).select_related("order"),
            "consents": consents_of(customer, own_addresses(customer)).newest_first()[:MAX_ROWS],
            "downloads": customer.data_downloads.order_by("-asked_at")[:MAX_ROWS],
        }
        return super().get_context_data(**context | kwargs)


def _spend(orders: OrderQuerySet) -> dict[str, int]:
    """Return `count` of the paid orders, and `pence` that were paid without what was refunded."""
    kept = F("paid_pence") - F("refunded_pence")
    return orders.paid().aggregate(
        count=Count("pk"), pence=Sum(kept, default=0, output_field=IntegerField())
    )


@owner_only
@require_POST
def request_customer_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the worker build a copy of the customer's data, and mail them where to fetch it."""
    customer = get_object_or_404(User.objects.customers(), pk=pk)
    try:
        request_download(customer)
    except ExportInProgress:
        messages.warning(request, "A copy of this customer's data is being made already.")
    else:
        messages.success(
            request, "A copy of the data is being made. The customer gets an e-mail with its page."
        )
    return redirect(CUSTOMER_PAGE, pk)
