"""Admin view to record an order's dispatch or correct its tracking."""

from django import forms
from django.core.validators import URLValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from checkout.desk.owner_only import acting_owner, owner_only
from checkout.desk.refund_view import ORDER_PAGE
from checkout.models import Dispatch, Order
from checkout.orders.dispatch import (
    CancellationRequested,
    NotDispatchable,
    Tracking,
    dispatch_order,
)

_REFUSALS = {
    NotDispatchable: "This order is not paid or fully refunded: there is nothing to send.",
    CancellationRequested: (
        "The buyer has requested a cancellation. Please answer it first, on the order's page."
    ),
}


class DispatchForm(forms.Form):
    """Carrier and tracking of a dispatch."""

    carrier = forms.CharField(max_length=60)
    tracking_number = forms.CharField(max_length=60, required=False)
    tracking_url = forms.URLField(
        label="Tracking link",
        max_length=300,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"])],
        help_text="The carrier’s page for this parcel. It is shown to the buyer.",
    )


@owner_only
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch_order_by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form, or record the dispatch."""
    order = get_object_or_404(Order, pk=pk)
    dispatch = Dispatch.objects.filter(order=order).first()
    form = DispatchForm(request.POST or None, initial=vars(dispatch) if dispatch else None)
    if not form.is_valid():
        return _show(request, order, dispatch, form, status=400 if form.errors else 200)
    try:
        tracking = Tracking(**form.cleaned_data)
        dispatch_order(order=order, tracking=tracking, by=acting_owner(request))
    except tuple(_REFUSALS) as refusal:
        problem = _REFUSALS[type(refusal)]
        return _show(request, order, dispatch, form, status=409, problem=problem)
    if dispatch:
        messages.success(request, f"The tracking of order {order.number} is corrected.")
    else:
        messages.success(request, f"Order {order.number} is dispatched.")
    return redirect(ORDER_PAGE, pk)


def _show(
    request: HttpRequest,
    order: Order,
    dispatch: Dispatch | None,
    form: DispatchForm,
    *,
    status: int,
    problem: str = "",
) -> HttpResponse:
    context = {"order": order, "known": dispatch, "form": form, "problem": problem}
    return render(request, "checkout/desk/dispatch.html", context, status=status)
