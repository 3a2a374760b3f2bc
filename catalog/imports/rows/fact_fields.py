"""Form fields of cells that hold lists, pairs, dimensions and weights."""

from django import forms

from catalog.dimensions import Dimensions, NotASize, read_dimensions, read_weight
from catalog.imports.files.lists import QUESTION, Pair, split_items, split_pairs
from catalog.text_lines import LinesValidator, lines_of


class ItemsField(forms.CharField):
    """Items separated by “|”, within the limits of the model field's validator."""

    def __init__(self, limits: LinesValidator) -> None:
        super().__init__(required=False)
        self.limits = limits

    def clean(self, value: str | None) -> list[str]:
        items = [" ".join(lines_of(item)) for item in split_items(super().clean(value))]
        self.limits("\n".join(items))
        return items


class PairsField(forms.CharField):
    """Pairs such as “Name: value|Name: value”. A pair without its second text is incomplete."""

    def __init__(self, separator: str, *, most: int, max_lengths: tuple[int, int]) -> None:
        super().__init__(required=False)
        self.separator, self.most, self.max_lengths = separator, most, max_lengths

    def clean(self, value: str | None) -> list[Pair]:
        pairs = split_pairs(super().clean(value), self.separator)
        if len(pairs) > self.most:
            raise forms.ValidationError(f"There are {len(pairs)}; {self.most} is the maximum.")
        for pair in pairs:
            for text, most in zip(pair, self.max_lengths, strict=True):
                if len(text) > most:
                    raise forms.ValidationError(
                        f"“{text[:40]}…” has {len(text)} characters; {most} is the maximum."
                    )
        return pairs

    def check_complete(self, pairs: list[Pair]) -> None:
        """Raise ValidationError if a text is missing. Drafts may be incomplete."""
        example = "“Question? Answer”" if self.separator == QUESTION else "“Name: value”"
        for first, second in pairs:
            if not first or not second:
                raise forms.ValidationError(f"“{first or second}” is not a pair such as {example}.")


class DimensionsField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: str | None) -> Dimensions | None:
        text = super().clean(value)
        try:
            return read_dimensions(text) if text else None
        except NotASize as refusal:
            raise forms.ValidationError(str(refusal)) from None


class WeightField(forms.CharField):
    """Weight in grams."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: str | None) -> int | None:
        text = super().clean(value)
        try:
            return read_weight(text) if text else None
        except NotASize as refusal:
            raise forms.ValidationError(str(refusal)) from None
