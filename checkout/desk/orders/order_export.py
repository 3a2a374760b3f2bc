"""Orders as CSV or XLSX. Rows are read and written piece by piece."""

import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import IO

from django.http import FileResponse, HttpResponseBase
from django.utils import timezone

from catalog.imports.files.columns import escape_cell
from checkout.models import Order
from checkout.models.order import OrderQuerySet
from checkout.orders.fulfilment.allowed_actions import dispatch_of
from sitewide.streams import download_csv

COLUMNS = (
    "Number", "State", "Placed", "Paid", "Buyer", "E-mail", "Phone", "Account", "First order",
    "Address", "Town", "Postcode", "List price", "Savings", "Delivery", "Total", "VAT", "Refunded",
    "Dispatched", "Carrier", "Tracking number", "Delivered",
)  # fmt: skip
ROWS_AT_ONCE = 2000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Characters that XML, and so a workbook, cannot hold.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

type Cell = str | Decimal


def export_orders(orders: OrderQuerySet, kind: str) -> HttpResponseBase:
    """Return the file of the orders; `kind` is csv or xlsx."""
    rows = _rows(orders.select_related("dispatch"))
    name = f"orders-{timezone.localdate().isoformat()}.{kind}"
    if kind == "xlsx":
        return FileResponse(_workbook(rows), as_attachment=True, filename=name, content_type=XLSX)
    return download_csv((map(_escaped, row) for row in rows), name)


def _rows(orders: OrderQuerySet) -> Iterator[tuple[Cell, ...]]:
    yield COLUMNS
    for order in orders.iterator(chunk_size=ROWS_AT_ONCE):
        yield tuple(map(_printable, _cells(order)))


def _cells(order: Order) -> tuple[Cell, ...]:
    dispatch = dispatch_of(order)
    return (
        order.number,
        order.get_state_display(),
        _time(order.placed_at),
        _time(order.paid_at),
        order.name,
        order.email,
        order.phone,
        "Guest" if order.user_id is None else "Customer",
        "Yes" if order.is_first_order else "No",
        ", ".join(filter(None, (order.line1, order.line2))),
        order.city,
        order.postcode,
        _pounds(order.list_pence),
        _pounds(order.savings_pence),
        _pounds(order.delivery_pence),
        _pounds(order.total_pence),
        _pounds(order.vat_pence),
        _pounds(order.refunded_pence),
        _time(dispatch.dispatched_at) if dispatch else "",
        dispatch.carrier if dispatch else "",
        dispatch.tracking_number if dispatch else "",
        _time(dispatch.delivered_at) if dispatch else "",
    )


def _time(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _pounds(pence: int) -> Decimal:
    return Decimal(pence).scaleb(-2)


def _printable(cell: Cell) -> Cell:
    return _NOT_IN_XML.sub("", cell) if isinstance(cell, str) else cell


def _escaped(cell: Cell) -> Cell:
    return escape_cell(cell) if isinstance(cell, str) else cell


def _workbook(rows: Iterator[tuple[Cell, ...]]) -> IO[bytes]:
    """Write the rows to a temporary file, which is deleted once it is sent."""
    # It brings numpy, which a web process does without.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Orders")
    for row in rows:
        cells = [WriteOnlyCell(sheet, value=cell) for cell in row]
        for cell, value in zip(cells, row, strict=True):
            if isinstance(value, str):
                cell.data_type = "s"  # text: a spreadsheet runs no formula in it
        sheet.append(cells)
    file = tempfile.TemporaryFile()  # noqa: SIM115  (FileResponse closes it)
    workbook.save(file)
    file.seek(0)
    return file
