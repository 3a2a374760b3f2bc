"""Shared by the readers of other shops' files: build rows of our columns."""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.text import slugify

from catalog.imports.files.columns import unescape_cell
from catalog.imports.files.csv_files import CsvFile
from catalog.imports.files.encodings import refusal_of_mojibake
from catalog.imports.files.rows import FileRefused, Origin, Row
from catalog.imports.formats.normalise import (
    clean_html,
    cut,
    is_mangled_sku,
    plain_text,
    sku_of,
    title_text,
    with_hash,
)
from sitewide.numbers import quoted

MAX_LENGTHS = {"title": 240, "variant": 60, "name": 80, "tag": 60, "family": 80, "text": 255}
MAX_ORIGIN_LENGTH = 300
YES, NO = ("true", "yes", "1"), ("false", "no", "0")


class NamedCells:
    """Rows of a file: (line, cells by lower-case column name).

    `known` are the columns that are read. Raise FileRefused if the file has none of the columns of
    a group in `needed`: it has another format or its header is in another language.
    """

    def __init__(self, path: Path, *, known: set[str], needed: Iterable[tuple[str, ...]]) -> None:
        file = CsvFile(path, known=known)
        names = [name.lower() for name in file.header]
        for group in needed:
            if not any(name.lower() in names for name in group):
                raise FileRefused(_no_such_column(file, group))
        if twice := sorted({name for name in names if name in known and names.count(name) > 1}):
            raise FileRefused(f"{path.name} has the column {', '.join(twice)} more than once.")
        self.header = file.header
        self.encoding = file.encoding
        cells = ((line, map(unescape_cell, row)) for line, row in file.rows())
        self.rows = [(line, dict(zip(names, row, strict=True))) for line, row in cells]


def _no_such_column(file: CsvFile, group: tuple[str, ...]) -> str:
    return (
        f"{file.path.name} has no column {' or '.join(group)}: it is not an export of this format, "
        f"or its header (line {file.header_line}: “{quoted(', '.join(file.header))}”) is in "
        "another language. Export it in English."
    )


@dataclass(frozen=True, slots=True)
class SaleStatus:
    """How the other shop sells a product; the fields are those of `Row`."""

    draft_reasons: tuple[str, ...] = ()
    off_sale: str = ""
    is_untracked: bool = False
    notes: tuple[str, ...] = ()


class Rows:
    """Collect the rows of products, each product once."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._same: dict[Origin, list[int]] = {}
        self.left_out: list[tuple[int, str]] = []

    def add(
        self,
        line: int,
        *,
        sku: str,
        product: str,
        key: str,
        title: str,
        variant: str,
        text: str,
        sale_status: SaleStatus,
        refusal: str = "",
        **values: str,
    ) -> None:
        """Add a row. `product` and `variant` identify it in the other shop.

        A missing or duplicate SKU is made from `key`, so that it is the same in each run. `text`
        may be HTML.
        """
        full_variant, title = title_text(variant), title_text(title)
        variant = cut(full_variant, MAX_LENGTHS["variant"])
        full = f"{title} – {variant}" if variant else title
        given = sku_of(sku) if sku.strip(" '") else with_hash(key, key)
        origin = Origin(
            product=_within_length(product),
            variant=_within_length(full_variant),
            given_sku=given,
            own_sku=with_hash(given, f"{key} 2"),
        )
        values = {
            "sku": given,
            "title": cut(full, MAX_LENGTHS["title"]),
            "variant": variant,
            "description": plain_text(text) or full,
            "body": clean_html(text),
            **values,
        }
        texts = (title, variant, text, *values.values())
        refusal = refusal or next(filter(None, map(refusal_of_mojibake, texts)), "")
        self._same.setdefault(origin, []).append(len(self._rows))
        self._rows.append(
            Row(
                line,
                values | {"state": "draft" if sale_status.off_sale else ""},
                origin,
                refusal,
                draft_reasons=sale_status.draft_reasons,
                off_sale=sale_status.off_sale,
                is_untracked=sale_status.is_untracked,
                notes=sale_status.notes,
                mangled_sku=sku.strip() if is_mangled_sku(sku) else "",
            )
        )

    def leave_out(self, line: int, reason: str) -> None:
        self.left_out.append((line, reason))

    def finished(self) -> list[Row]:
        """Return all rows. Merge equal rows of one product; refuse them all if they differ."""
        rows: dict[int, Row] = dict(enumerate(self._rows))
        for places in self._same.values():
            first, *others = (self._rows[place] for place in places)
            lines = ", ".join(str(self._rows[place].line) for place in places)
            if any(other.values != first.values for other in others):
                reason = f"Lines {lines} have the same product, variant and SKU but differ."
                for place in places:
                    rows[place] = replace(rows[place], refusal=reason)
                continue
            for place, other in zip(places[1:], others, strict=True):
                self.leave_out(other.line, f"It repeats line {first.line}.")
                del rows[place]
        return list(rows.values())


def family_of(handle: str) -> str:
    """Return the handle as an ASCII slug.

    A handle that loses letters or is too long gets a hash, so that two handles never give the same
    family.
    """
    plain = slugify(handle)
    letters = unicodedata.normalize("NFKD", slugify(handle, allow_unicode=True))
    is_whole = all(char.isascii() or unicodedata.combining(char) for char in letters)
    if plain and is_whole and len(plain) <= MAX_LENGTHS["family"]:
        return plain
    digest = hashlib.sha256(handle.encode()).hexdigest()[:8]
    prefix = plain[: MAX_LENGTHS["family"] - len(digest) - 1].strip("-_")
    return f"{prefix or 'family'}-{digest}"


def is_yes(cell: str) -> bool:
    return cell.lower() in YES


def is_no(cell: str) -> bool:
    return cell.lower() in NO


def tag_names(names: Iterable[str]) -> str:
    tidy = (cut(title_text(name.replace("|", "/")), MAX_LENGTHS["tag"]) for name in names)
    return "|".join(dict.fromkeys(name for name in tidy if name))


def snippet_name(text: str) -> str:
    return cut(title_text(text), MAX_LENGTHS["name"])


def short_text(text: str) -> str:
    """Cut a picture's alternative text or a title for search engines to its maximum length."""
    return cut(" ".join(text.split()), MAX_LENGTHS["text"])


def _within_length(text: str) -> str:
    if len(text) <= MAX_ORIGIN_LENGTH:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()
    return text[: MAX_ORIGIN_LENGTH - len(digest)] + digest
