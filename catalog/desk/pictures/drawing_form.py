"""Values of a product's or bundle's form that its drawing shows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance
from django.http import QueryDict

from catalog.desk.pages.bundle_figures import MAX_PARTS
from catalog.image_types import IMAGE_TYPE_PATTERN, PRODUCT_CODE_PATTERN, drawing_path
from catalog.models import BundlePage, ProductBundle, ProductPage, ShopImage
from catalog.models.sku import SKU_PATTERN

NO_TITLE = "Enter a title first: it is set on the label."
NO_IMAGE_TYPE = "Enter an image type first: it says what is drawn."
NO_DRAWING = "There is no drawing of the image type “{}”. Enter another one."
NO_UNIT = "Choose the unit of the net quantity: it is set on the label."
NO_PARTS = "Add products to the bundle first: they are what is drawn."
HAS_PHOTOGRAPH = (
    "The chosen image is a photograph, which a drawing never replaces. Clear the field “Image” "
    "first to use a drawing."
)
# The messages of the other fields are sentences of their own.
NAMED_IN_ERRORS = ("image", "variant", "tier", "category", "net_amount", "net_measure")


class DrawingForm(forms.ModelForm):
    """A field that is not posted keeps the draft's value: not every editor sees every field.

    Only what is drawn is validated: the rest of the page may still be unfinished.
    """

    sku = forms.CharField(max_length=40, required=False, validators=[SKU_PATTERN])
    image = forms.ModelChoiceField(ShopImage.objects.all(), required=False)

    def __init__(self, data: QueryDict, page: ProductPage | BundlePage) -> None:
        super().__init__(data, instance=page)
        for name in set(self.fields) - set(data):
            del self.fields[name]
        for name in set(self.fields) - {"title"}:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        image = cleaned.get("image", self.instance.image)
        if image and not image.is_drawn:
            raise ValidationError(HAS_PHOTOGRAPH)
        return cleaned

    def _post_clean(self) -> None:
        """Set the values on the page in memory, without the page's own validation."""
        construct_instance(self, self.instance)
        if not self.instance.pk and self.cleaned_data.get("sku"):
            self.instance.sku = self.cleaned_data["sku"]
        if not self.errors and (problem := self.problem_of_page()):
            self.add_error(None, problem)

    def problem_of_page(self) -> str:
        """Return why the page cannot be drawn, as a sentence, or ""."""
        raise NotImplementedError

    @property
    def refusal(self) -> str:
        """The errors, as sentences; "" without errors."""
        return " ".join(
            f"{self.fields[name].label}: {message}" if name in NAMED_IN_ERRORS else str(message)
            for name, messages in self.errors.items()
            for message in messages
        )


class ProductDrawingForm(DrawingForm):
    # A model form leaves the validators of the model's fields to the page's own validation.
    image_type = forms.CharField(validators=[IMAGE_TYPE_PATTERN])
    product_code = forms.CharField(max_length=40, validators=[PRODUCT_CODE_PATTERN])

    class Meta:
        model = ProductPage
        fields = [
            "title", "image_type", "product_code", "variant", "tier", "category", "net_amount",
            "net_measure",
        ]  # fmt: skip
        error_messages = {"title": {"required": NO_TITLE}}

    def problem_of_page(self) -> str:
        image_type = self.instance.image_type
        if not image_type:
            return NO_IMAGE_TYPE
        if drawing_path(image_type) == drawing_path(""):
            return NO_DRAWING.format(image_type)
        has_unit = self.instance.net_amount is None or self.instance.net_measure
        return "" if has_unit else NO_UNIT


class BundleDrawingForm(DrawingForm):
    """`parts`: primary keys of the products, in the form's order."""

    parts = forms.RegexField(
        r"^[0-9]{1,9}(,[0-9]{1,9})*\Z", max_length=10 * MAX_PARTS, required=False
    )

    class Meta:
        model = BundlePage
        fields = ["title"]
        error_messages = {"title": {"required": NO_TITLE}}

    def problem_of_page(self) -> str:
        if "parts" in self.fields:
            keys = [int(key) for key in self.cleaned_data["parts"].split(",") if key]
            known = ProductPage.objects.select_related("sku_claim").in_bulk(keys)
            self.instance.parts = [ProductBundle(product=known[k]) for k in keys if k in known]
        return "" if any(part.product for part in self.instance.parts.all()) else NO_PARTS


def drawing_form(data: QueryDict, page: ProductPage | BundlePage) -> DrawingForm:
    return (BundleDrawingForm if page.is_bundle else ProductDrawingForm)(data, page)
