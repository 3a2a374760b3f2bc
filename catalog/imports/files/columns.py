"""The shop's own columns: one file holds the whole catalogue, and is read back unchanged.

A column that a file lacks means "leave it as it is". Text that a spreadsheet would run as a formula
is written with an apostrophe before it, which reading takes off again.
"""

import re

SNIPPET_KINDS = ("category", "subcategory", "product_type", "tag")
PAGE_KINDS = ("product", "bundle")
KINDS = (*SNIPPET_KINDS, *PAGE_KINDS)  # a file is written, and taken in, in this order

REQUIRED = ("sku", "title")
COLUMNS = (
    "kind", "sku", "slug", "title", "state", "product_code", "variant", "family", "tier",
    "bundle_type", "product_type", "category", "subcategory", "tags", "price",
    "discount_percentage", "parts", "description", "body", "image", "image_title", "image_alt",
    "image_type", "image_ready", "featured", "seo_title", "search_description", "show_in_menus",
    "go_live_at", "expire_at", "stock", "low_at", "most_per_order", "sort_order", "is_bundle_type",
)  # fmt: skip

# Settings of a product's stock. An empty cell leaves them as they are.
STOCK_COLUMNS = ("low_at", "most_per_order")

LIVE, DRAFT, SCHEDULED, CHANGES = "live", "draft", "scheduled", "changes"
STATES = ("", LIVE, DRAFT, SCHEDULED, CHANGES)

_KEPT_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')
_RUN_AS_A_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")


def guarded(text: str) -> str:
    """What is written into a cell so that no spreadsheet runs it: `'=SUM(A1)` for `=SUM(A1)`."""
    return f"'{text}" if _RUN_AS_A_FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a guarded cell, and of one that a spreadsheet keeps as text: `="0013"`."""
    if cell.startswith("'") and _RUN_AS_A_FORMULA.match(cell):
        return cell[1:]
    kept = _KEPT_AS_TEXT.fullmatch(cell)
    return kept[1].replace('""', '"') if kept else cell


def tidy(text: str) -> str:
    """Text as a file carries it: line ends of one kind, no space around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
