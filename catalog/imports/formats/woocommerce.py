"""WooCommerce's product export.

A variation is a product of its parent's family, and has from its parent what it lacks itself. A
variable product is no product of its own where it has variations.
"""

import re
from pathlib import Path

from catalog.imports.foreign_text import file_name, is_free, price_text
from catalog.imports.formats import Reading
from catalog.imports.formats.foreign_rows import (
    Rows,
    family_of,
    read_named,
    snippet_name,
    tag_names,
)

KNOWN = {
    "id", "type", "sku", "name", "published", "is featured?", "short description", "description",
    "stock", "regular price", "sale price", "categories", "tags", "images", "parent",
}  # fmt: skip
_ATTRIBUTE = re.compile(r"attribute \d+ value\(s\)")
_COMMA = re.compile(r"(?<!\\),")
_LINE_END = re.compile(r"\\\\n|\\n")


def read(path: Path) -> Reading:
    header, named = read_named(path, known=KNOWN, needed="Name")
    unknown = [
        name
        for name in header
        if name and name.lower() not in KNOWN and not _ATTRIBUTE.fullmatch(name.lower())
    ]
    parents = {key: row for _, row in named for key in _keys(row)}
    with_variations = {_parent_of(row) for _, row in named if _is_variation(row)}
    families = _families(named)
    rows, left_out = Rows(), []
    for line, row in named:
        parent = parents.get(_parent_of(row), {}) if _is_variation(row) else {}
        if "variable" in row.get("type", "").lower() and with_variations & set(_keys(row)):
            left_out.append((line, "It is sold as its variations."))
        elif not _price(row) and not is_free(row.get("regular price", "")):
            left_out.append((line, "It has no price."))
        elif not (row.get("name") or parent.get("name")):
            left_out.append((line, "It has no name."))
        else:
            _add(rows, line, row, parent, families)
    return Reading(rows.rows, unknown, left_out)


def _keys(row: dict) -> list[str]:
    """What a variation can name this row by."""
    keys = [f"id:{row['id']}"] if row.get("id") else []
    return [*keys, row["sku"]] if row.get("sku") else keys


def _is_variation(row: dict) -> bool:
    return row.get("type", "").lower().split(",")[0].strip() == "variation"


def _parent_of(row: dict) -> str:
    return row.get("parent", "").replace("id: ", "id:")


def _families(named: list[tuple[int, dict]]) -> dict[str, str]:
    """By the parent's id; a name that another parent has before gets the id behind it."""
    families: dict[str, str] = {}
    taken: set[str] = set()
    for _, row in named:
        if (key := row.get("id")) and not _is_variation(row):
            family = family_of(row.get("name", ""))
            families[key] = family_of(f"{family[:60]} {key}") if family in taken else family
            taken.add(family)
    return families


def _price(row: dict) -> str:
    """The regular price; the sale price where it stands alone."""
    return price_text(row.get("regular price", "")) or price_text(row.get("sale price", ""))


def _add(rows: Rows, line: int, row: dict, parent: dict, families: dict[str, str]) -> None:
    def own_or_parents(*names: str) -> str:
        return next((r[n] for r in (row, parent) for n in names if r.get(n)), "")

    variant = _variant(row) if parent else ""
    category, subcategory = _sections(own_or_parents("categories"))
    images = [file_name(image) for image in _listed(own_or_parents("images"))]
    name = parent.get("name") or row.get("name", "")
    if parent and not variant and row.get("name"):
        name = row["name"]
    rows.add(
        line,
        sku=row.get("sku", ""),
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
        stock=row.get("stock", ""),
        state="draft" if _is_hidden(row) or _is_hidden(parent) or not _price(row) else "",
        featured="yes" if own_or_parents("is featured?") == "1" else "",
        image="|".join(dict.fromkeys(images)),
    )


def _is_hidden(row: dict) -> bool:
    return row.get("published", "1") in ("0", "-1")


def _variant(row: dict) -> str:
    values = [row[name] for name in row if _ATTRIBUTE.fullmatch(name) and row[name]]
    return " / ".join(value.replace("\\,", ",") for value in values)


def _listed(text: str) -> list[str]:
    """What stands between commas; a comma behind a backslash is part of a name."""
    return [part.strip().replace("\\,", ",") for part in _COMMA.split(text) if part.strip()]


def _with_line_ends(text: str) -> str:
    """Descriptions are exported with “\\n” for the end of a line, and a real “\\n” doubled."""
    return _LINE_END.sub(lambda found: "\n" if found[0] == r"\n" else r"\n", text)


def _sections(text: str) -> tuple[str, str]:
    """The first of the categories: its first level and its last."""
    first = next(iter(_listed(text)), "")
    levels = [snippet_name(level) for level in first.split(">") if level.strip()]
    return (levels[0], levels[-1] if len(levels) > 1 else "") if levels else ("", "")
