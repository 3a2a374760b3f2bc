"""Money as editors type it (pounds) and as the shop keeps it (whole pence)."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from sitewide.numbers import NotOneNumber, read_pence

PENCE_IN_POUND = 100


class PoundsFormField(forms.Field):
    """Takes pounds ("12.99" or "£1,299.00"), gives pence (1299, 129900); never rounds.

    The input is text: a browser's number input hands over 999 for "9,99" and 100000 for "1e5".
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value):
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        try:
            return read_pence(text)
        except NotOneNumber as refusal:
            raise ValidationError(str(refusal), code="invalid") from None

    def prepare_value(self, value):
        return pounds_text(value) if isinstance(value, int) else value

    def has_changed(self, initial, data):
        try:
            return initial != self.clean(data)
        except ValidationError:
            return True


class PenceField(models.PositiveIntegerField):
    """Whole pence in the database, pounds in forms."""

    def formfield(self, **kwargs):
        return models.Field.formfield(self, **{"form_class": PoundsFormField, **kwargs})


def pounds_text(pence: int) -> str:
    """ "12.99" for 1299: what a price field or a CSV shows."""
    return f"{pence // PENCE_IN_POUND}.{pence % PENCE_IN_POUND:02d}"
