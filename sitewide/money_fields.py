"""Fields for money: pounds in forms, whole pence in the database."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from sitewide.numbers import NotOneNumber, read_pence

PENCE_IN_POUND = 100


class PoundsFormField(forms.Field):
    """Convert pounds ("12.99" or "£1,299.00") to pence (1299, 129900) without rounding.

    The input type is text, because a browser's number input submits 999 for "9,99" and 100000 for
    "1e5".
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: object) -> int | None:
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        try:
            return read_pence(text)
        except NotOneNumber as refusal:
            raise ValidationError(str(refusal), code="invalid") from None

    def prepare_value(self, value: object) -> object:
        return pounds_text(value) if isinstance(value, int) else value

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return initial != self.clean(data)
        except ValidationError:
            return True


class PenceField(models.PositiveIntegerField):
    """Whole pence in the database, pounds in forms."""

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return models.Field.formfield(self, **{"form_class": PoundsFormField, **kwargs})


def pounds_text(pence: int) -> str:
    """Format pence for price fields and CSV files: "12.99" for 1299, "-4.99" for -499."""
    sign = "-" if pence < 0 else ""
    whole, rest = divmod(abs(pence), PENCE_IN_POUND)
    return f"{sign}{whole}.{rest:02d}"
