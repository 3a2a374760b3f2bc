"""Forms that check rows of products."""

from typing import Any

from django import forms

from catalog.bundle_rules import check_in_no_bundle
from catalog.image_types import IMAGE_TYPE_PATTERN, PRODUCT_CODE_PATTERN
from catalog.imports.files.columns import STOCK_COLUMNS
from catalog.imports.files.lists import FACT, Pair
from catalog.imports.rows.fact_fields import (
    DimensionsField,
    ItemsField,
    PairsField,
    WeightField,
)
from catalog.imports.rows.fields import WholeNumberField, choices_by_label, one_of
from catalog.imports.rows.forms import ImportRowForm, file_names
from catalog.imports.rows.snippets import DEFAULT_CATEGORY, DEFAULT_TYPE, Snippet, key_of
from catalog.measures import NetQuantity, NotANetQuantity, read_net_quantity
from catalog.models import Category, ProductPage, ProductType, Subcategory, Tag
from catalog.models.sku import SKU_PATTERN
from catalog.pages.product_facts import (
    BOX_LINES,
    HAZARD_LINES,
    HAZARD_WITHOUT_SIGNAL_WORD,
    INSTRUCTION_LINES,
    MAX_FACTS,
    RELATED_LINES,
    SignalWord,
)
from catalog.pages.product_picture import MAX_ALT_TEXT_LENGTH, MAX_PICTURES
from catalog.safety import AGES
from sitewide.money_fields import PoundsFormField

MAX_PIECES = 1_000_000
TIERS = choices_by_label(ProductPage.Tier)
SIGNAL_WORDS = choices_by_label(SignalWord)


class ProductRowForm(ImportRowForm):
    needed: tuple[str, ...] = ("description", "tier", "product_type", "category", "price")

    product_code = forms.CharField(required=False, max_length=40, validators=[PRODUCT_CODE_PATTERN])
    variant = forms.CharField(required=False, max_length=60)
    family = forms.SlugField(required=False, max_length=80)
    tier = forms.CharField(required=False)
    product_type = forms.CharField(required=False)
    category = forms.CharField(required=False)
    subcategory = forms.CharField(required=False)
    tags = forms.CharField(required=False)
    price = PoundsFormField(required=False)
    net_quantity = forms.CharField(required=False)
    image_type = forms.CharField(required=False, validators=[IMAGE_TYPE_PATTERN])
    specification = PairsField(FACT, most=MAX_FACTS, max_lengths=(60, 160))
    dimensions = DimensionsField()
    weight = WeightField()
    box_contents = ItemsField(BOX_LINES)
    instructions = ItemsField(INSTRUCTION_LINES)
    signal_word = forms.CharField(required=False)
    hazard_statements = ItemsField(HAZARD_LINES)
    minimum_age = WholeNumberField()
    related = ItemsField(RELATED_LINES)
    more_pictures = PairsField(FACT, most=MAX_PICTURES, max_lengths=(255, MAX_ALT_TEXT_LENGTH))
    stock = WholeNumberField(max_value=MAX_PIECES)
    low_at = WholeNumberField(max_value=MAX_PIECES)
    most_per_order = WholeNumberField(min_value=1, max_value=MAX_PIECES)

    def clean_tier(self) -> str:
        tier = self.cleaned_data["tier"].lower()
        return (
            one_of(TIERS, tier, "a tier (Standard or Pro)") if tier else ProductPage.Tier.STANDARD
        )

    def clean_product_type(self) -> str:
        return self._known(ProductType, "product_type", "a known product type")

    def clean_category(self) -> str:
        return self._known(Category, "category", "a known category")

    def clean_subcategory(self) -> str:
        text, category = self.cleaned_data["subcategory"], self._category()
        if not text or category is None:
            return ""
        snippets = self.context.snippets
        found = snippets.known(Subcategory, text, category.slug)
        if found is None:
            known = _known_names(snippets.nearest(Subcategory, text, category.slug))
            raise forms.ValidationError(f"“{text}” is not a subcategory of {category}.{known}")
        return found.slug

    def clean_tags(self) -> list[str]:
        names = (name.strip() for name in self.cleaned_data["tags"].split("|"))
        slugs = {self._one(Tag, name, "a known tag") for name in names if name}
        return sorted(slugs)

    def clean_price(self) -> int | None:
        price = self.cleaned_data["price"]
        if price is not None and price <= 0:
            raise forms.ValidationError("The price must be more than £0.")
        return price

    def clean_net_quantity(self) -> NetQuantity | None:
        text = self.cleaned_data["net_quantity"]
        try:
            return read_net_quantity(text) if text else None
        except NotANetQuantity as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean_specification(self) -> list[Pair]:
        specification = self.cleaned_data["specification"]
        self._check_complete("specification", specification)
        return specification

    def clean_signal_word(self) -> str:
        word = self.cleaned_data["signal_word"].lower()
        return one_of(SIGNAL_WORDS, word, "a signal word (Warning or Danger)") if word else ""

    def clean_minimum_age(self) -> int | None:
        age = self.cleaned_data["minimum_age"]
        if age is not None and age not in AGES:
            raise forms.ValidationError("An age limit is 16 or 18.")
        return age

    def clean_related(self) -> list[str]:
        """Accept SKUs that no product has yet: such a product may be imported later."""
        skus = self.cleaned_data["related"]
        for sku in skus:
            SKU_PATTERN(sku)
        return skus

    def clean_more_pictures(self) -> list[Pair]:
        """Leave out names without a picture; the report names them."""
        pictures = {
            resolved: alt_text
            for name, alt_text in self.cleaned_data["more_pictures"]
            if (resolved := self.context.pictures.resolve(name))
        }
        return list(pictures.items())

    def clean(self) -> None:
        super().clean()
        self._check_hazards()
        if self.data.get("more_pictures") and not self.cleaned_data.get("more_pictures"):
            self.cleaned_data.pop("more_pictures", None)  # there is no such picture: unchanged
        for name in STOCK_COLUMNS:
            if self.cleaned_data.get(name, 0) is None:
                del self.cleaned_data[name]
        if self._leaves_its_subcategory():
            self.cleaned_data["subcategory"] = ""
        if self.page and self._becomes_kit(self.page):
            name = self.cleaned_data["product_type"]
            check_in_no_bundle(
                self.page.bundle_parts.values_list("bundle__title", flat=True),
                becoming_kits=f"Products of the type “{name}” are kits",
            )

    def _check_hazards(self) -> None:
        """Add an error if the product would have hazard statements without a signal word."""
        stored = self.page
        word = self.cleaned_data.get("signal_word", stored.signal_word if stored else "")
        hazards = self.cleaned_data.get(
            "hazard_statements", stored.hazard_statements if stored else ""
        )
        if hazards and not word and "signal_word" not in self.errors:
            self.add_error(None, HAZARD_WITHOUT_SIGNAL_WORD)

    def _becomes_kit(self, page: ProductPage) -> bool:
        name = self.cleaned_data.get("product_type", "")
        known = self.context.snippets.product_type(name) if name else None
        return bool(known and known.is_bundle_type and not page.is_kit)

    def _leaves_its_subcategory(self) -> bool:
        """Whether the row changes the category without giving a subcategory."""
        stored, category = self.page and self.page.subcategory, self._category()
        is_given = "subcategory" in self.cleaned_data or "subcategory" in self.errors
        return bool(stored and category and not is_given and stored.category_id != category.pk)

    def _category(self) -> Category | None:
        if "category" in self.fields:
            return self.context.snippets.category(self.cleaned_data.get("category", ""))
        return self.page.category if self.page else None

    def _known(self, model: type[Snippet], column: str, wanted: str) -> str:
        text = self.cleaned_data[column]
        return self._one(model, text, wanted) if text else ""

    def _one(self, model: type[Snippet], text: str, wanted: str) -> str:
        """Return the key of the snippet with this key, or else with this name or slug."""
        snippets = self.context.snippets
        found = snippets.known(model, text)
        if found is None:
            known = _known_names(snippets.nearest(model, text))
            raise forms.ValidationError(f"“{text}” is not {wanted}.{known}")
        return str(key_of(found)[-1])


def _known_names(names: list[str]) -> str:
    return f" Known are: {', '.join(names)}." if names else " There is none yet."


class ForeignProductRowForm(ProductRowForm):
    """Row of another shop: missing values get a named default, unknown snippets are created."""

    needed = ("description", "price")

    stock = WholeNumberField()  # capped at MAX_PIECES, not refused

    def __init__(self, values: dict, *, is_new: bool, **kwargs: Any) -> None:
        self.defaults: list[str] = []
        if is_new:
            values = {"tier": "", "product_type": "", "category": ""} | values
        super().__init__(values, is_new=is_new, **kwargs)

    def clean_tier(self) -> str:
        tier = TIERS.get(self.cleaned_data["tier"].lower())
        if tier is None:
            self.defaults.append("tier “Standard”")
        return tier or ProductPage.Tier.STANDARD

    def clean(self) -> None:
        super().clean()
        if further := self._further_pictures():
            self.cleaned_data["more_pictures"] = further

    def _further_pictures(self) -> list[Pair]:
        """Return the pictures after the first, which is the page's image. They are named by the
        title, as other shops' files have one text for all pictures."""
        named = file_names(self.data.get("image"))[1:]
        names = dict.fromkeys(self.context.pictures.resolve(name) for name in named)
        further = [name for name in names if name and name != self.cleaned_data.get("image")]
        if len(further) > MAX_PICTURES:
            self.defaults.append(f"{MAX_PICTURES} further pictures, the maximum for a product")
        alt_text = self.data.get("title", "")[:MAX_ALT_TEXT_LENGTH]
        return [(name, alt_text) for name in further[:MAX_PICTURES]]

    def clean_stock(self) -> int:
        pieces = self.cleaned_data["stock"]
        if pieces is not None and pieces > MAX_PIECES:
            self.defaults.append(f"stock {MAX_PIECES:,}, the maximum for a product")
        return min(pieces or 0, MAX_PIECES)

    def _known(self, model: type[Snippet], column: str, wanted: str) -> str:
        default = DEFAULT_TYPE if model is ProductType else DEFAULT_CATEGORY
        if not self.cleaned_data[column]:
            self.defaults.append(f"{model._meta.verbose_name} “{default}”")
        return self._one(model, self.cleaned_data[column] or default, wanted)

    def _one(self, model: type[Snippet], text: str, wanted: str) -> str:
        return key_of(self.context.snippets.named(model, text))[-1]

    def clean_subcategory(self) -> str:
        name, category = self.cleaned_data["subcategory"], self._category()
        if not name or category is None:
            return ""
        return self.context.snippets.named(Subcategory, name, category.slug).slug
