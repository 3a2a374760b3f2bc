"""Forms of the cart: SKU and quantity."""

from django import forms

MAX_PIECES = 999
_MAX_MESSAGE = f"The maximum quantity is {MAX_PIECES}."


class LineForm(forms.Form):
    """Form that names a line of the cart or the saved list by its SKU."""

    sku = forms.CharField(max_length=40, error_messages={"required": "Please choose a product."})


class QuantityForm(LineForm):
    """Form for the new quantity of a line; 0 removes it.

    The stepper's buttons send a `step`, which is added to the quantity in the field.
    """

    quantity = forms.IntegerField(
        min_value=0,
        max_value=MAX_PIECES,
        error_messages={
            "required": "Please enter a quantity.",
            "invalid": "A quantity is a whole number, such as 2.",
            "min_value": "A quantity cannot be less than 0.",
            "max_value": _MAX_MESSAGE,
        },
    )
    step = forms.IntegerField(
        min_value=-1,
        max_value=1,
        required=False,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Please press + or −, or enter a quantity."
        ),
    )

    def clean(self) -> None:
        super().clean()
        step = self.cleaned_data.pop("step", None)
        if step and "quantity" in self.cleaned_data:
            stepped = self.cleaned_data["quantity"] + step
            self.cleaned_data["quantity"] = min(MAX_PIECES, max(0, stepped))


class AddForm(LineForm):
    """Form for adding units; without a quantity, one."""

    quantity = forms.IntegerField(
        min_value=1,
        max_value=MAX_PIECES,
        required=False,
        error_messages={
            "invalid": "A quantity is a whole number, such as 2.",
            "min_value": "Please add at least one.",
            "max_value": _MAX_MESSAGE,
        },
    )

    def clean_quantity(self) -> int:
        return self.cleaned_data["quantity"] or 1


class RestoreForm(forms.Form):
    """Form for undoing a removal, named by its number in the session."""

    removal = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class UndoForm(forms.Form):
    """Form for undoing a cart merge, named by its primary key."""

    merge = forms.IntegerField(min_value=1, max_value=2**63 - 1)
