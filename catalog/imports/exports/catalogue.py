"""Export the whole catalogue as one CSV file. Importing that file changes nothing."""

import csv
from collections.abc import Iterator
from itertools import chain
from typing import Any, Protocol

from django.db.models import QuerySet

from catalog.imports.files.columns import COLUMNS, SNIPPET_KINDS, STOCK_COLUMNS
from catalog.imports.pictures.names import PictureNames
from catalog.imports.rows.bodies import Bodies
from catalog.imports.rows.page_values import Page, cell, page_values, versions
from catalog.imports.rows.snippets import MODELS, Snippet
from catalog.models import BundlePage, ProductPage, ShopImage, Sku, Subcategory

BATCH_SIZE = 100


class SupportsWrite(Protocol):
    """Text file, as far as `csv.writer` needs it."""

    def write(self, text: str, /) -> object: ...


def export_catalogue(file: SupportsWrite) -> int:
    """Write the catalogue as CSV and return the number of rows without the header."""
    writer = csv.writer(file, lineterminator="\n")
    rows = 0
    for rows, cells in enumerate(catalogue_cells()):  # noqa: B007 (the last index is the count)
        writer.writerow(cells)
    return rows


def catalogue_cells() -> Iterator[list[str]]:
    """Yield the header and the rows of snippets, products and bundles, in a stable order."""
    yield list(COLUMNS)
    pictures = PictureNames()
    texts_of = picture_texts(pictures)
    for values in chain(snippet_rows(pictures), page_rows(Bodies(pictures))):
        values |= texts_of.get(values.get("image", ""), {})
        yield [cell(column, values.get(column)) for column in COLUMNS]


def picture_texts(pictures: PictureNames) -> dict[str, dict[str, str]]:
    """Return title and alternative text by file name; of identical images, those of the oldest."""
    images = ShopImage.objects.order_by("-pk").values_list("pk", "title", "description")
    return {
        pictures.name_of(pk): {"image_title": title, "image_alt": description}
        for pk, title, description in images.iterator()
    }


def snippet_rows(pictures: PictureNames) -> Iterator[dict]:
    for kind in SNIPPET_KINDS:
        model = MODELS[kind]
        snippets: Any = model.objects.all()
        if model is Subcategory:
            snippets = snippets.select_related("category")
        for snippet in sorted(snippets, key=_place):
            yield {"kind": kind} | snippet_values(snippet, pictures)


def snippet_values(snippet: Snippet, pictures: PictureNames) -> dict[str, Any]:
    values: dict[str, Any] = {
        "title": snippet.name,
        "slug": snippet.slug,
        "sort_order": str(snippet.sort_order),
    }
    if hasattr(snippet, "landing_text"):
        values["description"] = snippet.landing_text
        values["image"] = pictures.name_of(snippet.image_id)
        values["prices_per_hundred"] = snippet.prices_per_hundred
    if hasattr(snippet, "is_bundle_type"):
        values["is_bundle_type"] = snippet.is_bundle_type
    if isinstance(snippet, Subcategory):
        values["category"] = snippet.category.slug
    return values


def page_rows(bodies: Bodies) -> Iterator[dict]:
    """Yield one row for each version of a page: live, scheduled and draft."""
    for kind, model in (("product", ProductPage), ("bundle", BundlePage)):
        for page in pages_in_order(model):
            trading = stock_values(page)
            for state, version in versions(page):
                values = page_values(version, bodies) | trading
                yield values | {"kind": kind, "sku": page.sku, "state": state}
                trading = {}


def pages_in_order(model: type[Page]) -> Iterator[Page]:
    """Yield pages sorted by SKU. Sorted here, because databases sort hyphens differently."""
    codes = Sku.objects.filter(page__in=model.objects.values("page_ptr"))
    skus = sorted(codes.values_list("pk", flat=True))
    for start in range(0, len(skus), BATCH_SIZE):
        batch = skus[start : start + BATCH_SIZE]
        found = {page.sku: page for page in with_all(model).filter(sku_claim__in=batch)}
        yield from (found[sku] for sku in batch if sku in found)


def with_all(model: type[Page]) -> QuerySet:
    """Pages with everything that `versions` and `page_values` read."""
    return with_values(model).select_related("latest_revision", "live_revision")


def with_values(model: type[Page]) -> QuerySet:
    """Pages with everything that `page_values` reads, without their revisions."""
    pages: Any = model.objects.select_related("sku_claim__stock")
    if model is ProductPage:
        return pages.select_related("product_type", "category", "subcategory").prefetch_related(
            "tags", "more_pictures"
        )
    return pages.prefetch_related("parts")


def stock_values(page: Page) -> dict[str, str]:
    stock = page.stock
    if stock is None:
        return {}
    values = {"stock": str(stock.on_hand)}
    for name in STOCK_COLUMNS:
        number = getattr(stock, name)
        values[name] = "" if number is None else str(number)
    return values


def _place(snippet: Snippet) -> tuple:
    section = (_place(snippet.category),) if isinstance(snippet, Subcategory) else ()
    return (*section, snippet.sort_order, snippet.slug)
