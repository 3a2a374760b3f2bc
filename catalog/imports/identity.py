"""Resolve which SKU a row of another shop's file has here.

A file may give the same SKU to several products, in any order, and the next file to fewer or more
of them. No product ever takes another's SKU, because the SKU of each imported product is stored.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from catalog.imports.files.rows import Origin, Row
from catalog.models import ImportedProduct, Sku

BATCH_SIZE = 500


def resolve_skus(rows: list[Row]) -> list[Row]:
    """Return the rows with the SKUs that they have here or will get."""
    known = _KnownProducts(_origin(row) for row in rows)
    own = {row.line: sku for row in rows if (sku := known.sku_of(_origin(row)))}
    taken = set(own.values())
    uses = Counter(_origin(row).given_sku for row in rows)
    by_title = _lines_by_title(rows, known, own)

    def resolve(row: Row) -> Row:
        origin = _origin(row)
        given = origin.given_sku
        if row.line in own:
            return _with_sku(row, own[row.line])
        if given in taken:
            return _with_sku(row, origin.own_sku)
        if by_title.get(given) == [row.line]:
            return _with_sku(row, given)
        if uses[given] > 1:
            return _resolve_shared(row, known, by_title)
        if known.is_same_product(origin):
            return _with_sku(row, given)
        return _refuse_foreign(row, known)

    return [resolve(row) for row in rows]


def _origin(row: Row) -> Origin:
    return cast(Origin, row.origin)  # readers of other shops' files set it on every row


def store_origins(rows: Iterable[Row]) -> None:
    """Store which products the rows' SKUs belong to. Must run in the transaction that writes."""
    wanted = {row.values["sku"]: row.origin for row in rows if row.origin}
    stored = {
        imported.pk: (imported.product, imported.variant)
        for imported in ImportedProduct.objects.filter(pk__in=wanted)
    }
    ImportedProduct.objects.bulk_create(
        (
            ImportedProduct(sku_id=sku, product=origin.product, variant=origin.variant)
            for sku, origin in wanted.items()
            if stored.get(sku) != (origin.product, origin.variant)
        ),
        update_conflicts=True,
        unique_fields=["sku"],
        update_fields=["product", "variant"],
    )


class _KnownProducts:
    """Titles and import origins of the SKUs that a file may refer to."""

    def __init__(self, origins: Iterable[Origin]) -> None:
        skus = sorted({sku for origin in origins for sku in (origin.given_sku, origin.own_sku)})
        self.titles: dict[str, str] = {}
        self._imported: dict[str, tuple[str, str]] = {}
        for start in range(0, len(skus), BATCH_SIZE):
            batch = skus[start : start + BATCH_SIZE]
            self.titles |= Sku.objects.filter(pk__in=batch).values_list("pk", "page__title")
            for imported in ImportedProduct.objects.filter(pk__in=batch):
                self._imported[imported.pk] = (imported.product, imported.variant)

    def sku_of(self, origin: Origin) -> str:
        """Return the SKU under which this product was imported before, or ""."""
        for sku in (origin.given_sku, origin.own_sku):
            if self._imported.get(sku) == (origin.product, origin.variant):
                return sku
        has_no_origin = origin.own_sku in self.titles and origin.own_sku not in self._imported
        return origin.own_sku if has_no_origin else ""

    def is_imported(self, sku: str) -> bool:
        return sku in self._imported

    def is_same_product(self, origin: Origin) -> bool:
        """Whether the given SKU may be this product's.

        True if it is unused, or is that of a variant of the product, or of a page that was not
        imported from that shop.
        """
        imported = self._imported.get(origin.given_sku)
        return (
            imported is None
            or imported[0] == origin.product
            or _shop(imported[0]) != _shop(origin.product)
        )


def _lines_by_title(rows: list[Row], known: _KnownProducts, own: dict[int, str]) -> dict:
    """Return, by SKU, the unresolved lines whose title is that of the SKU's page."""
    lines: dict[str, list[int]] = {}
    for row in rows:
        given = _origin(row).given_sku
        if row.line not in own and known.titles.get(given) == row.values["title"]:
            lines.setdefault(given, []).append(row.line)
    return lines


def _resolve_shared(row: Row, known: _KnownProducts, by_title: dict) -> Row:
    """Resolve one of several rows that give the same SKU, none of which is known to have it."""
    given = _origin(row).given_sku
    is_unclear = given in known.titles and not known.is_imported(given)
    if is_unclear and len(by_title.get(given, ())) != 1:
        reason = (
            f"Several products have SKU {given} in this file, and “{known.titles[given]}” has it "
            "in the shop. Give each its own SKU."
        )
        return replace(row, refusal=row.refusal or reason)
    return _with_sku(row, _origin(row).own_sku)


def _refuse_foreign(row: Row, known: _KnownProducts) -> Row:
    """Refuse a row whose SKU belongs to an imported product that is not in the file."""
    given = _origin(row).given_sku
    reason = (
        f"SKU {given} belongs to “{known.titles[given]}”, which has another handle or number. If "
        "it is the same product, give its page the title of this row; otherwise give the row "
        "another SKU."
    )
    return replace(row, refusal=row.refusal or reason)


def _shop(product: str) -> str:
    return product.partition(" ")[0]


def _with_sku(row: Row, sku: str) -> Row:
    return replace(row, values=row.values | {"sku": sku})
