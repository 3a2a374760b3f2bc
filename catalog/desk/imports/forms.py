"""Upload form of an import."""

from typing import Any, cast
from zipfile import is_zipfile

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from catalog.imports.rows.product_rows import MAX_PIECES
from catalog.models import ImportFormat

MAX_BYTES_OF_CATALOGUE = 50 * 1024**2
MAX_BYTES_OF_PICTURES = 1024**3
DRAFTS, PUBLISHED = "drafts", "published"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        help_text="At most 50 MB. The file is checked first. Nothing is written until you confirm.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    format = forms.ChoiceField(
        label="Format",
        choices=ImportFormat.choices,
        help_text="“Autovise's own” is the format of our exports. For Shopify and WooCommerce, "
        "choose a file of their product export.",
    )
    pictures = forms.FileField(
        label="Pictures",
        required=False,
        help_text="A zip of at most 1 GB with the pictures that the file refers to. Pictures are "
        "not downloaded from the internet.",
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )
    untracked_stock = forms.IntegerField(
        label="Opening stock of products that are not counted",
        required=False,
        min_value=0,
        max_value=MAX_PIECES,
        help_text="For files of Shopify and WooCommerce: the opening stock of each product that "
        "the other shop sells without counting. If empty, these products become drafts.",
    )
    outcome = forms.ChoiceField(
        label="New and changed products and bundles become", widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = [(DRAFTS, "drafts, to be published later")]
        if may_publish:
            outcomes.append((PUBLISHED, "published at once, as the file says"))
        outcome = cast(forms.ChoiceField, self.fields["outcome"])
        outcome.choices = outcomes
        outcome.initial = DRAFTS

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        _refuse_too_big(file, MAX_BYTES_OF_CATALOGUE)
        if is_zipfile(file):
            raise ValidationError(
                "This is a spreadsheet or a zip. Save it as CSV in your spreadsheet first."
            )
        file.seek(0)
        return file

    def clean_pictures(self) -> UploadedFile | None:
        pictures = self.cleaned_data["pictures"]
        if pictures:
            _refuse_too_big(pictures, MAX_BYTES_OF_PICTURES)
            if not is_zipfile(pictures):
                raise ValidationError("This is not a readable zip.")
            pictures.seek(0)
        return pictures

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if (
            cleaned.get("untracked_stock") is not None
            and cleaned.get("format") == ImportFormat.AUTOVISE
        ):
            self.add_error(
                "untracked_stock", "Autovise's own files contain the stock of each product."
            )
        return cleaned

    @property
    def drafts_only(self) -> bool:
        return self.cleaned_data["outcome"] == DRAFTS


def _refuse_too_big(file: UploadedFile, max_bytes: int) -> None:
    size = file.size or 0
    if size > max_bytes:
        raise ValidationError(
            f"The file has {filesizeformat(size)}; the maximum is {filesizeformat(max_bytes)}."
        )
