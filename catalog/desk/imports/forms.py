"""What an editor fills in to have a file imported."""

from zipfile import is_zipfile

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from catalog.imports.rows.product_rows import MAX_PIECES
from catalog.imports.sources import OWN
from catalog.models import CatalogueImport

MAX_BYTES_OF_CATALOGUE = 50 * 1024**2
MAX_BYTES_OF_PICTURES = 1024**3
DRAFTS, PUBLISHED = "drafts", "published"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        help_text="No more than 50 MB. Nothing is written before you have seen what it would do.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    format = forms.ChoiceField(
        label="Whose columns it has",
        choices=CatalogueImport.Format.choices,
        help_text="Our own are what an export has; Shopify's and WooCommerce's are their own "
        "product exports.",
    )
    pictures = forms.FileField(
        label="Pictures",
        required=False,
        help_text="A zip, no more than 1 GB, with the pictures that the file names. None is "
        "fetched from the internet.",
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )
    untracked_stock = forms.IntegerField(
        label="Stock where none is counted",
        required=False,
        min_value=0,
        max_value=MAX_PIECES,
        help_text="For Shopify's and WooCommerce's files: how many there are of each product that "
        "the other shop sells without counting. Left empty, such products become drafts.",
    )
    outcome = forms.ChoiceField(
        label="New and changed products and bundles become", widget=forms.RadioSelect
    )

    def __init__(self, *args, may_publish: bool, **kwargs):
        super().__init__(*args, **kwargs)
        outcomes = [(DRAFTS, "drafts, for somebody to publish")]
        if may_publish:
            outcomes.append((PUBLISHED, "published at once, as the file says"))
        self.fields["outcome"].choices = outcomes
        self.fields["outcome"].initial = DRAFTS

    def clean_file(self):
        file = self.cleaned_data["file"]
        _refuse_too_big(file, MAX_BYTES_OF_CATALOGUE)
        if is_zipfile(file):
            raise ValidationError(
                "This is a spreadsheet or a zip. Save it as CSV in your spreadsheet first."
            )
        file.seek(0)
        return file

    def clean_pictures(self):
        pictures = self.cleaned_data["pictures"]
        if pictures:
            _refuse_too_big(pictures, MAX_BYTES_OF_PICTURES)
            if not is_zipfile(pictures):
                raise ValidationError("This is no zip that can be read.")
            pictures.seek(0)
        return pictures

    def clean(self):
        asked = super().clean()
        if asked.get("untracked_stock") is not None and asked.get("format") == OWN:
            self.add_error("untracked_stock", "Autovise's own files say the stock of each product.")
        return asked

    @property
    def drafts_only(self) -> bool:
        return self.cleaned_data["outcome"] == DRAFTS


def _refuse_too_big(file, most: int) -> None:
    if file.size > most:
        raise ValidationError(
            f"The file has {filesizeformat(file.size)}; the most is {filesizeformat(most)}."
        )
