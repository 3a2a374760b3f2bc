"""Forms of counts and deliveries. Each has a token, so that a form sent twice is booked once."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalog.desk.stock.typed_rows import (
    MAX_PIECES,
    MAX_ROWS,
    RowsRefused,
    TypedRows,
    read_typed_rows,
)
from catalog.imports.files.encodings import decode_file
from catalog.imports.files.rows import FileRefused

MAX_BYTES = 5 * 1024**2
REFERENCE_LENGTH = 60
MINUTE_FORMAT = "%Y-%m-%d %H:%M"


class TokenForm(forms.Form):
    """Form with a hidden token of its own."""

    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"token": uuid.uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class MomentForm(TokenForm):
    """Form of counts, which are of one moment: when the form was opened, unless another is typed.

    `opened_at` is exact; the moment is shown and typed in minutes.
    """

    opened_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    counted_at = forms.DateTimeField(
        label="Counted at",
        required=False,
        widget=forms.DateTimeInput(format=MINUTE_FORMAT, attrs={"autocomplete": "off"}),
        help_text="Year, month, day and time. What was sold or booked since then is added or "
        "subtracted.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        now = timezone.now()
        kwargs["initial"] = initial_moment(now) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Set `counted_at` to the exact moment."""
        cleaned = super().clean() or self.cleaned_data
        typed, opened = cleaned.get("counted_at"), cleaned.get("opened_at")
        is_opened = opened and typed in (None, opened.replace(second=0, microsecond=0))
        moment = opened if is_opened else typed
        if not self.errors and moment is None:
            self.add_error("counted_at", "Enter when the pieces were counted.")
        elif moment and moment > timezone.now():
            self.add_error("counted_at", "This moment is in the future.")
        return cleaned | {"counted_at": moment}


def initial_moment(moment: datetime) -> dict[str, Any]:
    """Return the initial values of a form whose counts are of this moment."""
    return {"opened_at": moment.isoformat(), "counted_at": moment}


class CountForm(MomentForm):
    counted = forms.IntegerField(
        min_value=0,
        max_value=MAX_PIECES,
        help_text="All on the shelf, with those held for unpaid orders, but without those of paid "
        "orders that are not dispatched yet.",
    )
    count_note = forms.CharField(label="Remark", max_length=REFERENCE_LENGTH, required=False)
    field_order = ("counted", "counted_at", "count_note")


class RowsForm(TokenForm):
    """Rows that are pasted, or those of a file. `number_columns`: names in a header."""

    number_columns: Sequence[str] = ()
    typed: TypedRows
    field_order = ("rows", "file", "counted_at", "reference")

    reference = forms.CharField(max_length=REFERENCE_LENGTH, required=False)
    rows = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "desk-rows"}),
    )
    file = forms.FileField(
        label="Or a CSV file",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        text, file = cleaned.get("rows", "").strip(), cleaned.get("file")
        if self.errors:
            return cleaned
        if bool(text) == bool(file):
            raise ValidationError("Paste rows, or choose a file: one of the two.")
        if file and file.size > MAX_BYTES:
            raise ValidationError("The file has more than 5 MB. Split it.")
        try:
            text = decode_file(file.read()) if file else cleaned["rows"]
            self.typed = read_typed_rows(text, number_columns=self.number_columns)
        except (RowsRefused, FileRefused) as refused:
            raise ValidationError(str(refused)) from None
        return cleaned

    def what_to_book(self) -> dict[str, Any]:
        """Return the arguments of the service that books the form."""
        token, reference = self.cleaned_data["token"], self.cleaned_data["reference"]
        return {"token": token, "typed": self.typed, "reference": reference}


class DeliveryForm(RowsForm):
    number_columns = ("quantity", "pieces", "qty")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].label = "Delivery note"
        self.fields["reference"].help_text = "Such as its number. The ledger shows it."
        self.fields["rows"].help_text = (
            "One SKU and the number delivered a line, separated by a semicolon, comma or tab: "
            f"AUT-CC-001;12. At most {MAX_ROWS:,} lines."
        )


class CountsForm(MomentForm, RowsForm):
    number_columns = ("counted", "count")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].label = "Remark"
        self.fields["reference"].help_text = "Such as the shelf. The ledger shows it."
        self.fields["rows"].help_text = (
            "One SKU and the number counted a line, separated by a semicolon, comma or tab: "
            "AUT-CC-001;40. Count with what is held for unpaid orders, but without what paid "
            f"orders wait for. At most {MAX_ROWS:,} lines. A file that was downloaded from the "
            "stock list and has numbers in its column “Counted” can be sent too."
        )

    def what_to_book(self) -> dict[str, Any]:
        return super().what_to_book() | {"counted_at": self.cleaned_data["counted_at"]}
