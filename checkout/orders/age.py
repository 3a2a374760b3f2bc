"""Age limit of a cart: the buyer confirms it at the checkout, and the order keeps it."""

from django import forms
from django.http import QueryDict


class AgeNotConfirmed(Exception):
    """The cart has an age limit that the buyer has not confirmed."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class AgeForm(forms.Form):
    """Tick box beside the pay button; without an age limit it has no field and is valid.

    `limit` is the cart's age limit now. A box that was ticked for another one does not count.
    """

    def __init__(self, limit: int | None, data: QueryDict | None = None) -> None:
        is_of_this_limit = data is None or data.get("age_asked") == str(limit)
        super().__init__(data if is_of_this_limit else QueryDict())
        self.limit = limit
        if limit:
            self.fields["age_confirmed"] = forms.BooleanField(
                label=f"I am {limit} or over.",
                error_messages={"required": f"Please confirm that you are {limit} or over."},
            )

    @property
    def confirmed_age(self) -> int | None:
        """The years that a valid form confirms."""
        return self.limit


def check_age(limit: int | None, confirmed_age: int | None) -> None:
    """Raise AgeNotConfirmed if the cart has a higher age limit than the buyer has confirmed."""
    if limit and (confirmed_age or 0) < limit:
        raise AgeNotConfirmed(limit)
