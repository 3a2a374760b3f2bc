"""What the quick forms of products and bundles share: SKU, photograph, web address."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from wagtail.images.fields import get_accept_attributes
from wagtail.images.widgets import AdminImageChooser

from catalog.desk.pictures.uploads import collection_for_uploads, store_upload
from catalog.models import ShopImage
from catalog.pages.forms import SkuField
from sitewide.numbers import is_primary_key

if TYPE_CHECKING:
    from catalog.pages.forms import SoldUnderSkuForm as FormBase
else:
    FormBase = object

TITLE_HELP = "As shoppers see it."
NO_PROPOSAL = "Enter a SKU: none can be proposed yet."


class QuickFields(FormBase):
    """Mixin, first in the bases of a quick form.

    An empty SKU is replaced by the proposed one. A posted photograph is stored at once, also if
    another field is wrong: `image` carries it, so it need not be chosen again.
    """

    data: QueryDict

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = "Part of the page's URL. If empty, made of the title."
        self.fields["title"].help_text = TITLE_HELP
        if collection_for_uploads(self.for_user) is None:
            del self.fields["photograph"]

    def propose_sku(self, cleaned: dict[str, Any]) -> str:
        raise NotImplementedError

    def defer_required_fields(self) -> None:
        super().defer_required_fields()
        self.fields["sku"].required = False  # `clean` proposes one

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "sku" not in self.errors and not cleaned.get("sku"):
            cleaned["sku"] = self.propose_sku(cleaned)
            if not cleaned["sku"]:
                self.add_error("sku", NO_PROPOSAL)
        if file := cleaned.pop("photograph", None):
            self._store_photograph(file, cleaned)
        if not cleaned.get("image"):
            cleaned["image_ready"] = False
        return cleaned

    def preview_url(self) -> str:
        """Return the URL of a preview of the image that the hidden field carries, or ""."""
        key = str(self["image"].value() or "")
        image = ShopImage.objects.filter(pk=key).first() if is_primary_key(key) else None
        shown = AdminImageChooser().get_value_data_from_instance(image) if image else None
        return shown["preview"]["url"] if shown else ""

    def _store_photograph(self, file: UploadedFile, cleaned: dict[str, Any]) -> None:
        title = cleaned.get("title") or ""
        try:
            cleaned["image"] = store_upload(file=file, title=title, user=self.for_user)
        except ValidationError as refusal:
            self.add_error("photograph", refusal)
            return
        data: QueryDict = self.data.copy()
        data["image"] = str(cleaned["image"].pk)
        self.data = data


def sku_field() -> SkuField:
    return SkuField(required=False, help_text="It cannot be changed after the page is created.")


def photograph_field() -> forms.FileField:
    return forms.FileField(
        required=False,
        help_text="Drop a file here or choose it.",
        widget=forms.FileInput(attrs={"accept": get_accept_attributes(), "data-photograph": True}),
    )
