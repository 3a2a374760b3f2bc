"""Compare the read table with the pages, and mend what differs."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched

from catalog.models.listed_offer import ListedOffer
from catalog.models.shop_rules import current_rules
from catalog.models.sku import Sku
from catalog.offers.refresh import BATCH, fresh_rows, refresh_offers

log = logging.getLogger(__name__)

MAX_LOGGED = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """An offer whose row is not as its page says. `columns` differ; all, if there is no row."""

    page: int
    sku: str
    columns: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.sku}: {', '.join(self.columns)}"


def differences() -> Iterator[Difference]:
    """Compare every row with its page. Reads the catalogue in batches of 500 pages."""
    keys = Sku.objects.filter(page__isnull=False).order_by("page").values_list("page", flat=True)
    for batch in batched(keys.iterator(), BATCH, strict=False):
        # Twice: a page may be changed between the reading of its row and its own.
        if first := {difference.page for difference in _compare(set(batch))}:
            yield from _compare(first)


def mend(found: list[Difference]) -> None:
    """Write the rows of these offers again."""
    refresh_offers(difference.page for difference in found)


def _compare(keys: set[int]) -> Iterator[Difference]:
    stored = ListedOffer.objects.in_bulk(keys)
    fresh = {row.page_id: row for row in fresh_rows(keys, current_rules())}
    names = [field.attname for field in ListedOffer._meta.concrete_fields]
    for key in sorted(stored.keys() | fresh.keys()):
        rows = [row for row in (stored.get(key), fresh.get(key)) if row]
        columns = names
        if len(rows) == 2:
            columns = [name for name in names if getattr(rows[0], name) != getattr(rows[1], name)]
        if columns:
            yield Difference(key, rows[0].sku_id, tuple(columns))


def check_offers() -> None:
    """Mend rows that differ from their pages, and log them as an error: a change was missed."""
    if found := list(differences()):
        mend(found)
        named = "; ".join(map(str, found[:MAX_LOGGED]))
        log.error("%d offers were not as their pages say, and are mended: %s", len(found), named)
