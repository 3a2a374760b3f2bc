"""The snippets that rows name: those of the shop, those that the file brings, and, for the files of
other shops, those that are made because nobody here has them."""

from typing import TypeVar

from django.utils.text import slugify

from catalog.models import Category, ProductType, Subcategory, Tag

DEFAULT_CATEGORY, DEFAULT_TYPE = "Uncategorised", "Other"
Snippet = Category | Subcategory | ProductType | Tag
AnySnippet = TypeVar("AnySnippet", Category, Subcategory, ProductType, Tag)
MAX_SLUG = 60

MODELS: dict[str, type[Snippet]] = {
    "category": Category,
    "subcategory": Subcategory,
    "product_type": ProductType,
    "tag": Tag,
}


class Snippets:
    """By the key that stands in our files: the slug, of a product type the name."""

    def __init__(self):
        self._known: dict[tuple, Snippet] = {}
        self._by_any_name: dict[tuple, Snippet] = {}
        self.new: dict[tuple, Snippet] = {}
        for model in (Category, ProductType, Tag):
            for snippet in model.objects.all():
                self.keep(snippet)
        for subcategory in Subcategory.objects.select_related("category"):
            self.keep(subcategory)

    def category(self, slug: str) -> Category | None:
        return self._known.get((Category, slug))

    def product_type(self, name: str) -> ProductType | None:
        return self._known.get((ProductType, name))

    def tag(self, slug: str) -> Tag | None:
        return self._known.get((Tag, slug))

    def subcategory(self, category: str, slug: str) -> Subcategory | None:
        return self._known.get((Subcategory, category, slug))

    def keep(self, snippet: Snippet) -> None:
        self._known[key_of(snippet)] = snippet
        for name in (snippet.name, snippet.slug):
            self._by_any_name.setdefault(_any_name(type(snippet), name, _section(snippet)), snippet)

    def known(self, model: type[AnySnippet], name: str, category: str = "") -> AnySnippet | None:
        """The one with this name or slug, whatever its capitals."""
        section = (category,) if model is Subcategory else ()
        return self._by_any_name.get(_any_name(model, name, section))

    def named(self, model: type[AnySnippet], name: str, category: str = "") -> AnySnippet:
        """The one with this name or slug, whatever its capitals; a new one where there is none."""
        section = (category,) if model is Subcategory else ()
        found = self._by_any_name.get(_any_name(model, name, section))
        if found is None:
            found = model(name=name, slug=self._free_slug(model, name, section))
            if model is Subcategory:
                found.category = self.category(category)
            self.keep(found)
            self.new[key_of(found)] = found
        return found

    def store(self, keys: list[tuple]) -> None:
        """Make those of the `new` ones; a category before its subcategories."""
        for key in keys:
            snippet = self.new.get(key)
            if snippet is None or snippet.pk:
                continue
            if isinstance(snippet, Subcategory):
                self.store([key_of(snippet.category)])
                snippet.category_id = snippet.category.pk
            snippet.save()

    def _free_slug(self, model: type[Snippet], name: str, section: tuple) -> str:
        plain = slugify(name)[:MAX_SLUG].strip("-") or "x" + name.encode().hex()[:40]
        slug, number = plain, 1
        while _any_name(model, slug, section) in self._by_any_name:
            number += 1
            slug = f"{plain[: MAX_SLUG - 4]}-{number}"
        return slug


def key_of(snippet: Snippet) -> tuple:
    own = snippet.name if isinstance(snippet, ProductType) else snippet.slug
    return (type(snippet), *_section(snippet), own)


def _section(snippet: Snippet) -> tuple:
    return (snippet.category.slug,) if isinstance(snippet, Subcategory) else ()


def _any_name(model: type[Snippet], name: str, section: tuple) -> tuple:
    return (model, *section, name.casefold())
