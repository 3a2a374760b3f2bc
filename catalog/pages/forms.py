"""Page forms of products and bundles. The SKU is required once and read-only afterwards."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm

from catalog.models.sku import SKU_PATTERN, Sku, check_never_used
from catalog.pages.rights.content_only_forms import ContentOnly
from catalog.pages.rights.selling_rights import CONTENT_FIELDS
from catalog.text_lines import lines_of


class SkuField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "SKU")
        super().__init__(max_length=40, validators=[SKU_PATTERN], **kwargs)


class SoldUnderSkuForm(ContentOnly, WagtailAdminPageForm):
    sku = SkuField(
        help_text="It cannot be changed after the first save, and no other page can use it."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "sku" in self.fields and self.instance.pk:
            self.fields["sku"].disabled = True
            self.fields["sku"].initial = self.instance.sku

    def defer_required_fields(self) -> None:
        """Require the SKU in drafts too; all other fields may be empty there."""
        super().defer_required_fields()
        if "sku" in self.fields:
            self.fields["sku"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        category, sub = cleaned.get("category"), cleaned.get("subcategory")
        if sub and "category" in self.fields and sub.category_id != (category and category.pk):
            self.add_error(
                "subcategory",
                f"“{sub.name}” belongs to {sub.category}, not to the chosen category.",
            )
        own_sku = cleaned.get("sku") or self.instance.sku
        if problem := _problem_of_related(cleaned.get("related_skus") or "", own_sku):
            self.add_error("related_skus", problem)
        return cleaned

    def _post_clean(self) -> None:
        if not self.instance.pk and (sku := self.cleaned_data.get("sku")):
            self.instance.sku = sku
        super()._post_clean()


def _problem_of_related(text: str, own_sku: str) -> str:
    """Return why these lines are not the SKUs of other products, or ""."""
    skus = lines_of(text)
    if not skus:
        return ""
    if own_sku in skus:
        return "A product cannot be related to itself."
    if twice := sorted({sku for sku in skus if skus.count(sku) > 1}):
        return f"{twice[0]} is there twice."
    known = set(Sku.objects.filter(pk__in=skus, stock__isnull=False).values_list("pk", flat=True))
    unknown = [sku for sku in skus if sku not in known]
    return f"“{unknown[0]}” is not the SKU of a product." if unknown else ""


class BundleForm(SoldUnderSkuForm):
    """Check the bundle rules with the posted parts; a draft need not have its parts yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.formsets["parts"].forms if "parts" in self.formsets else []
        for row in rows:
            row.fields["product"].widget.known = row.instance.product

    def _post_clean(self) -> None:
        parts = self.formsets.get("parts")
        are_good = parts is None or parts.is_valid()
        if parts is not None and are_good:
            parts.save(commit=False)  # puts them on the instance, in memory
        self.instance.parts_may_wait = self.is_deferred_validation or not are_good
        super()._post_clean()
        self.instance.parts_may_wait = False


class IndexPageForm(ContentOnly, WagtailAdminPageForm):
    """Form of an index page. Its slug is a selling term: it is part of every product's URL."""

    content_fields = CONTENT_FIELDS | {"introduction"}


class CopyUnderNewSkuForm(CopyForm):
    """Copy form that requires a new SKU. Aliases are not offered: they would have no SKU."""

    sku = SkuField(label="SKU of the copy", help_text="Choose a SKU that was never used before.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)
        self.order_fields(["new_title", "new_slug", "sku"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        try:
            self.page.specific.check_before_copying()
        except ValidationError as refusal:
            self.add_error(None, refusal.messages)
        if sku := cleaned.get("sku"):
            check_never_used(sku)
            self.page.specific.sku_of_copy = sku
        return cleaned
