"""Convert pages to column values and back.

The same values are used for exporting, for finding what an import changes, and for writing it.
"""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from catalog.dimensions import Dimensions, weight_text
from catalog.imports.files.columns import CHANGES, DRAFT, LIVE, SCHEDULED, escape_cell, tidy
from catalog.imports.files.lists import FACT, QUESTION, Pair, join_items, join_pairs
from catalog.imports.rows.bodies import Bodies
from catalog.imports.rows.snippets import Snippets
from catalog.models import BundlePage, ProductBundle, ProductPage, ProductPicture, Sku
from catalog.text_lines import lines_of
from sitewide.money_fields import pounds_text

Page = ProductPage | BundlePage

_OF_BOTH = (
    "slug", "title", "description", "featured", "image_ready", "seo_title", "search_description",
    "show_in_menus", "go_live_at", "expire_at",
)  # fmt: skip
_PLAIN: dict[type[Page], tuple[str, ...]] = {
    ProductPage: (
        *_OF_BOTH, "product_code", "variant", "family", "tier", "image_type", "signal_word",
        "minimum_age",
    ),
    BundlePage: (*_OF_BOTH, "bundle_type", "discount_percentage"),
}  # fmt: skip
# Fields with one item a line, by their column.
_LINES: dict[type[Page], dict[str, str]] = {
    ProductPage: {
        "highlights": "highlights",
        "box_contents": "box_contents",
        "instructions": "instructions",
        "hazard_statements": "hazard_statements",
        "related": "related_skus",
    },
    BundlePage: {"highlights": "highlights"},
}


def page_values(page: Page, bodies: Bodies) -> dict[str, Any]:
    """Return the page's own columns; snippets and parts by the keys that a file uses."""
    values: dict[str, Any] = {name: _plain(getattr(page, name)) for name in _PLAIN[type(page)]}
    values["image"] = bodies.pictures.name_of(page.image_id)
    values["body"] = bodies.portable(page.body)
    values["questions"] = _pairs(page.questions.raw_data, "question", "answer")
    for column, name in _LINES[type(page)].items():
        values[column] = lines_of(getattr(page, name))
    if isinstance(page, BundlePage):
        values["parts"] = [
            (part.product.sku, part.quantity) for part in page.parts.all() if part.product
        ]
        return values
    return values | {
        "product_type": page.product_type.name if page.product_type else "",
        "category": page.category.slug if page.category else "",
        "subcategory": page.subcategory.slug if page.subcategory else "",
        "tags": sorted(tag.slug for tag in page.tags.all()),
        "price": page.price_pence,
        "net_quantity": page.net_quantity,
        "specification": _pairs(page.specification.raw_data, "name", "value"),
        "dimensions": page.dimensions,
        "weight": page.weight_g,
        "more_pictures": _pictures(page, bodies),
    }


def _pairs(raw_data: Any, first: str, second: str) -> list[Pair]:
    """Return the pairs of a stream whose blocks have these two texts."""
    return [
        (tidy(child["value"].get(first) or ""), tidy(child["value"].get(second) or ""))
        for child in raw_data
    ]


def _stream(kind: str, pairs: list[Pair], first: str, second: str) -> list[dict]:
    """Return raw blocks of a stream with these pairs."""
    return [
        {"type": kind, "value": {first: one, second: other}, "id": str(uuid4())}
        for one, other in pairs
    ]


def _pictures(page: ProductPage, bodies: Bodies) -> list[Pair]:
    """Return file name and alternative text of the further pictures, each picture once."""
    named: dict[str, str] = {}
    for picture in page.more_pictures.all():
        if name := bodies.pictures.name_of(picture.image_id):
            named.setdefault(name, tidy(picture.alt_text))
    return list(named.items())


def fill_page(page: Page, values: dict, *, bodies: Bodies, snippets: Snippets) -> None:
    """Set these values on the page, in memory. Columns without a value stay unchanged."""
    for name in _PLAIN[type(page)]:
        if name in values:
            setattr(page, name, values[name])
    if "image" in values:
        page.image_id = bodies.pictures.pk_of(values["image"])
    if "body" in values:
        page.body = bodies.prepared(values["body"])
    if "questions" in values:
        page.questions = _stream("question", values["questions"], "question", "answer")
    for column, name in _LINES[type(page)].items():
        if column in values:
            setattr(page, name, "\n".join(values[column]))
    if isinstance(page, BundlePage):
        if "parts" in values:
            page.parts = _parts(values["parts"])
    else:
        _fill_product(page, values, snippets)
        _fill_facts(page, values, bodies)


def _fill_product(page: ProductPage, values: dict, snippets: Snippets) -> None:
    if "product_type" in values:
        page.product_type = snippets.product_type(values["product_type"])
    if "category" in values:
        page.category = snippets.category(values["category"])
    if "subcategory" in values:
        category = page.category.slug if page.category else ""
        page.subcategory = snippets.subcategory(category, values["subcategory"])
    if "tags" in values:
        page.tags = [snippets.tag(slug) for slug in values["tags"]]
    if "price" in values:
        page.price_pence = values["price"]
    if "net_quantity" in values:
        page.net_quantity = values["net_quantity"]


def _fill_facts(page: ProductPage, values: dict, bodies: Bodies) -> None:
    if "specification" in values:
        page.specification = _stream("fact", values["specification"], "name", "value")
    if "dimensions" in values:
        page.dimensions = values["dimensions"]
    if "weight" in values:
        page.weight_g = values["weight"]
    if "more_pictures" in values:
        page.more_pictures = [
            ProductPicture(image_id=pk, alt_text=alt_text, sort_order=order)
            for order, (name, alt_text) in enumerate(values["more_pictures"])
            if (pk := bodies.pictures.pk_of(name))
        ]


def _parts(parts: list[tuple[str, int]]) -> list[ProductBundle]:
    skus = [sku for sku, _ in parts]
    products = dict(Sku.objects.filter(pk__in=skus).values_list("pk", "page_id"))
    return [
        ProductBundle(product_id=products[sku], quantity=quantity, sort_order=order)
        for order, (sku, quantity) in enumerate(parts)
    ]


def versions(page: Page) -> list[tuple[str, Page]]:
    """Return (state, version) for the live, the scheduled and the draft version of a page.

    The first one is the page's own row.
    """
    if not page.has_unpublished_changes:
        return [(LIVE if page.live else DRAFT, page)]
    found = [(LIVE, page)] if page.live else []
    scheduled = page.revisions.filter(approved_go_live_at__isnull=False).first()
    if scheduled:
        found.append((SCHEDULED, scheduled.as_object()))
    latest = page.latest_revision
    listed = {page.live_revision_id, scheduled.pk if scheduled else None}
    if latest and latest.pk not in listed:
        found.append((CHANGES if found else DRAFT, latest.as_object()))
    return found or [(DRAFT, page)]


def cell(column: str, value: Any) -> str:
    """Format a value as a cell of a file."""
    if value is None or value == [] or value == "":
        return ""
    if column == "price":
        return pounds_text(value)
    if column == "body":
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if column == "parts":
        return "|".join(f"{sku}*{quantity}" for sku, quantity in value)
    if column == "tags":
        return "|".join(value)
    if column in ("tier", "bundle_type", "signal_word"):
        return value.capitalize()
    if column in ("specification", "more_pictures"):
        return escape_cell(join_pairs(value, FACT))
    if column == "questions":
        return escape_cell(join_pairs(value, QUESTION))
    if isinstance(value, list):
        return escape_cell(join_items(value))
    if isinstance(value, Dimensions):
        return str(value).replace("×", "x")
    if column == "weight":
        return weight_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return timezone.localtime(_moment(value)).isoformat()
    return escape_cell(tidy(str(value)))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return _moment(value)
    return tidy(value) if isinstance(value, str) else value


def _moment(value: datetime) -> datetime:
    """Convert to UTC and to the milliseconds that revisions store, so that times compare equal."""
    return value.astimezone(UTC).replace(microsecond=value.microsecond // 1000 * 1000)
