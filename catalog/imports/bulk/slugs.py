"""Slugs for new products whose rows have none."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.text import slugify

from catalog.imports.contents import FileContents
from catalog.models import ProductPage


class FreeSlugs:
    """Slugs made from titles that no product, no row of the file and no earlier title uses.

    The same slugs as if each product was saved before the next slug was made.
    """

    def __init__(self, titles: Iterable[str], contents: FileContents) -> None:
        self._contents = contents
        plain = {slugify(title, allow_unicode=True) for title in titles}
        self._taken = set(_products_with(Q(slug__in=plain))) if plain else set()
        for slug in self._taken & plain:
            self._taken |= set(_products_with(Q(slug__startswith=f"{slug}-")))

    def slug_of(self, title: str) -> str:
        """Return a free slug, which is then taken."""
        plain = slugify(title, allow_unicode=True)
        slug, number = plain, 1
        while slug in self._taken or ("product", slug) in self._contents.slugs:
            number += 1
            slug = f"{plain}-{number}"
        self._taken.add(slug)
        return slug


def _products_with(condition: Q) -> Iterable[str]:
    return ProductPage.objects.filter(condition).values_list("slug", flat=True)
