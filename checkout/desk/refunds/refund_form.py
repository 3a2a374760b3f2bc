"""Form of a refund by hand."""

import uuid
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from checkout.models import Order, OrderLine, Refund
from checkout.refunds.request import RefundRequest
from sitewide.money_fields import PoundsFormField
from sitewide.templatetags.money import pounds

Reason = Refund.Reason
BY_HAND = (Reason.RETURNED, Reason.DAMAGED, Reason.GOODWILL)
EVERYTHING, PARTS = "everything", "parts"


class RefundForm(forms.Form):
    """Form of a refund, sent in two steps: first the choice, then the confirmed amount.

    `key` makes a form refund only once, however often it is sent. `shown_pence` is the amount that
    the second step showed; it is only compared.
    """

    kind = forms.ChoiceField(label="What to refund", widget=forms.RadioSelect, initial=PARTS)
    delivery = forms.BooleanField(required=False)
    amount_pence = PoundsFormField(
        label="An amount (£)",
        required=False,
        help_text="Refunded in addition to the above, or alone.",
    )
    puts_back = forms.BooleanField(
        label="Put the goods back in stock",
        required=False,
        help_text="Only if they can be sold again. They are put back when Stripe has accepted the "
        "refund.",
    )
    reason = forms.ChoiceField(choices=[("", "Choose one"), *((r, r.label) for r in BY_HAND)])
    note = forms.CharField(
        max_length=200, required=False, help_text="For you only; the buyer does not see it."
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    shown_pence = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Order, chosen_line: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(order.lines.all())
        kind = cast(forms.ChoiceField, self.fields["kind"])
        kind.choices = [
            (EVERYTHING, f"The full remaining amount: {pounds(order.left_pence)}"),
            (PARTS, "A part of it:"),
        ]
        delivery_pence = order.delivery_pence - order.refunded_delivery_pence
        self.fields["delivery"].label = f"Delivery, {pounds(delivery_pence)} remaining"
        self.fields["delivery"].widget.attrs["disabled"] = not delivery_pence
        for line in self.lines:
            self.fields[_name(line)] = _units_field(line)
            if str(line.pk) == chosen_line:
                self.initial[_name(line)] = line.quantity - line.refunded_quantity
        if chosen_line:
            self.fields["reason"].widget.attrs["data-desk-focus"] = True

    def clean(self) -> dict[str, Any]:
        super().clean()
        values = self.cleaned_data
        if values.get("kind") == EVERYTHING and (values.get("amount_pence") or self._units()):
            raise ValidationError(
                "You chose the full remaining amount and also parts. Please choose only one."
            )
        return values

    def refund_request(self) -> RefundRequest:
        """Return what the valid form requests."""
        values = self.cleaned_data
        if values["kind"] == EVERYTHING:
            return RefundRequest(everything=True, puts_back=values["puts_back"])
        return RefundRequest(
            units=self._units(),
            delivery=values["delivery"],
            amount_pence=values["amount_pence"] or 0,
            puts_back=values["puts_back"],
        )

    def unit_fields(self) -> list[BoundField]:
        """Return the fields for units, one for each line."""
        return [self[_name(line)] for line in self.lines]

    def first_step_fields(self) -> list[BoundField]:
        """Return the fields of the first step, which the second sends again as hidden fields."""
        return [field for field in self if field.name != "shown_pence"]

    def _units(self) -> dict[int, int]:
        quantities = {line.pk: self.cleaned_data.get(_name(line)) for line in self.lines}
        return {pk: quantity for pk, quantity in quantities.items() if quantity}


def _name(line: OrderLine) -> str:
    return f"units_{line.pk}"


def _units_field(line: OrderLine) -> forms.IntegerField:
    remaining = line.quantity - line.refunded_quantity
    return forms.IntegerField(
        label=line.title,
        required=False,
        min_value=0,
        widget=forms.NumberInput(attrs={"max": remaining, "disabled": not remaining}),
        help_text=f"{pounds(line.price_pence)} each, {remaining} of {line.quantity} remaining",
    )
