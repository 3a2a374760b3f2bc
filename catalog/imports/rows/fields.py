"""Form fields of the cells that rows have: numbers, times, yes or no."""

from datetime import UTC, datetime

from django import forms
from django.utils import timezone

from sitewide.numbers import NotOneNumber, read_whole_number

YES_OR_NO = {"yes": True, "no": False, "": False}


class WholeNumberField(forms.Field):
    """ "1,200" and "12.0", as spreadsheets print them; ValidationError quotes what is none."""

    def __init__(self, *, min_value: int = 0, max_value: int | None = None):
        super().__init__(required=False)
        self.min_value, self.max_value = min_value, max_value

    def to_python(self, value):
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
    """ "2026-07-01T09:00:00+01:00", given in UTC; without an offset it is the shop's own time.

    In UTC, for times of two zones are never equal within the hour that comes twice (PEP 495).
    """

    def to_python(self, value):
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
    def __init__(self):
        super().__init__(required=False)

    def clean(self, value):
        return one_of(YES_OR_NO, super().clean(value).lower(), "yes or no")


def one_of(known: dict, text: str, wanted: str):
    """The value under this text; ValidationError names what is not known."""
    if text not in known:
        raise forms.ValidationError(f"“{text}” is not {wanted}.")
    return known[text]


def choices_by_label(choices) -> dict[str, str]:
    """Values by label, whatever the capitals: {"pro": "pro"} for a TextChoices of Pro."""
    return {label.lower(): value for value, label in choices.choices}
