"""What the cart's forms may ask for: a SKU and a quantity, and nothing else is read."""

from django import forms

MAX_PIECES = 999


class LineForm(forms.Form):
    sku = forms.CharField(max_length=40, error_messages={"required": "Which product was meant?"})


class QuantityForm(LineForm):
    quantity = forms.IntegerField(
        min_value=0,
        max_value=MAX_PIECES,
        error_messages={
            "required": "Please say how many.",
            "invalid": "A quantity is a whole number, such as 2.",
            "min_value": "A quantity cannot be less than 0.",
            "max_value": f"That is more than anybody can carry: at most {MAX_PIECES}.",
        },
    )


class AddForm(QuantityForm):
    quantity = forms.IntegerField(
        min_value=1,
        max_value=MAX_PIECES,
        required=False,
        error_messages={
            "invalid": "A quantity is a whole number, such as 2.",
            "min_value": "Please add at least one.",
            "max_value": f"That is more than anybody can carry: at most {MAX_PIECES}.",
        },
    )

    def clean_quantity(self) -> int:
        return self.cleaned_data["quantity"] or 1


class UndoForm(forms.Form):
    merge = forms.IntegerField(min_value=1, max_value=2**63 - 1)
