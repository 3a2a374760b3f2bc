"""Reader of WooCommerce's product export.

Each variation becomes a product of its parent's family, with the parent's values where it has none.
A variable product with variations in the file does not become a product itself.
"""

import re
from datetime import date
from pathlib import Path

from django.utils import timezone

from catalog.imports.formats import Reading
from catalog.imports.formats.foreign_rows import (
    YES,
    NamedCells,
    Rows,
    SaleStatus,
    family_of,
    is_no,
    is_yes,
    snippet_name,
    tag_names,
)
from catalog.imports.formats.normalise import file_name, is_free, pence_or_none, price_text

KNOWN = {
    "id", "type", "sku", "name", "published", "is featured?", "short description", "description",
    "stock", "in stock?", "backorders allowed?", "regular price", "sale price",
    "date sale price starts", "date sale price ends", "visibility in catalog", "categories",
    "tags", "images", "parent",
}  # fmt: skip
NEEDED = (("Name",), ("Regular price", "Sale price"))
ORDINARY_TYPES = ("simple", "variable", "variation")
UNPUBLISHED = {"0": "private", "-1": "a draft"}
_ATTRIBUTE = re.compile(r"attribute \d+ value\(s\)")
_COMMA = re.compile(r"(?<!\\),")
_LINE_END = re.compile(r"\\\\n|\\n")


def read(path: Path) -> Reading:
    cells = NamedCells(path, known=KNOWN, needed=NEEDED)
    named = cells.rows
    unknown = [
        name
        for name in cells.header
        if name and name.lower() not in KNOWN and not _ATTRIBUTE.fullmatch(name.lower())
    ]
    parents = _parents(named)
    with_variations = {_parent_of(row) for _, row in named if _is_variation(row)}
    families = _families(named)
    rows = Rows()
    for line, row in named:
        found = parents.get(_parent_of(row), []) if _is_variation(row) else []
        parent = found[0][1] if found else {}
        if _is_variable(row) and with_variations & set(_keys(row)):
            rows.leave_out(line, "It is sold as its variations.")
        elif not _price(row) and not is_free(row.get("regular price", "")):
            rows.leave_out(line, _why_without_price(row))
        elif not (row.get("name") or parent.get("name")):
            rows.leave_out(line, "It has no name.")
        else:
            _add(rows, line, row, parent, families, refusal=_why_unclear(row, found))
    return Reading(rows.finished(), cells.encoding, unknown, rows.left_out)


def _why_without_price(row: dict) -> str:
    if "grouped" in _types(row):
        return "It is a group of other products."  # a grouped product has no price of its own
    return "It has no price."


def _parents(named: list[tuple[int, dict]]) -> dict[str, list[tuple[int, dict]]]:
    """Return the possible parents of variations, by id and by SKU.

    Variations themselves are not parents, though they may have their parent's SKU.
    """
    parents: dict[str, list[tuple[int, dict]]] = {}
    for line, row in named:
        if not _is_variation(row):
            for key in _keys(row):
                parents.setdefault(key, []).append((line, row))
    return parents


def _why_unclear(row: dict, parents: list[tuple[int, dict]]) -> str:
    if all(parent == parents[0][1] for _, parent in parents):
        return ""
    lines = ", ".join(str(line) for line, _ in parents)
    return f"Its parent “{_parent_of(row)}” is not one product: see lines {lines}."


def _keys(row: dict) -> list[str]:
    """Return the keys by which a variation can refer to this row."""
    keys = [f"id:{row['id']}"] if row.get("id") else []
    return [*keys, row["sku"]] if row.get("sku") else keys


def _types(row: dict) -> list[str]:
    return [kind.strip() for kind in row.get("type", "").lower().split(",") if kind.strip()]


def _is_variation(row: dict) -> bool:
    """Whether the row is a variation, also a “subscription_variation”."""
    return any(kind.endswith("variation") for kind in _types(row))


def _is_variable(row: dict) -> bool:
    return any(kind.startswith("variable") for kind in _types(row))


def _parent_of(row: dict) -> str:
    return row.get("parent", "").replace("id: ", "id:")


def _families(named: list[tuple[int, dict]]) -> dict[str, str]:
    """Return the family names by parent id.

    If several parents have the same name, the oldest (lowest id) gets it and the others get their
    id appended.
    """
    families: dict[str, str] = {}
    taken: set[str] = set()
    parents = {row["id"]: row for _, row in named if row.get("id") and not _is_variation(row)}
    for key in sorted(parents, key=lambda number: (number.rjust(20, "0"), number)):
        family = family_of(parents[key].get("name", ""))
        families[key] = family_of(f"{family[:60]} {key}") if family in taken else family
        taken.add(family)
    return families


def _price(row: dict) -> str:
    """Return the regular price, or the sale price if there is no regular one."""
    return price_text(row.get("regular price", "")) or price_text(row.get("sale price", ""))


def _add(
    rows: Rows, line: int, row: dict, parent: dict, families: dict[str, str], *, refusal: str
) -> None:
    def own_or_parents(*names: str) -> str:
        return next((r[n] for r in (row, parent) for n in names if r.get(n)), "")

    sale_status = _sale_status(row, parent)
    variant = _variant(row) if parent else ""
    category, subcategory = _sections(own_or_parents("categories"))
    images = [file_name(image) for image in _listed(own_or_parents("images"))]
    name = parent.get("name") or row.get("name", "")
    if parent and not variant and row.get("name"):
        name = row["name"]
    rows.add(
        line,
        sku=row.get("sku", ""),
        product=f"woocommerce {row.get('id') or name}",
        refusal=refusal,
        key=f"{name} {row.get('id', '')} {variant}".strip(),
        title=name,
        variant=variant,
        text=_with_line_ends(own_or_parents("description", "short description")),
        family=families.get(parent.get("id", ""), family_of(name)) if parent else "",
        category=category,
        subcategory=subcategory,
        product_type="",
        tags=tag_names(_listed(own_or_parents("tags"))),
        price=_price(row),
        stock="" if sale_status.is_untracked else row.get("stock", "") or "0",
        sale_status=sale_status,
        featured="yes" if own_or_parents("is featured?") == "1" else "",
        image="|".join(dict.fromkeys(images)),
    )


def _sale_status(row: dict, parent: dict) -> SaleStatus:
    in_stock = row.get("in stock?", "").lower()
    has_stock = row.get("stock", "") not in ("", "parent")
    visibilities = (_visibility(row), _visibility(parent))
    reasons = {
        "its price is £0": not _price(row),
        "its parent is not in the file": _is_variation(row) and not parent,
        "the other shop sells it when it is out of stock": _is_sold_on(row),
        "it is on sale in the other shop": _is_on_sale(row),
        "the other shop shows it in searches only": "search" in visibilities,
    }
    kinds = dict.fromkeys([*_types(row), *_types(parent)])
    return SaleStatus(
        draft_reasons=(
            *(reason for reason, holds in reasons.items() if holds),
            *(f"it is “{kind}” in the other shop" for kind in kinds if kind not in ORDINARY_TYPES),
        ),
        off_sale=_off_sale(row) or _off_sale(parent),
        is_untracked=not has_stock and not is_no(in_stock),
        notes=()
        if has_stock or not is_no(in_stock)
        else ("stock 0, because it is out of stock in the other shop",),
    )


def _off_sale(row: dict) -> str:
    published = row.get("published", "")
    if published and not is_yes(published):
        return UNPUBLISHED.get(published, "not published")
    return "hidden" if _visibility(row) == "hidden" else ""


def _visibility(row: dict) -> str:
    return row.get("visibility in catalog", "").lower()


def _is_sold_on(row: dict) -> bool:
    backorders = row.get("backorders allowed?", "").lower()
    return backorders in ("notify", *YES) or "backorder" in row.get("in stock?", "").lower()


def _is_on_sale(row: dict) -> bool:
    """Whether the sale price applies today. A date that cannot be read counts as today."""
    regular, sale = row.get("regular price", ""), row.get("sale price", "")
    if not (regular and sale) or pence_or_none(sale) == pence_or_none(regular):
        return False
    today = timezone.localdate()
    starts, ends = (_day(row.get(f"date sale price {end}", "")) for end in ("starts", "ends"))
    return (starts or today) <= today <= (ends or today)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _variant(row: dict) -> str:
    values = [row[name] for name in row if _ATTRIBUTE.fullmatch(name) and row[name]]
    return " / ".join(value.replace("\\,", ",") for value in values)


def _listed(text: str) -> list[str]:
    """Split at commas; a comma after a backslash is part of a name."""
    return [part.strip().replace("\\,", ",") for part in _COMMA.split(text) if part.strip()]


def _with_line_ends(text: str) -> str:
    """Restore line ends, which are exported as “\\n”; a literal “\\n” is exported doubled."""
    return _LINE_END.sub(lambda found: "\n" if found[0] == r"\n" else r"\n", text)


def _sections(text: str) -> tuple[str, str]:
    """Return the first and the last level of the first category."""
    first = next(iter(_listed(text)), "")
    levels = [snippet_name(level) for level in first.split(">") if level.strip()]
    return (levels[0], levels[-1] if len(levels) > 1 else "") if levels else ("", "")
