"""Admin page to pack and dispatch: a tracking number for each order, or a list of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import F, Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from checkout.desk.orders.chosen_orders import (
    MAX_ORDERS,
    chosen_keys,
    decided,
    orders_to_pack,
)
from checkout.desk.owner_only import acting_owner, owner_only
from checkout.models import Carrier, Dispatch, Order
from checkout.models.order import OrderQuerySet
from checkout.orders.fulfilment.allowed_actions import OrderAction, with_action_facts
from checkout.orders.fulfilment.listed_dispatch import Outcome, RowResult, dispatch_listed
from checkout.orders.fulfilment.tracking_list import (
    NO_LINE,
    ListRefused,
    TrackingRow,
    decode_tracking_file,
    read_tracking_list,
)
from sitewide.numbers import primary_keys

SHOWN = 50
_PREFIX = "tracking-"


class CarrierForm(forms.Form):
    """Dispatch with one carrier. `cleaned_data["rows"]`: the orders and their tracking numbers."""

    carrier = forms.ModelChoiceField(queryset=Carrier.objects.all(), empty_label=None)


class TrackingNumbersForm(CarrierForm):
    """A tracking number for each of these orders. Those without one are not dispatched."""

    def __init__(self, *args: Any, orders: Iterable[Order], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.orders = list(orders)
        for order in self.orders:
            self.fields[_field_of(order)] = forms.CharField(
                required=False,
                widget=forms.TextInput(
                    attrs={
                        "aria-label": f"Tracking number of order {order.number}",
                        "placeholder": "Tracking number",
                        "autocomplete": "off",
                        "spellcheck": "false",
                    }
                ),
            )

    @property
    def rows(self) -> list[tuple[Order, forms.BoundField]]:
        return [(order, self[_field_of(order)]) for order in self.orders]

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        values["rows"] = [
            TrackingRow(NO_LINE, order.number, values[_field_of(order)])
            for order in self.orders
            if values.get(_field_of(order))
        ]
        if not values["rows"]:
            self.add_error(None, "Enter the tracking number of at least one order.")
        return values


class TrackingListForm(CarrierForm):
    """A pasted list or a file of `number;tracking`."""

    pasted = forms.CharField(
        label="Order numbers with tracking numbers",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "od-list"}),
        help_text="One order a line: AV-23456789;RM123456789GB. A comma or tab will do as well, "
        "so a list can be copied from a spreadsheet.",
    )
    file = forms.FileField(label="Or a file (CSV)", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_list_%s", **kwargs})

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
    """Show the page, or dispatch what was sent and show the result of each row.

    The page has a field for each order to pack, the oldest first. `?id=` names other orders: those
    that can be dispatched have a field, and the others are named with the reason.
    """
    if request.method != "POST":
        keys = chosen_keys(request)
        orders, refused = _decided(keys) if keys else (_oldest(), [])
        return _show(request, _numbers_form(orders), refused=refused)
    if any(name.startswith(_PREFIX) for name in request.POST):
        return _dispatch_numbers(request)
    return _dispatch_list(request)


def _dispatch_numbers(request: HttpRequest) -> HttpResponse:
    keys = _posted_keys(request.POST)
    form = TrackingNumbersForm(request.POST, orders=_with_units(Order.objects.filter(pk__in=keys)))
    if not form.is_valid():
        return _show(request, form, status=400)
    results = _dispatch(request, form)
    tracking = {each.row.number: each.row.tracking for each in _refused(results)}
    left = _decided(keys)[0] or _oldest()
    return _show(request, _numbers_form(left, tracking), results=results)


def _dispatch_list(request: HttpRequest) -> HttpResponse:
    form = TrackingListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, _numbers_form(_oldest()), form, status=400)
    results = _dispatch(request, form)
    rows = [f"{each.row.number};{each.row.tracking}" for each in _refused(results)]
    carrier = form.cleaned_data["carrier"].pk
    left = TrackingListForm(initial={"carrier": carrier, "pasted": "\n".join(rows)})
    return _show(request, _numbers_form(_oldest()), left, results=results)


def _dispatch(request: HttpRequest, form: CarrierForm) -> list[RowResult]:
    rows, carrier = form.cleaned_data["rows"], form.cleaned_data["carrier"]
    return dispatch_listed(rows, carrier=carrier, by=acting_owner(request))


def _refused(results: Iterable[RowResult]) -> list[RowResult]:
    return [result for result in results if result.outcome == Outcome.REFUSED]


def _posted_keys(values: QueryDict) -> list[int]:
    """Return the keys of the orders that have a field in the form that was sent."""
    names = [name for name in values if name.startswith(_PREFIX)]
    return primary_keys(name.removeprefix(_PREFIX) for name in names)[:MAX_ORDERS]


def _field_of(order: Order) -> str:
    return f"{_PREFIX}{order.pk}"


def _oldest() -> list[Order]:
    """Return the first orders to pack."""
    return list(_with_units(orders_to_pack())[:SHOWN])


def _decided(keys: Sequence[int]) -> tuple[list[Order], list[tuple[Order, str]]]:
    """Return those of these orders that can be dispatched, and the others with the reason."""
    named = _with_units(Order.objects.filter(pk__in=keys))
    return decided(OrderAction.DISPATCH, with_action_facts(named))


def _with_units(orders: OrderQuerySet) -> OrderQuerySet:
    """Add how many units are left to send, and sort by age."""
    units = Sum(F("lines__quantity") - F("lines__refunded_quantity"))
    return orders.annotate(units=units).order_by("placed_at", "pk")


def _numbers_form(
    orders: Sequence[Order], tracking: Mapping[str, str] | None = None
) -> TrackingNumbersForm:
    """Return the form with the carrier of the last dispatch, and with these tracking numbers by
    order number."""
    known = tracking or {}
    values = {_field_of(order): known.get(order.number, "") for order in orders}
    return TrackingNumbersForm(initial=values | {"carrier": _last_carrier()}, orders=orders)


def _last_carrier() -> int | None:
    last = Dispatch.objects.order_by("-dispatched_at").values_list("carrier", flat=True).first()
    carrier = Carrier.objects.filter(name=last).first() if last else None
    return carrier.pk if carrier else None


def _show(
    request: HttpRequest,
    form: TrackingNumbersForm,
    list_form: TrackingListForm | None = None,
    *,
    status: int = 200,
    results: list[RowResult] | None = None,
    refused: list[tuple[Order, str]] | None = None,
) -> HttpResponse:
    outcomes = [result.outcome for result in results or []]
    context = {
        "form": form,
        "list_form": list_form or TrackingListForm(initial={"carrier": form["carrier"].value()}),
        "is_list_open": list_form is not None or not form.orders,
        "results": results,
        "refused": refused,
        "dispatched_count": outcomes.count(Outcome.DISPATCHED),
        "refused_count": outcomes.count(Outcome.REFUSED),
        "to_pack": orders_to_pack().count(),
        "has_carriers": Carrier.objects.exists(),
    }
    return render(request, "checkout/desk/dispatch_orders.html", context, status=status)
