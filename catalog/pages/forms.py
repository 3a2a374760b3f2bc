"""The editing forms of what is for sale: the SKU is asked for once, and shown from then on."""

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm

from catalog.models.sku import SKU_PATTERN, check_never_given
from catalog.pages.content_only_forms import ContentOnly
from catalog.pages.selling_rights import COPY_FIELDS


class SkuField(forms.CharField):
    def __init__(self, **kwargs):
        kwargs.setdefault("label", "SKU")
        super().__init__(max_length=40, validators=[SKU_PATTERN], **kwargs)


class SoldUnderSkuForm(ContentOnly, WagtailAdminPageForm):
    sku = SkuField(
        help_text="Given once: it cannot be changed after the first save, or used elsewhere."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "sku" in self.fields and self.instance.pk:
            self.fields["sku"].disabled = True
            self.fields["sku"].initial = self.instance.sku

    def defer_required_fields(self):
        """A draft may wait for everything but its SKU."""
        super().defer_required_fields()
        if "sku" in self.fields:
            self.fields["sku"].required = True

    def clean(self):
        cleaned = super().clean()
        category, sub = cleaned.get("category"), cleaned.get("subcategory")
        if sub and "category" in self.fields and sub.category_id != (category and category.pk):
            self.add_error(
                "subcategory",
                f"“{sub.name}” belongs to {sub.category}, not to the chosen category.",
            )
        return cleaned

    def _post_clean(self):
        if not self.instance.pk and (sku := self.cleaned_data.get("sku")):
            self.instance.sku = sku
        super()._post_clean()


class BundleForm(SoldUnderSkuForm):
    """Judges a bundle by the parts that are posted with it; a draft may wait for its parts."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = self.formsets["parts"].forms if "parts" in self.formsets else []
        for row in rows:
            row.fields["product"].widget.known = row.instance.product

    def _post_clean(self):
        parts = self.formsets.get("parts")
        are_good = parts is None or parts.is_valid()
        if parts is not None and are_good:
            parts.save(commit=False)  # puts them on the instance, in memory
        self.instance.parts_may_wait = self.is_deferred_validation or not are_good
        super()._post_clean()
        self.instance.parts_may_wait = False


class IndexPageForm(ContentOnly, WagtailAdminPageForm):
    """Of the list that products or bundles stand below: its slug is part of all their addresses."""

    copy_fields = COPY_FIELDS | {"introduction"}


class CopyUnderNewSkuForm(CopyForm):
    """A copy is sold under a SKU of its own; an alias could have none."""

    sku = SkuField(label="SKU of the copy", help_text="A new one: each is given only once.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)
        self.order_fields(["new_title", "new_slug", "sku"])

    def clean(self):
        cleaned = super().clean()
        try:
            self.page.specific.check_before_copying()
        except ValidationError as refusal:
            self.add_error(None, refusal.messages)
        if sku := cleaned.get("sku"):
            check_never_given(sku)
            self.page.specific.sku_of_copy = sku
        return cleaned
