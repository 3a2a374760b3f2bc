"""What the rows of products and bundles have in common when they are checked."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.text import slugify

from catalog.models.sku import SKU_PATTERN

MOST_TITLE_LENGTH = 240  # the page's address is made of it, and may need a "-2"
YES_OR_NO = {"yes": True, "no": False, "": False}


class ImportRowForm(forms.Form):
    """Checks one row; `errors_in_words` says what is wrong, by column."""

    sku = forms.CharField(max_length=40, validators=[SKU_PATTERN])
    title = forms.CharField(max_length=MOST_TITLE_LENGTH)
    description = forms.CharField()
    featured = forms.CharField(required=False)

    def clean_title(self) -> str:
        if not slugify(self.cleaned_data["title"], allow_unicode=True):
            raise forms.ValidationError(
                "A title needs a letter or a digit, to make its address of."
            )
        return self.cleaned_data["title"]

    def clean_featured(self) -> bool:
        return one_of(YES_OR_NO, self.cleaned_data["featured"].lower(), "yes or no")

    def errors_in_words(self) -> str:
        named = {name: " ".join(errors) for name, errors in self.errors.items()}
        of_the_row = named.pop(NON_FIELD_ERRORS, "")
        words = [f"{name}: {errors}" for name, errors in named.items()]
        return "; ".join([*words, of_the_row] if of_the_row else words)


def one_of(known: dict, text: str, wanted: str):
    """The value under this text; ValidationError names what is not known."""
    if text not in known:
        raise forms.ValidationError(f"“{text}” is not {wanted}.")
    return known[text]


def choices_by_label(choices) -> dict[str, str]:
    """Values by label, whatever the capitals: {"pro": "pro"} for a TextChoices of Pro."""
    return {label.lower(): value for value, label in choices.choices}
