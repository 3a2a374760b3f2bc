"""Snippets that rows refer to: stored ones, and new ones from the file.

For files of other shops, unknown snippets are created.
"""

from itertools import chain
from typing import TypeVar

from django.utils.text import slugify
from rapidfuzz import process

from catalog.models import Category, ProductType, Subcategory, Tag

DEFAULT_CATEGORY, DEFAULT_TYPE = "Uncategorised", "Other"
Snippet = Category | Subcategory | ProductType | Tag
AnySnippet = TypeVar("AnySnippet", Category, Subcategory, ProductType, Tag)
MAX_SLUG = 60
MAX_NAMES_LISTED = 5

MODELS: dict[str, type[Snippet]] = {
    "category": Category,
    "subcategory": Subcategory,
    "product_type": ProductType,
    "tag": Tag,
}


class Snippets:
    """Snippets by the key that our files use: the slug, or the name of a product type."""

    def __init__(self) -> None:
        self._known: dict[tuple, Snippet] = {}
        self._by_any_name: dict[tuple, Snippet] = {}
        self.new: dict[tuple, Snippet] = {}
        stored: chain[Snippet] = chain(
            Category.objects.all(), ProductType.objects.all(), Tag.objects.all()
        )
        for snippet in stored:
            self.add(snippet)
        for subcategory in Subcategory.objects.select_related("category"):
            self.add(subcategory)

    def category(self, slug: str) -> Category | None:
        return self._known.get((Category, slug))

    def product_type(self, name: str) -> ProductType | None:
        return self._known.get((ProductType, name))

    def tag(self, slug: str) -> Tag | None:
        return self._known.get((Tag, slug))

    def subcategory(self, category: str, slug: str) -> Subcategory | None:
        return self._known.get((Subcategory, category, slug))

    def add(self, snippet: Snippet) -> None:
        self._known[key_of(snippet)] = snippet
        for name in (snippet.name, snippet.slug):
            self._by_any_name.setdefault(_any_name(type(snippet), name, _section(snippet)), snippet)

    def known(self, model: type[AnySnippet], name: str, category: str = "") -> AnySnippet | None:
        """Return the snippet with this key, or else with this name or slug, ignoring case."""
        section: tuple[str, ...] = (category,) if model is Subcategory else ()
        exactly = self._known.get((model, *section, name))
        return exactly or self._by_any_name.get(_any_name(model, name, section))

    def nearest(self, model: type[Snippet], name: str, category: str = "") -> list[str]:
        """Return the names of a few snippets, the most similar first, for the report."""
        names = {
            snippet.name
            for key, snippet in self._known.items()
            if key[0] is model and (model is not Subcategory or key[1] == category)
        }
        found = process.extract(name, sorted(names), processor=str.casefold, limit=MAX_NAMES_LISTED)
        return [near for near, *_ in found]

    def named(self, model: type[AnySnippet], name: str, category: str = "") -> AnySnippet:
        """Return the snippet with this name or slug, ignoring case; create it if necessary.

        A new snippet is saved by `store`.
        """
        found = self.known(model, name, category)
        if found is None:
            section = (category,) if model is Subcategory else ()
            found = model(name=name, slug=self._free_slug(model, name, section))
            if model is Subcategory:
                found.category = self._known[(Category, category)]
            self.add(found)
            self.new[key_of(found)] = found
        return found

    def store(self, keys: list[tuple]) -> None:
        """Save the new snippets with these keys, a category before its subcategories."""
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
    """Return the snippet's model, category (of a subcategory) and key."""
    own = snippet.name if isinstance(snippet, ProductType) else snippet.slug
    return (type(snippet), *_section(snippet), own)


def _section(snippet: Snippet) -> tuple:
    return (snippet.category.slug,) if isinstance(snippet, Subcategory) else ()


def _any_name(model: type[Snippet], name: str, section: tuple) -> tuple:
    return (model, *section, name.casefold())
