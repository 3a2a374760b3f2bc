"""Columns of the shop's own file format, which holds the whole catalogue.

A missing column leaves its values unchanged. Text that a spreadsheet would run as a formula is
written with a leading apostrophe, which reading removes.
"""

import re

SNIPPET_KINDS = ("category", "subcategory", "product_type", "tag")
PAGE_KINDS = ("product", "bundle")
KINDS = (*SNIPPET_KINDS, *PAGE_KINDS)  # written and imported in this order

REQUIRED = ("sku", "title")
COLUMNS = (
    "kind", "sku", "slug", "title", "state", "product_code", "variant", "family", "tier",
    "bundle_type", "product_type", "category", "subcategory", "tags", "price",
    "net_quantity", "discount_percentage", "parts", "description", "highlights", "body",
    "questions", "specification", "dimensions", "weight", "box_contents", "instructions",
    "signal_word", "hazard_statements", "minimum_age", "related", "image", "image_title",
    "image_alt", "more_pictures", "image_type", "image_ready", "featured", "seo_title",
    "search_description", "show_in_menus", "go_live_at", "expire_at", "stock", "low_at",
    "most_per_order", "sort_order", "is_bundle_type", "prices_per_hundred",
)  # fmt: skip

# Settings of a product's stock. An empty cell leaves them unchanged.
STOCK_COLUMNS = ("low_at", "most_per_order")

LIVE, DRAFT, SCHEDULED, CHANGES = "live", "draft", "scheduled", "changes"
STATES = ("", LIVE, DRAFT, SCHEDULED, CHANGES)

_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
_RUN_AS_A_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")


def escape_cell(text: str) -> str:
    """Escape a cell so that no spreadsheet runs it: `=SUM(A1)` becomes `'=SUM(A1)`."""
    return f"'{text}" if _RUN_AS_A_FORMULA.match(text) else text


def unescape_cell(cell: str) -> str:
    """Return the text of an escaped cell, or of a spreadsheet's text cell: `="0013"`."""
    if cell.startswith("'") and _RUN_AS_A_FORMULA.match(cell):
        return cell[1:]
    match = _TEXT_FORMULA.fullmatch(cell)
    return match[1].replace('""', '"') if match else cell


def tidy(text: str) -> str:
    """Normalise line ends and strip surrounding space, as in a file."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
