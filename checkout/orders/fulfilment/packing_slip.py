"""Packing slips as PDF: what is in the parcel and where it goes, without prices.

Import this module where slips are drawn: its libraries take 30 MB of memory.
"""

from collections.abc import Iterable

from django.utils import timezone

from checkout.invoices.pdf import MARGIN, SOFT, UNPRINTABLE, WIDTH, Sheet
from checkout.models import Order
from checkout.orders.fulfilment.pick_list import units_to_send
from sitewide.trader import current_trader

EXPLANATION = f"“{UNPRINTABLE}” replaces a letter that this slip cannot print."
GAP = 4


def draw_packing_slips(orders: Iterable[Order]) -> bytes:
    """Return a PDF with a page, or more if needed, for each order. Prefetch the lines."""
    seller = current_trader()
    today = timezone.localdate()
    sheet = Sheet(title="Packing slips", author=seller.name, made_on=today)
    for order in orders:
        contact = f" · Questions: {seller.email}" if seller.email else ""
        sheet.footer_text = f"Order {order.number}{contact}"
        sheet.add_page()
        _slip(sheet, order, seller.name)
    return bytes(sheet.output())


def _slip(sheet: Sheet, order: Order, seller: str) -> None:
    sheet.print_head("Packing slip", seller)
    top, column = sheet.get_y(), WIDTH / 2
    details = [
        f"Order  {order.number}",
        f"Ordered on  {timezone.localdate(order.placed_at):%-d %B %Y}",
    ]
    ends = [
        sheet.print_column(MARGIN, top, column - GAP, "Deliver to", order.postal_lines),
        sheet.print_column(MARGIN + column, top, column - GAP, "Details", details),
    ]
    sheet.set_xy(MARGIN, max(ends) + 2 * GAP)
    with sheet.lined_table((20, 112, 38), ("RIGHT", "LEFT", "LEFT")) as table:
        table.row(["Quantity", "Item", "SKU"])
        for line in order.lines.all():
            if units := units_to_send(line):
                item = "\n".join(filter(None, (line.title, ", ".join(line.part_labels))))
                table.row([str(units), item, line.sku_id])
    if sheet.is_incomplete:
        sheet.ln(GAP)
        sheet.set_text_style(8.5, SOFT)
        sheet.multi_cell(WIDTH, 5, EXPLANATION, align="L")
