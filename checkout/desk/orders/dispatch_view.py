"""Admin view to record an order's dispatch or correct its tracking."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from checkout.desk.owner_only import acting_owner, owner_only
from checkout.desk.refunds.refund_view import ORDER_PAGE
from checkout.models import Carrier, Dispatch, Order
from checkout.models.dispatch import MAX_LINK_LENGTH
from checkout.orders.dispatch import (
    CancellationRequested,
    NotDispatchable,
    Tracking,
    dispatch_order,
)

_REFUSALS = {
    NotDispatchable: "There is nothing to send: this order is unpaid, cancelled or refunded.",
    CancellationRequested: (
        "The buyer has requested a cancellation. Please answer it first, on the order's page."
    ),
}


class DispatchForm(forms.Form):
    """Carrier and tracking of a dispatch."""

    carrier = forms.CharField(
        max_length=60, widget=forms.TextInput(attrs={"list": "carriers", "autocomplete": "off"})
    )
    tracking_number = forms.CharField(max_length=60, required=False)
    tracking_url = forms.URLField(
        label="Tracking link",
        max_length=MAX_LINK_LENGTH,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"])],
        help_text="The carrier’s page for this parcel, shown to the buyer. Leave it empty for a "
        "carrier of Settings → Carriers: its link is filled in.",
    )

    @classmethod
    def of_dispatch(cls, dispatch: Dispatch) -> "DispatchForm":
        """Return the form with what is stored. The link of a known carrier is left out: it is
        filled in again for the corrected number."""
        values = {name: getattr(dispatch, name) for name in Tracking.__slots__}
        carrier = _known_carrier(dispatch.carrier)
        if carrier and carrier.tracking_link(dispatch.tracking_number) == dispatch.tracking_url:
            values["tracking_url"] = ""
        return cls(initial=values)

    def clean(self) -> dict[str, Any]:
        """Fill in the known carrier's link if none was entered."""
        super().clean()
        values = self.cleaned_data
        if self.errors or values["tracking_url"]:
            return values
        if carrier := _known_carrier(values["carrier"]):
            link = carrier.tracking_link(values["tracking_number"])
            if len(link) > MAX_LINK_LENGTH:
                too_long = f"Its tracking link would have more than {MAX_LINK_LENGTH} characters."
                self.add_error("tracking_number", too_long)
            values |= {"carrier": carrier.name, "tracking_url": link}
        return values

    def tracking(self) -> Tracking:
        return Tracking(**self.cleaned_data)


def _known_carrier(name: str) -> Carrier | None:
    return Carrier.objects.filter(name__iexact=name).first()


@owner_only
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch_order_by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form, or record the dispatch."""
    order = get_object_or_404(Order, pk=pk)
    dispatch = Dispatch.objects.filter(order=order).first()
    form = DispatchForm(request.POST or None)
    if dispatch and not form.is_bound:
        form = DispatchForm.of_dispatch(dispatch)
    if not form.is_valid():
        return _show(request, order, dispatch, form, status=400 if form.errors else 200)
    try:
        dispatch_order(order=order, tracking=form.tracking(), by=acting_owner(request))
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
    context = {
        "order": order,
        "known": dispatch,
        "form": form,
        "problem": problem,
        "carriers": Carrier.objects.all(),
    }
    return render(request, "checkout/desk/dispatch.html", context, status=status)
