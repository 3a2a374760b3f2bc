"""Form with the first and last day of a report."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest
from django.utils import timezone

from checkout.reports.period import EARLIEST, LATEST, Period

CHOICES_OF_DAYS = (7, 30, 90, 365)


def _day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )


class PeriodForm(forms.Form):
    """First and last day, both included."""

    first = _day_field("From")
    last = _day_field("To")

    def clean(self) -> dict[str, Any]:
        days = super().clean() or self.cleaned_data
        if {"first", "last"} <= days.keys() and days["first"] > days["last"]:
            raise ValidationError("The first day is after the last one.")
        return days


def read_period(request: HttpRequest, default: Period) -> tuple[PeriodForm, Period | None]:
    """Return the form and its period; None for days that cannot be. Without days: the default."""
    if not {"first", "last"} & request.GET.keys():
        return PeriodForm({"first": default.first, "last": default.last}), default
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return form, None
    return form, Period(form.cleaned_data["first"], form.cleaned_data["last"])


def period_query(period: Period) -> str:
    """Return the parameters of a URL for the period."""
    return f"first={period.first.isoformat()}&last={period.last.isoformat()}"


def last_days_choices() -> list[tuple[int, str]]:
    """Return numbers of days until today, each with the parameters of its period."""
    today = timezone.localdate()
    return [(count, period_query(Period.last_days(count, today))) for count in CHOICES_OF_DAYS]
