"""What the readers of other shops' files have in common: one product's row of our columns."""

from collections.abc import Iterable
from pathlib import Path

from django.utils.text import slugify

from catalog.imports.columns import unguarded
from catalog.imports.foreign_text import clean_html, cut, plain_text, sku_of, title_text, with_hash
from catalog.imports.rows import FileRefused, Row
from catalog.imports.text_files import read_cells

MOST = {"title": 240, "variant": 60, "name": 80, "tag": 60, "family": 80, "text": 255}


def read_named(
    path: Path, *, known: set[str], needed: str
) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """The header, and each row with its line: cells by column, in small letters. FileRefused when
    there is no such column at all, so that it is another shop's file."""
    header, rows = read_cells(path, known=known)
    lower = [name.lower() for name in header]
    if needed.lower() not in lower:
        raise FileRefused(f"{path.name} has no column {needed}: it is no export of this format.")
    cells = ((line, map(unguarded, row)) for line, row in rows)
    return header, [(line, dict(zip(lower, row, strict=False))) for line, row in cells]


class Rows:
    """Collects rows; sees that no two share a SKU."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._skus: set[str] = set()

    def add(self, line: int, *, sku: str, key: str, title: str, variant: str, text: str, **values):
        """`key` tells the product from all others of the file: a missing or doubled SKU is made of
        it, so that it is the same in each run. `text` may be HTML."""
        title, variant = title_text(title), cut(title_text(variant), MOST["variant"])
        full = f"{title} – {variant}" if variant else title
        code = self._free_sku(sku_of(sku) if sku.strip(" '") else with_hash(key, key), key)
        self.rows.append(
            Row(
                line,
                {
                    "sku": code,
                    "title": cut(full, MOST["title"]),
                    "variant": variant,
                    "description": plain_text(text) or full,
                    "body": clean_html(text),
                    **values,
                },
            )
        )

    def _free_sku(self, wanted: str, key: str) -> str:
        code, number = wanted, 1
        while code in self._skus:
            number += 1
            code = with_hash(wanted, f"{key} {number}")
        self._skus.add(code)
        return code


def family_of(handle: str) -> str:
    return slugify(handle)[: MOST["family"]].strip("-")


def tag_names(names: Iterable[str]) -> str:
    tidy = (cut(title_text(name.replace("|", "/")), MOST["tag"]) for name in names)
    return "|".join(dict.fromkeys(name for name in tidy if name))


def snippet_name(text: str) -> str:
    return cut(title_text(text), MOST["name"])


def short_text(text: str) -> str:
    """What has a length of its own with us: a picture's words, a title for search engines."""
    return cut(" ".join(text.split()), MOST["text"])
