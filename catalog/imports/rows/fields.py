"""Form fields of cells: whole numbers, times, yes or no."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django import forms
from django.db.models import TextChoices
from django.utils import timezone

from sitewide.numbers import NotOneNumber, read_whole_number

YES_OR_NO = {"yes": True, "no": False, "": False}


class WholeNumberField(forms.Field):
    """Whole number, also as spreadsheets print it: "1,200" or "12.0"."""

    def __init__(self, *, min_value: int = 0, max_value: int | None = None) -> None:
        super().__init__(required=False)
        self.min_value, self.max_value = min_value, max_value

    def to_python(self, value: str | None) -> int | None:
        if not value:
            return None
        try:
            number = read_whole_number(value)
        except NotOneNumber as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if number < self.min_value:
            raise forms.ValidationError(f"“{value}” is less than {self.min_value}.")
        if self.max_value is not None and number > self.max_value:
            raise forms.ValidationError(f"“{value}” is more than {self.max_value:,}.")
        return number


class MomentField(forms.Field):
    """Time such as "2026-07-01T09:00:00+01:00"; without an offset it is in the shop's time zone.

    Converted to UTC, because times of two zones never compare equal within the repeated hour
    (PEP 495).
    """

    def to_python(self, value: str | None) -> datetime | None:
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise forms.ValidationError(
                f"“{value}” is not a time such as 2026-07-01T09:00:00+01:00."
            ) from None
        aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        return aware.astimezone(UTC)


class YesNoField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: str | None) -> bool:
        return one_of(YES_OR_NO, super().clean(value).lower(), "yes or no")


def one_of[Value](known: Mapping[str, Value], text: str, wanted: str) -> Value:
    """Return the value of this text. Raise ValidationError if it is unknown."""
    if text not in known:
        raise forms.ValidationError(f"“{text}” is not {wanted}.")
    return known[text]


def choices_by_label(choices: type[TextChoices]) -> dict[str, str]:
    """Return values by lower-case label: {"pro": "pro"} for a TextChoices with Pro."""
    return {label.lower(): value for value, label in choices.choices}
