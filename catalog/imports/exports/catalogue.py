"""The whole catalogue as one file, which importing reads back unchanged."""

import csv
from collections.abc import Iterator
from itertools import chain
from typing import TextIO

from catalog.imports.files.columns import COLUMNS, SNIPPET_KINDS, STOCK_COLUMNS
from catalog.imports.pictures.names import PictureNames
from catalog.imports.rows.bodies import Bodies
from catalog.imports.rows.page_values import Page, cell, page_values, versions
from catalog.imports.rows.snippets import MODELS, Snippet
from catalog.models import BundlePage, ProductPage, ShopImage, Sku, Stock, Subcategory

AT_ONCE = 100


def export_catalogue(file: TextIO) -> int:
    """Write it as CSV; the number of rows without the header."""
    writer = csv.writer(file, lineterminator="\n")
    rows = 0
    for rows, cells in enumerate(catalogue_cells()):  # noqa: B007 (the last number is the answer)
        writer.writerow(cells)
    return rows


def catalogue_cells() -> Iterator[list[str]]:
    """The header, then each row: snippets, products, bundles, each in an order that does not depend
    on the database."""
    yield list(COLUMNS)
    pictures = PictureNames()
    texts_of = picture_texts(pictures)
    for values in chain(snippet_rows(pictures), page_rows(Bodies(pictures))):
        values |= texts_of.get(values.get("image", ""), {})
        yield [cell(column, values.get(column)) for column in COLUMNS]


def picture_texts(pictures: PictureNames) -> dict[str, dict[str, str]]:
    """What pictures are called and say, by name; of several that are the same, the oldest's."""
    images = ShopImage.objects.order_by("-pk").values_list("pk", "title", "description")
    return {
        pictures.name_of(pk): {"image_title": title, "image_alt": description}
        for pk, title, description in images.iterator()
    }


def snippet_rows(pictures: PictureNames) -> Iterator[dict]:
    for kind in SNIPPET_KINDS:
        model = MODELS[kind]
        snippets = model.objects.all()
        if model is Subcategory:
            snippets = snippets.select_related("category")
        for snippet in sorted(snippets, key=_place):
            yield {"kind": kind} | snippet_values(snippet, pictures)


def snippet_values(snippet: Snippet, pictures: PictureNames) -> dict:
    values = {"title": snippet.name, "slug": snippet.slug, "sort_order": str(snippet.sort_order)}
    if hasattr(snippet, "landing_text"):
        values["description"] = snippet.landing_text
        values["image"] = pictures.name_of(snippet.image_id)
    if hasattr(snippet, "is_bundle_type"):
        values["is_bundle_type"] = snippet.is_bundle_type
    if isinstance(snippet, Subcategory):
        values["category"] = snippet.category.slug
    return values


def page_rows(bodies: Bodies) -> Iterator[dict]:
    """What is live, what is scheduled and what is a draft are rows of their own."""
    for kind, model in (("product", ProductPage), ("bundle", BundlePage)):
        for page in pages_in_order(model):
            trading = stock_values(page)
            for state, version in versions(page):
                values = page_values(version, bodies) | trading
                yield values | {"kind": kind, "sku": page.sku, "state": state}
                trading = {}


def pages_in_order(model: type[Page]) -> Iterator[Page]:
    """By SKU, sorted here: databases do not agree on where a hyphen comes."""
    codes = Sku.objects.filter(page__in=model.objects.values("page_ptr"))
    skus = sorted(codes.values_list("pk", flat=True))
    for start in range(0, len(skus), AT_ONCE):
        some = skus[start : start + AT_ONCE]
        found = {page.sku: page for page in with_all(model).filter(sku_claim__in=some)}
        yield from (found[sku] for sku in some if sku in found)


def with_all(model: type[Page]):
    """Pages with what their values are made of."""
    pages = model.objects.select_related("sku_claim__stock", "latest_revision", "live_revision")
    if model is ProductPage:
        return pages.select_related("product_type", "category", "subcategory").prefetch_related(
            "tags"
        )
    return pages.prefetch_related("parts")


def stock_values(page: Page) -> dict[str, str]:
    stock: Stock | None = getattr(page.sku_claim, "stock", None)
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
