"""Book submitted forms of stock changes: all rows of a form in one transaction, each form once."""

from collections import Counter, defaultdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from catalog.desk.stock.count_sentences import describe_below_held
from catalog.desk.stock.typed_rows import RefusedRow, TypedRow, TypedRows
from catalog.models import StockEntry, StockMove
from catalog.models.stock_counts import count_stock, receive_delivery
from catalog.models.users import AnyUser

Kind = StockEntry.Kind
NO_SUCH_SKU = "There is no product with this SKU."


class BookedBefore(Exception):
    """The form was sent before: `entry` is what was booked then."""

    def __init__(self, entry: StockEntry) -> None:
        super().__init__(str(entry))
        self.entry = entry


@transaction.atomic
def book_delivery(*, token: UUID, typed: TypedRows, reference: str, by: AnyUser) -> StockEntry:
    """Add the pieces of all rows. Rows of the same SKU add up. Raise BookedBefore."""
    entry = _new_entry(Kind.DELIVERY, token, reference, by)
    refused = list(typed.refused)
    pieces: Counter[str] = Counter()
    for row in typed.rows:
        if row.number:
            pieces[row.sku] += row.number
        else:
            refused.append(_refuse(row, "A delivery adds at least 1 piece."))
    unknown = receive_delivery(pieces, entry=entry, moved_by=by)
    refused += [_refuse(row, NO_SUCH_SKU) for row in typed.rows if row.sku in unknown]
    return _with_refusals(entry, refused)


@transaction.atomic
def book_counts(
    *, token: UUID, typed: TypedRows, counted_at: datetime, reference: str, by: AnyUser
) -> StockEntry:
    """Record the counts of all rows. A SKU in two rows is refused. Raise BookedBefore."""
    entry = _new_entry(Kind.COUNT, token, reference, by, counted_at)
    rows_of: dict[str, list[TypedRow]] = defaultdict(list)
    for row in typed.rows:
        rows_of[row.sku].append(row)
    counted = {sku: rows[0].number for sku, rows in rows_of.items() if len(rows) == 1}
    result = count_stock(counted, entry=entry, moved_by=by)
    refused = list(typed.refused)
    for sku, rows in rows_of.items():
        if len(rows) > 1:
            lines = ", ".join(str(row.line) for row in rows)
            refused += [_refuse(row, f"The SKU is in lines {lines}: add them up.") for row in rows]
        elif sku in result.unknown:
            refused.append(_refuse(rows[0], NO_SUCH_SKU))
        elif below := result.below_held.get(sku):
            refused.append(_refuse(rows[0], describe_below_held(below)))
    return _with_refusals(entry, refused)


@transaction.atomic
def book_count(
    *, token: UUID, sku: str, counted: int, counted_at: datetime, reference: str, by: AnyUser
) -> StockMove:
    """Record the count of one SKU, and return its move.

    Raise CountBelowHeld with nothing recorded, or BookedBefore.
    """
    entry = _new_entry(Kind.COUNT, token, reference, by, counted_at)
    result = count_stock({sku: counted}, entry=entry, moved_by=by)
    if sku in result.below_held:
        raise result.below_held[sku]
    return entry.moves.get(sku=sku)


def _new_entry(
    kind: str, token: UUID, reference: str, by: AnyUser, counted_at: datetime | None = None
) -> StockEntry:
    """Claim the token by one INSERT, for which a second one of the same form waits."""
    try:
        with transaction.atomic():
            return StockEntry.objects.create(
                kind=kind,
                token=token,
                reference=reference,
                counted_at=counted_at,
                entered_by=by,  # type: ignore[misc]  # the model of `accounts`, see AnyUser
            )
    except IntegrityError:
        raise BookedBefore(StockEntry.objects.get(token=token)) from None


def _with_refusals(entry: StockEntry, refused: list[RefusedRow]) -> StockEntry:
    refused.sort(key=lambda row: row.line)
    entry.refusals = [[row.line, row.text, row.reason] for row in refused]
    entry.save(update_fields=["refusals"])
    return entry


def _refuse(row: TypedRow, reason: str) -> RefusedRow:
    return RefusedRow(row.line, row.text, reason)
