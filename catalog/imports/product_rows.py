"""Rows of the shop's own product columns: checking, comparing, writing."""

from dataclasses import dataclass
from pathlib import Path

from django import forms

from catalog.image_types import IMAGE_TYPE_PATTERN, PRODUCT_CODE_PATTERN
from catalog.imports.csv_rows import read_rows
from catalog.imports.formats import Reading
from catalog.imports.row_form import ImportRowForm, choices_by_label, one_of
from catalog.models import (
    Category,
    ProductIndexPage,
    ProductPage,
    ProductType,
    StockMove,
    Subcategory,
    Tag,
)
from catalog.money_fields import PoundsFormField
from catalog.stock import add_stock

COLUMNS = (
    "sku", "product_code", "title", "variant", "family", "tier", "product_type", "category",
    "subcategory", "tags", "price", "description", "image_type", "featured", "stock",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """The snippets that rows may name, read once for the whole file."""

    types: dict[str, ProductType]
    categories: dict[str, Category]
    subcategories: dict[tuple[str, str], Subcategory]
    tags: dict[str, Tag]

    @classmethod
    def now(cls) -> "Known":
        return cls(
            types={kind.name: kind for kind in ProductType.objects.all()},
            categories={category.slug: category for category in Category.objects.all()},
            subcategories={
                (sub.category.slug, sub.slug): sub
                for sub in Subcategory.objects.select_related("category")
            },
            tags={tag.slug: tag for tag in Tag.objects.all()},
        )


class ProductRowForm(ImportRowForm):
    product_code = forms.CharField(required=False, max_length=40, validators=[PRODUCT_CODE_PATTERN])
    variant = forms.CharField(required=False, max_length=60)
    family = forms.SlugField(required=False, max_length=80)
    tier = forms.CharField()
    product_type = forms.CharField()
    category = forms.CharField()
    subcategory = forms.CharField(required=False)
    tags = forms.CharField(required=False)
    price = PoundsFormField(min_value=None)
    image_type = forms.CharField(required=False, validators=[IMAGE_TYPE_PATTERN])
    stock = forms.IntegerField(min_value=0, max_value=1_000_000, required=False)

    def __init__(self, *args, known: Known, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known

    def clean_tier(self):
        tiers = choices_by_label(ProductPage.Tier)
        return one_of(tiers, self.cleaned_data["tier"].lower(), "a tier (Standard or Pro)")

    def clean_product_type(self):
        return one_of(self.known.types, self.cleaned_data["product_type"], "a known product type")

    def clean_category(self):
        return one_of(self.known.categories, self.cleaned_data["category"], "a known category")

    def clean_subcategory(self):
        slug, category = self.cleaned_data["subcategory"], self.cleaned_data.get("category")
        if not slug or not category:
            return None
        wanted = f"a subcategory of {category}"
        subcategories = {
            name: sub
            for (parent, name), sub in self.known.subcategories.items()
            if parent == category.slug
        }
        return one_of(subcategories, slug, wanted)

    def clean_tags(self):
        slugs = [slug.strip() for slug in self.cleaned_data["tags"].split("|") if slug.strip()]
        return [one_of(self.known.tags, slug, "a known tag") for slug in dict.fromkeys(slugs)]

    def clean_price(self):
        if self.cleaned_data["price"] <= 0:
            raise forms.ValidationError("The price must be more than £0.")
        return self.cleaned_data["price"]


FIELDS = (
    "title", "product_code", "variant", "family", "tier", "product_type", "category",
    "subcategory", "description", "image_type", "featured",
)  # fmt: skip


class ProductRows:
    """How `importing` deals with rows of products."""

    columns = COLUMNS
    fields = FIELDS
    model = ProductPage

    def __init__(self):
        self.known = Known.now()
        self.parent = ProductIndexPage.objects.get()

    def read(self, path: Path) -> Reading:
        return Reading(*read_rows(path, columns=self.columns))

    def new_snippets(self) -> list[str]:
        """What writing would make besides the products: nothing, in our own columns."""
        return []

    def prepare(self) -> None:
        """Before the first row is written."""

    def stays_draft(self, values: dict) -> bool:
        return False

    def form(self, values: dict[str, str]) -> ProductRowForm:
        return ProductRowForm(values, known=self.known)

    def changed_fields(self, page: ProductPage, values: dict) -> list[str]:
        changed = [name for name in self.fields if getattr(page, name) != values[name]]
        if page.price_pence != values["price"]:
            changed.append("price")
        if {tag.pk for tag in page.tags.all()} != {tag.pk for tag in values["tags"]}:
            changed.append("tags")
        return changed

    def fill(self, page: ProductPage, values: dict) -> None:
        for name in self.fields:
            setattr(page, name, values[name])
        page.price_pence = values["price"]
        page.tags = values["tags"]

    def after_new(self, page: ProductPage, values: dict) -> None:
        """Stock is trading: a row's figure is the opening stock of a new product, and no more."""
        if values["stock"]:
            add_stock(page.sku, values["stock"], reason=StockMove.Reason.OPENING)
