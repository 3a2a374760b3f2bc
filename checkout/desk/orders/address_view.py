"""Admin view to change an order's delivery address before its dispatch."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from accounts.profile.forms import AddressForm
from checkout.desk.owner_only import acting_owner, owner_only
from checkout.desk.refunds.refund_view import ORDER_PAGE
from checkout.models import Order
from checkout.orders.fulfilment.allowed_actions import OrderAction, refusal_of, with_action_facts
from checkout.orders.fulfilment.delivery_address import AddressFixed, change_delivery_address
from sitewide.postal_address import POSTAL_FIELDS


@owner_only
@require_http_methods(["GET", "HEAD", "POST"])
def change_order_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form, or store the address."""
    order = get_object_or_404(with_action_facts(Order.objects.all()), pk=pk)
    if reason := refusal_of(OrderAction.CHANGE_ADDRESS, order):
        return _refuse(request, order, reason)
    known = {name: getattr(order, name) for name in POSTAL_FIELDS}
    form = AddressForm(request.POST or None, initial=known)
    if not form.is_valid():
        context = {"order": order, "form": form}
        status = 400 if form.errors else 200
        return render(request, "checkout/desk/address.html", context, status=status)
    try:
        is_changed = change_delivery_address(
            order=order, address=form.cleaned_data, by=acting_owner(request)
        )
    except AddressFixed as fixed:
        return _refuse(request, order, str(fixed))
    if is_changed:
        messages.success(request, f"The delivery address of order {order.number} is changed.")
    else:
        messages.info(request, "The address is the same as before.")
    return redirect(ORDER_PAGE, pk)


def _refuse(request: HttpRequest, order: Order, reason: str) -> HttpResponse:
    messages.error(request, f"The address of order {order.number} cannot be changed. {reason}")
    return redirect(ORDER_PAGE, order.pk)
