"""Two revisions side by side: prices in pounds, times by the shop's clock, as they are typed."""

from django.db.models import DateTimeField
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.compare import FieldComparison, register_comparison_class

from sitewide.money_fields import PenceField
from sitewide.templatetags.money import pounds


class PenceComparison(FieldComparison):
    def __init__(self, field, obj_a, obj_b):
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = (
            "none" if value is None else pounds(value) for value in (self.val_a, self.val_b)
        )


class TimeComparison(FieldComparison):
    def __init__(self, field, obj_a, obj_b):
        super().__init__(field, obj_a, obj_b)
        self.val_a, self.val_b = (
            "none" if value is None else date_format(localtime(value), "j M Y, H:i")
            for value in (self.val_a, self.val_b)
        )


register_comparison_class(DateTimeField, comparison_class=TimeComparison)
register_comparison_class(PenceField, comparison_class=PenceComparison)
