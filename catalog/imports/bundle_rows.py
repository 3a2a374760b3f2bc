"""Rows of the shop's own bundle columns: checking, comparing, writing."""

import re
from pathlib import Path

from django import forms

from catalog.bundle_rules import PartFacts, check_parts
from catalog.imports.csv_rows import read_rows
from catalog.imports.formats import Reading
from catalog.imports.row_form import ImportRowForm, choices_by_label, one_of
from catalog.models import BundleIndexPage, BundlePage, ProductBundle, ProductPage

COLUMNS = (
    "sku", "title", "bundle_type", "parts", "discount_percentage", "description", "featured",
)  # fmt: skip

Parts = list[tuple[ProductPage, int]]


class BundleRowForm(ImportRowForm):
    bundle_type = forms.CharField()
    parts = forms.CharField()
    discount_percentage = forms.IntegerField(required=False, min_value=0, max_value=90)

    def __init__(self, *args, products: dict[str, ProductPage], **kwargs):
        super().__init__(*args, **kwargs)
        self.products = products

    def clean_bundle_type(self):
        types = choices_by_label(BundlePage.BundleType)
        wanted = "a bundle type (Standard, Pro or Special)"
        return one_of(types, self.cleaned_data["bundle_type"].lower(), wanted)

    def clean_parts(self) -> Parts:
        return [self._part(text) for text in self.cleaned_data["parts"].split("|")]

    def _part(self, text: str) -> tuple[ProductPage, int]:
        match = re.fullmatch(r"([A-Z0-9-]+)(?:\*([1-9][0-9]{0,2}))?", text.strip())
        if not match:
            raise forms.ValidationError(f"“{text}” is not a part such as AUT-CC-001*2.")
        product = one_of(self.products, match[1], "the SKU of a product")
        return product, int(match[2] or 1)

    def clean(self):
        parts = self.cleaned_data.get("parts")
        if parts and "bundle_type" in self.cleaned_data:
            check_parts(
                (PartFacts(p.pk, p.title, p.tier == ProductPage.Tier.PRO) for p, _ in parts),
                is_pro_bundle=self.cleaned_data["bundle_type"] == BundlePage.BundleType.PRO,
            )


FIELDS = ("title", "bundle_type", "discount_percentage", "description", "featured")


class BundleRows:
    """How `importing` deals with rows of bundles."""

    columns = COLUMNS
    model = BundlePage

    def __init__(self):
        self.parent = BundleIndexPage.objects.get()
        products = ProductPage.objects.select_related("sku_claim")
        self.products = {product.sku: product for product in products}

    def read(self, path: Path) -> Reading:
        return Reading(*read_rows(path, columns=self.columns))

    def new_snippets(self) -> list[str]:
        return []

    def prepare(self) -> None:
        """Before the first row is written."""

    def stays_draft(self, values: dict) -> bool:
        return False

    def form(self, values: dict[str, str]) -> BundleRowForm:
        return BundleRowForm(values, products=self.products)

    def changed_fields(self, page: BundlePage, values: dict) -> list[str]:
        changed = [name for name in FIELDS if getattr(page, name) != values[name]]
        now = [(part.product_id, part.quantity) for part in page.parts.all()]
        if now != [(product.pk, quantity) for product, quantity in values["parts"]]:
            changed.append("parts")
        return changed

    def fill(self, page: BundlePage, values: dict) -> None:
        for name in FIELDS:
            setattr(page, name, values[name])
        page.parts = [
            ProductBundle(product=product, quantity=quantity, sort_order=number)
            for number, (product, quantity) in enumerate(values["parts"])
        ]

    def after_new(self, page: BundlePage, values: dict) -> None:
        """A bundle has no stock of its own: its parts have."""
