"""Money as editors type it (pounds) and as the shop keeps it (whole pence)."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

PENCE_IN_POUND = 100
_IN_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")


class PoundsFormField(forms.DecimalField):
    """Takes pounds ("12.99" or "£1,299.00"), gives pence (1299, 129900); never rounds."""

    def __init__(self, **kwargs):
        kwargs.setdefault("min_value", Decimal(0))
        kwargs.setdefault("max_digits", 8)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(**kwargs)

    def clean(self, value):
        if isinstance(value, str):
            value = value.strip().removeprefix("£").strip()
            if _IN_THOUSANDS.fullmatch(value):
                value = value.replace(",", "")
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
