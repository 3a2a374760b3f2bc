"""Shopify's product export, of today and the older one.

Rows with one handle are one product; each row with a price is a variant, and becomes a product of
one family. Rows without a price add pictures, and are no products.
"""

from pathlib import Path

from catalog.imports.foreign_text import file_name, is_free, price_text
from catalog.imports.formats import Reading
from catalog.imports.formats.foreign_rows import (
    Rows,
    family_of,
    read_named,
    short_text,
    snippet_name,
    tag_names,
)

# Ours: what the columns are called, today's name first.
NAMES = {
    "handle": ("url handle", "handle"),
    "title": ("title",),
    "text": ("description", "body (html)", "body html"),
    "category": (
        "product category",
        "standardized product type",
        "standard product type",
        "custom product type",
    ),
    "type": ("type", "custom product type"),
    "tags": ("tags",),
    "published": ("published on online store", "published"),
    "status": ("status",),
    "sku": ("sku", "variant sku"),
    "price": ("price", "variant price"),
    "stock": ("inventory quantity", "variant inventory qty"),
    "image": ("product image url", "image src"),
    "alt": ("image alt text",),
    "variant_image": ("variant image url", "variant image"),
    "seo_title": ("seo title",),
    "seo_description": ("seo description",),
    "option1": ("option1 value",),
    "option2": ("option2 value",),
    "option3": ("option3 value",),
}
KNOWN = {name for names in NAMES.values() for name in names}
NO_OPTION = "Default Title"


def read(path: Path) -> Reading:
    header, cells = read_named(path, known=KNOWN, needed="Title")
    unknown = [name for name in header if name and name.lower() not in KNOWN]
    named = [(line, _named(row)) for line, row in cells]
    firsts: dict[str, dict] = {}
    pictures: dict[str, list[str]] = {}
    for _, row in named:
        handle = _handle(row)
        first = firsts.setdefault(handle, dict(row))
        if row["title"] and not first["title"]:
            firsts[handle] = {**first, **{key: row[key] or first[key] for key in row}}
        if row["image"]:
            pictures.setdefault(handle, []).append(file_name(row["image"]))
    rows, left_out = Rows(), []
    for line, row in named:
        first = firsts[_handle(row)]
        if not price_text(row["price"]) and not is_free(row["price"]):
            left_out.append((line, _why_left_out(row)))
        elif not first["title"]:
            left_out.append((line, "It has no title."))
        else:
            _add(rows, line, row, first, pictures.get(_handle(row), []))
    return Reading(rows.rows, unknown, left_out)


def _named(cells: dict[str, str]) -> dict[str, str]:
    return {
        key: next((cells[name] for name in names if cells.get(name)), "")
        for key, names in NAMES.items()
    }


def _handle(row: dict) -> str:
    return row["handle"] or family_of(row["title"])


def _why_left_out(row: dict) -> str:
    return "It adds a picture, and is no variant." if row["image"] else "It has no price."


def _add(rows: Rows, line: int, row: dict, first: dict, pictures: list[str]) -> None:
    options = [row[name] for name in ("option1", "option2", "option3")]
    variant = " / ".join(value for value in options if value and value != NO_OPTION)
    own = [file_name(row["variant_image"])] if row["variant_image"] else []
    is_draft = first["status"].lower() in ("draft", "archived", "unlisted")
    is_hidden = first["published"].lower() in ("false", "no", "0")
    rows.add(
        line,
        sku=row["sku"],
        key=f"{_handle(row)} {variant}".strip(),
        title=first["title"],
        variant=variant,
        text=first["text"],
        family=family_of(_handle(row)) if variant else "",
        product_type=snippet_name(first["type"]),
        category=snippet_name(first["category"].split(">")[-1].strip()),
        tags=tag_names(first["tags"].split(",")),
        price=price_text(row["price"]),
        stock=row["stock"],
        state="draft" if is_draft or is_hidden or is_free(row["price"]) else "",
        image="|".join(dict.fromkeys(own + pictures)),
        image_alt=short_text(first["alt"]),
        seo_title=short_text(first["seo_title"]),
        search_description=first["seo_description"],
    )
