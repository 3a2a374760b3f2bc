"""Form that checks rows of bundles."""

import re
from typing import Any

from django import forms

from catalog.bundle_rules import BundlePart, check_parts
from catalog.imports.rows.fields import WholeNumberField, choices_by_label, one_of
from catalog.imports.rows.forms import ImportRowForm
from catalog.models import BundlePage, ProductPage, ProductType

TYPES = choices_by_label(BundlePage.BundleType)
MAX_PART_QUANTITY = 32_767
Parts = list[tuple[str, int]]


class BundleRowForm(ImportRowForm):
    needed = ("description", "bundle_type", "parts")

    bundle_type = forms.CharField(required=False)
    parts = forms.CharField(required=False)
    discount_percentage = WholeNumberField(max_value=90)

    def __init__(self, values: dict, *, is_draft: bool, **kwargs: Any) -> None:
        super().__init__(values, is_draft=is_draft, **kwargs)
        self.parts_may_wait = is_draft

    def clean_bundle_type(self) -> str:
        kind = self.cleaned_data["bundle_type"].lower()
        wanted = "a bundle type (Standard, Pro or Special)"
        return one_of(TYPES, kind, wanted) if kind else BundlePage.BundleType.STANDARD

    def clean_parts(self) -> Parts:
        text = self.cleaned_data["parts"]
        parts = [_part(one) for one in text.split("|")] if text else []
        self._parts_by_sku = self._load_parts([sku for sku, _ in parts])
        for sku, _ in parts:
            one_of(self._parts_by_sku, sku, "the SKU of a product")
        return parts

    def clean(self) -> None:
        super().clean()
        if "parts" in self.cleaned_data and not self.parts_may_wait:
            kind = self.cleaned_data.get("bundle_type") or getattr(self.page, "bundle_type", "")
            check_parts(
                (self._parts_by_sku[sku] for sku, _ in self.cleaned_data["parts"]),
                is_pro_bundle=kind == BundlePage.BundleType.PRO,
            )

    def _load_parts(self, skus: list[str]) -> dict[str, BundlePart]:
        """Return the products by SKU: those of the shop, as the file changes them, and new ones."""
        found = ProductPage.objects.filter(sku_claim__in=skus).select_related(
            "sku_claim", "product_type"
        )
        parts = {
            page.sku: BundlePart(
                page.sku,
                page.title,
                is_pro=page.tier == ProductPage.Tier.PRO,
                is_kit=self._is_kit(page.sku, page.is_kit),
            )
            for page in found
        }
        for sku in set(skus) - set(parts) - self.context.refused:
            if in_file := self.context.contents.products.get(sku):
                title, is_pro, _ = in_file
                parts[sku] = BundlePart(sku, title, is_pro, self._is_kit(sku, is_kit_now=False))
        return parts

    def _is_kit(self, sku: str, is_kit_now: bool) -> bool:
        """Whether the product will be a kit after the import."""
        in_file = self.context.contents.products.get(sku)
        if in_file is None or not in_file[2] or sku in self.context.refused:
            return is_kit_now
        known = self.context.snippets.known(ProductType, in_file[2])
        return bool(known and known.is_bundle_type)


def _part(text: str) -> tuple[str, int]:
    match = re.fullmatch(r"([A-Z0-9-]+)(?:\*([1-9][0-9]{0,4}))?", text.strip())
    if not match or int(match[2] or 1) > MAX_PART_QUANTITY:
        raise forms.ValidationError(f"“{text}” is not a part such as AUT-CC-001*2.")
    return match[1], int(match[2] or 1)
