"""Reader of Shopify's product export, in its current and its older format.

Rows with the same handle are one product. Each row with a price is a variant and becomes a product
of that family; rows without a price only add pictures.
"""

import re
from pathlib import Path

from catalog.imports.formats import Reading
from catalog.imports.formats.foreign_rows import (
    YES,
    NamedCells,
    Rows,
    SaleStatus,
    family_of,
    is_no,
    is_yes,
    short_text,
    snippet_name,
    tag_names,
)
from catalog.imports.formats.normalise import file_name, is_free, pence_or_none, price_text

# Our name: Shopify's column names, the current one first.
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
    "position": ("image position",),
    "variant_image": ("variant image url", "variant image"),
    "seo_title": ("seo title",),
    "seo_description": ("seo description",),
    "tracker": ("inventory tracker", "variant inventory tracker"),
    "policy": ("continue selling when out of stock", "variant inventory policy"),
    "compare_at": ("compare-at price", "variant compare at price"),
    "shipping": ("requires shipping", "variant requires shipping"),
    "fulfilment": ("fulfillment service", "variant fulfillment service"),
    "gift_card": ("gift card",),
    "option1": ("option1 value",),
    "option2": ("option2 value",),
    "option3": ("option3 value",),
}
KNOWN = {name for names in NAMES.values() for name in names}
NEEDED = (("Title",), ("Price", "Variant Price"))
OF_THE_PRODUCT = (
    "title", "text", "category", "type", "tags", "published", "status", "gift_card", "seo_title",
    "seo_description",
)  # fmt: skip
NO_OPTION = "Default Title"
LAST = 1_000_000


def read(path: Path) -> Reading:
    cells = NamedCells(path, known=KNOWN, needed=NEEDED)
    unknown = [name for name in cells.header if name and name.lower() not in KNOWN]
    named = [(line, _named(row)) for line, row in cells.rows]
    products, pictures = _products(named), _pictures(named)
    counts_stock = any(name.lower() in NAMES["tracker"] for name in cells.header)
    rows = Rows()
    for line, row in named:
        handle = _handle(row)
        whole = row | {name: row[name] or products[handle][name] for name in OF_THE_PRODUCT}
        if not row["price"]:
            rows.leave_out(line, _why_left_out(row))
        elif not whole["title"]:
            rows.leave_out(line, "It has no title.")
        else:
            sale_status = _sale_status(whole, has_tracker=counts_stock)
            _add(rows, line, whole, pictures.get(handle, {}), sale_status)
    return Reading(rows.finished(), cells.encoding, unknown, rows.left_out)


def _named(cells: dict[str, str]) -> dict[str, str]:
    return {
        key: next((cells[name] for name in names if cells.get(name)), "")
        for key, names in NAMES.items()
    }


def _handle(row: dict) -> str:
    return row["handle"] or family_of(row["title"])


def _products(named: list[tuple[int, dict]]) -> dict[str, dict]:
    """Return, by handle, the values that all variants share. They are in the row with the title."""
    products: dict[str, dict] = {}
    for _, row in sorted(named, key=lambda numbered: not numbered[1]["title"]):
        first = products.setdefault(_handle(row), dict(row))
        for name in OF_THE_PRODUCT:
            first[name] = first[name] or row[name]
    return products


def _pictures(named: list[tuple[int, dict]]) -> dict[str, dict[str, str]]:
    """Return, by handle, the picture names in their order, each with its alternative text."""
    pictures: dict[str, dict[str, str]] = {}
    for _, row in sorted(named, key=lambda numbered: _position(numbered[1])):
        if row["image"]:
            of_handle = pictures.setdefault(_handle(row), {})
            of_handle.setdefault(file_name(row["image"]), row["alt"])
    return pictures


def _position(row: dict) -> int:
    return int(row["position"]) if re.fullmatch("[0-9]{1,6}", row["position"]) else LAST


def _why_left_out(row: dict) -> str:
    return "It only adds a picture." if row["image"] else "It has no price."


def _sale_status(row: dict, *, has_tracker: bool) -> SaleStatus:
    """Return how the row is sold. `has_tracker`: the file has a column for stock tracking."""
    price, compare_at = pence_or_none(row["price"]), pence_or_none(row["compare_at"])
    is_on_sale = price is not None and compare_at is not None and compare_at > price
    is_sold_on = row["policy"].lower() in ("continue", *YES)
    reasons = {
        "its price is £0": is_free(row["price"]),
        "it is a gift card": is_yes(row["gift_card"]) or row["fulfilment"] == "gift_card",
        "it is not shipped": is_no(row["shipping"]),
        "the other shop sells it when it is out of stock": is_sold_on,
        "it is on sale in the other shop": is_on_sale,
    }
    return SaleStatus(
        draft_reasons=tuple(reason for reason, holds in reasons.items() if holds),
        off_sale=_off_sale(row),
        is_untracked=not row["stock"] or (has_tracker and not row["tracker"]),
    )


def _off_sale(row: dict) -> str:
    status = row["status"].lower()
    if status not in ("", "active"):
        return f"“{status}”"
    return "" if row["published"] == "" or is_yes(row["published"]) else "not published"


def _add(
    rows: Rows, line: int, row: dict, pictures: dict[str, str], sale_status: SaleStatus
) -> None:
    options = [row[name] for name in ("option1", "option2", "option3")]
    variant = " / ".join(value for value in options if value and value != NO_OPTION)
    own = [file_name(row["variant_image"])] if row["variant_image"] else []
    images = [*dict.fromkeys([*own, *pictures])]
    rows.add(
        line,
        sku=row["sku"],
        product=f"shopify {_handle(row)}",
        key=f"{_handle(row)} {variant}".strip(),
        title=row["title"],
        variant=variant,
        text=row["text"],
        family=family_of(_handle(row)) if variant else "",
        product_type=snippet_name(row["type"]),
        category=snippet_name(row["category"].split(">")[-1].strip()),
        tags=tag_names(row["tags"].split(",")),
        price=price_text(row["price"]),
        stock="" if sale_status.is_untracked else row["stock"],
        sale_status=sale_status,
        image="|".join(images),
        image_alt=short_text(pictures.get(images[0], "")) if images else "",
        seo_title=short_text(row["seo_title"]),
        search_description=row["seo_description"],
    )
