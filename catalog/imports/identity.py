"""Which SKU a row of another shop has here.

A file may give one SKU to several products, in any order, and another time to fewer or more of
them. None of them ever takes the place of another: what a product was imported as is remembered.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from catalog.imports.files.rows import Origin, Row
from catalog.models import ImportedProduct, Sku

AT_ONCE = 500


def resolve_skus(rows: list[Row]) -> list[Row]:
    """The rows with the SKUs that they have here, or are going to have."""
    known = _KnownProducts(row.origin for row in rows)
    own = {row.line: sku for row in rows if (sku := known.sku_of(row.origin))}
    taken = set(own.values())
    asked = Counter(row.origin.given_sku for row in rows)
    by_title = _lines_by_title(rows, known, own)

    def resolve(row: Row) -> Row:
        given = row.origin.given_sku
        if row.line in own:
            return _with_sku(row, own[row.line])
        if given in taken:
            return _with_sku(row, row.origin.own_sku)
        if by_title.get(given) == [row.line]:
            return _with_sku(row, given)
        if asked[given] > 1:
            return _of_several(row, known, by_title)
        if known.is_same_product(row.origin):
            return _with_sku(row, given)
        return _of_another(row, known)

    return [resolve(row) for row in rows]


def remember_origins(rows: Iterable[Row]) -> None:
    """Note which products the SKUs of these rows belong to. Inside the transaction that writes."""
    wanted = {row.values["sku"]: row.origin for row in rows if row.origin}
    noted = {
        imported.pk: (imported.product, imported.variant)
        for imported in ImportedProduct.objects.filter(pk__in=wanted)
    }
    ImportedProduct.objects.bulk_create(
        (
            ImportedProduct(sku_id=sku, product=origin.product, variant=origin.variant)
            for sku, origin in wanted.items()
            if noted.get(sku) != (origin.product, origin.variant)
        ),
        update_conflicts=True,
        unique_fields=["sku"],
        update_fields=["product", "variant"],
    )


class _KnownProducts:
    """What the shop knows of the SKUs that a file may mean."""

    def __init__(self, origins: Iterable[Origin]):
        skus = sorted({sku for origin in origins for sku in (origin.given_sku, origin.own_sku)})
        self.titles: dict[str, str] = {}
        self._imported: dict[str, tuple[str, str]] = {}
        for start in range(0, len(skus), AT_ONCE):
            some = skus[start : start + AT_ONCE]
            self.titles |= Sku.objects.filter(pk__in=some).values_list("pk", "page__title")
            for imported in ImportedProduct.objects.filter(pk__in=some):
                self._imported[imported.pk] = (imported.product, imported.variant)

    def sku_of(self, origin: Origin) -> str:
        """The SKU under which this product was imported before; empty where it was not."""
        for sku in (origin.given_sku, origin.own_sku):
            if self._imported.get(sku) == (origin.product, origin.variant):
                return sku
        is_from_before = origin.own_sku in self.titles and origin.own_sku not in self._imported
        return origin.own_sku if is_from_before else ""

    def is_imported(self, sku: str) -> bool:
        return sku in self._imported

    def is_same_product(self, origin: Origin) -> bool:
        """Whether the SKU is this product's, as far as anybody knows: that of one of its variants,
        one that nobody has, or one of a page that did not come from that shop."""
        imported = self._imported.get(origin.given_sku)
        return (
            imported is None
            or imported[0] == origin.product
            or _shop(imported[0]) != _shop(origin.product)
        )


def _lines_by_title(rows: list[Row], known: _KnownProducts, own: dict[int, str]) -> dict:
    """By SKU: the rows that ask for it and bear the title of its page, where no row has it yet."""
    lines: dict[str, list[int]] = {}
    for row in rows:
        given = row.origin.given_sku
        if row.line not in own and known.titles.get(given) == row.values["title"]:
            lines.setdefault(given, []).append(row.line)
    return lines


def _of_several(row: Row, known: _KnownProducts, by_title: dict) -> Row:
    """One of several rows that ask for one SKU, and none of them is known to have it."""
    given = row.origin.given_sku
    is_unclear = given in known.titles and not known.is_imported(given)
    if is_unclear and len(by_title.get(given, ())) != 1:
        reason = (
            f"Several products have SKU {given} in this file, and “{known.titles[given]}” has it "
            "in the shop: give each a SKU of its own."
        )
        return replace(row, refusal=row.refusal or reason)
    return _with_sku(row, row.origin.own_sku)


def _of_another(row: Row, known: _KnownProducts) -> Row:
    """The only row that asks for a SKU, which was given to a product that the file lacks."""
    given = row.origin.given_sku
    reason = (
        f"SKU {given} is that of “{known.titles[given]}”, which has another handle or number. If "
        "it is the same product, give its page the title of this row; else give the row another "
        "SKU."
    )
    return replace(row, refusal=row.refusal or reason)


def _shop(product: str) -> str:
    return product.partition(" ")[0]


def _with_sku(row: Row, sku: str) -> Row:
    return replace(row, values=row.values | {"sku": sku})
