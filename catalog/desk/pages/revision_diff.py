"""Comparison of revisions: show prices in pounds and times in the shop's time zone."""

from typing import Any

from django.db.models import DateTimeField, Field
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.compare import FieldComparison, register_comparison_class
from wagtail.models import Page

from sitewide.money_fields import PenceField
from sitewide.templatetags.money import pounds


class PenceComparison(FieldComparison):
    val_a: Any
    val_b: Any

    def __init__(self, field: Field, obj_a: Page, obj_b: Page) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = (
            "none" if value is None else pounds(value) for value in (self.val_a, self.val_b)
        )


class TimeComparison(FieldComparison):
    val_a: Any
    val_b: Any

    def __init__(self, field: Field, obj_a: Page, obj_b: Page) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = (
            "none" if value is None else date_format(localtime(value), "j M Y, H:i")
            for value in (self.val_a, self.val_b)
        )


register_comparison_class(DateTimeField, comparison_class=TimeComparison)
register_comparison_class(PenceField, comparison_class=PenceComparison)
