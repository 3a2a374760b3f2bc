"""Admin page to pack and dispatch: orders to pack, and the list of their tracking numbers."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from checkout.desk.orders.chosen_orders import chosen_keys, orders_to_pack
from checkout.desk.owner_only import acting_owner, owner_only
from checkout.models import Carrier, Dispatch, Order
from checkout.orders.fulfilment.allowed_actions import OrderAction, refusal_of, with_action_facts
from checkout.orders.fulfilment.listed_dispatch import Outcome, RowResult, dispatch_listed
from checkout.orders.fulfilment.tracking_list import (
    ListRefused,
    TrackingRow,
    decode_tracking_file,
    read_tracking_list,
)


class TrackingListForm(forms.Form):
    """A carrier, and a pasted list or a file of `number;tracking`."""

    carrier = forms.ModelChoiceField(queryset=Carrier.objects.all(), empty_label=None)
    pasted = forms.CharField(
        label="Order numbers with tracking numbers",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "od-list"}),
        help_text="One order a line: AV-23456789;RM123456789GB. A comma or tab will do as well, "
        "so a list can be copied from a spreadsheet.",
    )
    file = forms.FileField(label="Or a file (CSV)", required=False)

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        try:
            file = values.get("file")
            text = decode_tracking_file(file.read()) if file else values.get("pasted", "")
            values["rows"] = read_tracking_list(text)
        except ListRefused as refusal:
            self.add_error("file" if values.get("file") else "pasted", str(refusal))
        return values


@owner_only
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch_orders(request: HttpRequest) -> HttpResponse:
    """Show the page, or dispatch what is listed and show the result of each row.

    `?id=` names orders. Those that can be dispatched are in the list from the start, and the others
    are named with the reason.
    """
    if request.method != "POST":
        orders, refused = _chosen(request)
        form = TrackingListForm(initial=_initial(orders))
        return _show(request, form, status=200, refused=refused)
    form = TrackingListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form, status=400)
    rows: list[TrackingRow] = form.cleaned_data["rows"]
    carrier: Carrier = form.cleaned_data["carrier"]
    results = dispatch_listed(rows, carrier=carrier, by=acting_owner(request))
    refused_rows = [result.row for result in results if result.outcome == Outcome.REFUSED]
    left = TrackingListForm(initial={"carrier": carrier.pk, "pasted": _as_list(refused_rows)})
    return _show(request, left, status=200, results=results)


def _chosen(request: HttpRequest) -> tuple[list[Order], list[tuple[Order, str]]]:
    """Return the named orders that can be dispatched, and the others with the reason."""
    named = Order.objects.filter(pk__in=chosen_keys(request)).order_by("placed_at", "pk")
    decided = [
        (order, refusal_of(OrderAction.DISPATCH, order)) for order in with_action_facts(named)
    ]
    refused = [(order, reason) for order, reason in decided if reason]
    return [order for order, reason in decided if not reason], refused


def _initial(orders: list[Order]) -> dict[str, Any]:
    rows = [TrackingRow(0, order.number, "") for order in orders]
    last = Dispatch.objects.order_by("-dispatched_at").values_list("carrier", flat=True).first()
    carrier = Carrier.objects.filter(name=last).first() if last else None
    return {"pasted": _as_list(rows), "carrier": carrier.pk if carrier else None}


def _as_list(rows: list[TrackingRow]) -> str:
    return "\n".join(f"{row.number};{row.tracking}" for row in rows)


def _show(
    request: HttpRequest,
    form: TrackingListForm,
    *,
    status: int,
    results: list[RowResult] | None = None,
    refused: list[tuple[Order, str]] | None = None,
) -> HttpResponse:
    outcomes = [result.outcome for result in results or []]
    context = {
        "form": form,
        "results": results,
        "refused": refused,
        "dispatched_count": outcomes.count(Outcome.DISPATCHED),
        "refused_count": outcomes.count(Outcome.REFUSED),
        "to_pack": orders_to_pack().count(),
        "has_carriers": Carrier.objects.exists(),
    }
    return render(request, "checkout/desk/dispatch_orders.html", context, status=status)
