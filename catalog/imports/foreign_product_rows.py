"""Rows from another shop's file: what they lack goes to a named default, what is new is made."""

from pathlib import Path

from django import forms
from django.utils.text import slugify

from catalog.imports.formats import Reading, shopify, woocommerce
from catalog.imports.product_rows import ProductRowForm, ProductRows
from catalog.models import Category, ProductPage, ProductType, Subcategory, Tag

READERS = {"shopify": shopify.read, "woocommerce": woocommerce.read}
DEFAULT_CATEGORY, DEFAULT_TYPE = "Uncategorised", "Other"
Snippet = Category | Subcategory | ProductType | Tag


class ForeignSnippets:
    """Finds snippets by name or slug; the others are kept in `new`, and made when it is written."""

    def __init__(self) -> None:
        self.new: list[Snippet] = []
        self._found: dict[tuple, Snippet] = {}
        for model in (Category, ProductType, Tag):
            for snippet in model.objects.all():
                self._keep(snippet, model, snippet.name)
                self._keep(snippet, model, snippet.slug)
        for sub in Subcategory.objects.select_related("category"):
            self._keep(sub, Subcategory, sub.category.slug, sub.name)
            self._keep(sub, Subcategory, sub.category.slug, sub.slug)

    def category(self, name: str) -> Category:
        return self._of(Category, name)

    def product_type(self, name: str) -> ProductType:
        return self._of(ProductType, name)

    def tag(self, name: str) -> Tag:
        return self._of(Tag, name)

    def subcategory(self, category: Category, name: str) -> Subcategory:
        return self._of(Subcategory, category.slug, name, category=category)

    def make(self) -> None:
        """Store what is new; in an order that stores a subcategory after its category."""
        while self.new:
            snippet = self.new.pop(0)
            if isinstance(snippet, Subcategory):
                snippet.category_id = snippet.category.pk
            snippet.save()

    def _of(self, model, *names: str, **fields) -> Snippet:
        key = _key(model, *names)
        by_slug = _key(model, *names[:-1], _slug(names[-1]))
        found = self._found.get(key) or self._found.get(by_slug)
        if found is None:
            found = model(name=names[-1], slug=_slug(names[-1]), **fields)
            self.new.append(found)
            self._keep(found, model, *names)
            self._keep(found, model, *names[:-1], found.slug)
        return found

    def _keep(self, snippet, model, *names: str) -> None:
        self._found.setdefault(_key(model, *names), snippet)


def _key(model, *names: str) -> tuple:
    return (model, *(name.casefold() for name in names))


def _slug(name: str) -> str:
    return slugify(name)[:60].strip("-") or "x" + name.encode().hex()[:40]


class ForeignRowForm(ProductRowForm):
    tier = forms.CharField(required=False)
    product_type = forms.CharField(required=False)
    category = forms.CharField(required=False)
    body = forms.CharField(required=False)
    seo_title = forms.CharField(required=False)
    search_description = forms.CharField(required=False)
    state = forms.CharField(required=False)

    def clean_tier(self):
        return ProductPage.Tier.STANDARD

    def clean_product_type(self):
        return self.known.product_type(self.cleaned_data["product_type"] or DEFAULT_TYPE)

    def clean_category(self):
        return self.known.category(self.cleaned_data["category"] or DEFAULT_CATEGORY)

    def clean_subcategory(self):
        name = self.cleaned_data["subcategory"]
        return self.known.subcategory(self.cleaned_data["category"], name) if name else None

    def clean_tags(self):
        names = [name for name in self.cleaned_data["tags"].split("|") if name]
        tags = {tag.slug: tag for tag in map(self.known.tag, names)}
        return list(tags.values())

    def clean_seo_title(self):
        return self.cleaned_data["seo_title"][:255]

    def clean_body(self):
        body = self.cleaned_data["body"]
        return [{"type": "text", "value": body}] if body else []


class ForeignProductRows(ProductRows):
    """How `importing` deals with rows of another shop. Amounts come in pounds."""

    fields = (
        "title", "variant", "family", "tier", "product_type", "category", "subcategory",
        "description", "featured", "seo_title", "search_description",
    )  # fmt: skip

    def __init__(self, format_name: str):
        super().__init__()
        self.known = ForeignSnippets()
        self._read = READERS[format_name]

    def read(self, path: Path) -> Reading:
        return self._read(path)

    def form(self, values: dict[str, str]) -> ForeignRowForm:
        return ForeignRowForm(values, known=self.known)

    def new_snippets(self) -> list[str]:
        return [f"{snippet._meta.verbose_name} “{snippet.name}”" for snippet in self.known.new]

    def prepare(self) -> None:
        self.known.make()

    def stays_draft(self, values: dict) -> bool:
        return values["state"] == "draft"

    def changed_fields(self, page: ProductPage, values: dict) -> list[str]:
        changed = super().changed_fields(page, values)
        now = [block["value"] for block in page.body.get_prep_value()]
        return changed if now == [b["value"] for b in values["body"]] else [*changed, "body"]

    def fill(self, page: ProductPage, values: dict) -> None:
        super().fill(page, values)
        page.body = values["body"]
