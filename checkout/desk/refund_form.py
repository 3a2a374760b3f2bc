"""Form of a refund, and the request that it makes."""

import uuid

from django import forms
from django.core.exceptions import ValidationError

from checkout.models import Order, Refund
from checkout.refunds.request import RefundRequest
from sitewide.money_fields import PoundsFormField
from sitewide.templatetags.money import pounds

Reason = Refund.Reason
BY_HAND = (Reason.RETURNED, Reason.DAMAGED, Reason.GOODWILL)
EVERYTHING, PARTS = "everything", "parts"


class RefundForm(forms.Form):
    """`key` makes the same form refund once, however often it is sent; `shown_pence` is what the
    second step showed: compared, never refunded."""

    kind = forms.ChoiceField(label="What goes back", widget=forms.RadioSelect, initial=PARTS)
    delivery = forms.BooleanField(required=False)
    amount_pence = PoundsFormField(
        label="An amount (£)", required=False, help_text="Beside the above, or by itself."
    )
    puts_back = forms.BooleanField(
        label="Put the goods back in stock",
        required=False,
        help_text="Only what can be sold again. Counted once, when Stripe has accepted the refund.",
    )
    reason = forms.ChoiceField(choices=[("", "Choose one"), *((r, r.label) for r in BY_HAND)])
    note = forms.CharField(
        max_length=200, required=False, help_text="For you; the buyer does not see it."
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    shown_pence = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, order: Order, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = list(order.lines.all())
        self.fields["kind"].choices = [
            (EVERYTHING, f"All that is left: {pounds(order.left_pence)}"),
            (PARTS, "A part of it:"),
        ]
        delivery_left = order.delivery_pence - order.refunded_delivery_pence
        self.fields["delivery"].label = f"Delivery, {pounds(delivery_left)} left"
        self.fields["delivery"].widget.attrs["disabled"] = not delivery_left
        for line in self.lines:
            self.fields[_name(line)] = _units_field(line)

    def clean(self):
        asked = super().clean()
        if asked.get("kind") == EVERYTHING and (asked.get("amount_pence") or self._units()):
            raise ValidationError(
                "You chose all that is left, and parts as well: leave one of them out."
            )
        return asked

    def refund_request(self) -> RefundRequest:
        asked = self.cleaned_data
        if asked["kind"] == EVERYTHING:
            return RefundRequest(everything=True, puts_back=asked["puts_back"])
        return RefundRequest(
            units=self._units(),
            delivery=asked["delivery"],
            amount_pence=asked["amount_pence"] or 0,
            puts_back=asked["puts_back"],
        )

    def unit_fields(self):
        return [self[_name(line)] for line in self.lines]

    def first_step_fields(self):
        """All that the second step carries on, hidden."""
        return [field for field in self if field.name != "shown_pence"]

    def _units(self) -> dict[int, int]:
        quantities = {line.pk: self.cleaned_data.get(_name(line)) for line in self.lines}
        return {pk: quantity for pk, quantity in quantities.items() if quantity}


def _name(line) -> str:
    return f"units_{line.pk}"


def _units_field(line) -> forms.IntegerField:
    left = line.quantity - line.refunded_quantity
    return forms.IntegerField(
        label=line.title,
        required=False,
        min_value=0,
        widget=forms.NumberInput(attrs={"max": left, "disabled": not left}),
        help_text=f"{pounds(line.price_pence)} each, {left} of {line.quantity} left",
    )
