"""Money as editors type it (pounds) and as the shop keeps it (whole pence)."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

PENCE_IN_POUND = 100


class PoundsFormField(forms.DecimalField):
    """Takes pounds ("12.99"), gives pence (1299); never rounds."""

    def __init__(self, **kwargs):
        kwargs.setdefault("min_value", Decimal(0))
        kwargs.setdefault("max_digits", 8)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(**kwargs)

    def clean(self, value):
        if isinstance(value, str):
            value = value.strip().removeprefix("£")
        pounds = super().clean(value)
        return None if pounds is None else int(pounds * PENCE_IN_POUND)

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


def pence_from_text(text: str) -> int:
    """Pence for a price such as "12.99" or "£1,299.00"; ValidationError says what is wrong."""
    return PoundsFormField(label="price").clean(text.strip().replace(",", ""))
