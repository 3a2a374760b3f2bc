"""Invoices as PDF, and the A4 sheet on which packing slips are printed as well. In millimetres.

The same content gives the same bytes. The font is Roboto, with Latin, Greek and Cyrillic letters.
Other letters, which fpdf2 would drop, are printed as a replacement mark with a note.

Import this module where a sheet is drawn: its libraries take 30 MB of memory.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, Literal, cast

import font_roboto
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, TableBordersLayout, TableCellFillMode
from fpdf.fonts import FontFace

from checkout.invoices.content import Invoice, invoice_of
from checkout.models import Order

type Colour = tuple[int, int, int]
type TextStyle = Literal["", "B"]

MARGIN, BOTTOM, WIDTH = 20, 22, 170
NAVY, SOFT, SAND, LINE = (20, 33, 61), (77, 85, 102), (247, 245, 241), (224, 220, 211)
UNPRINTABLE = "\ufffd"
SUM_LABEL, SUM_AMOUNT = 56, 30
ROW = 6.5
EXPLANATION = f"“{UNPRINTABLE}” replaces a letter that our invoices cannot print."


@cache
def _printable() -> frozenset[int]:
    """The code points that both weights of the font have a glyph for."""
    weights = (font_roboto.Roboto, font_roboto.RobotoBold)
    return frozenset.intersection(*(frozenset(TTFont(path).getBestCmap()) for path in weights))


def _as_printed(letter: str) -> str:
    if unicodedata.category(letter) == "Cf":  # a control character, such as a joiner: no glyph
        return ""
    return letter if ord(letter) in _printable() or letter == "\n" else UNPRINTABLE


class Sheet(FPDF):
    """Document with a footer on every page.

    `is_incomplete`: some letters could not be printed.
    """

    def __init__(self, *, title: str, author: str, made_on: date) -> None:
        super().__init__(format="A4")
        self.footer_text = ""
        self.is_incomplete = False
        self.add_font("Roboto", "", font_roboto.Roboto)
        self.add_font("Roboto", "B", font_roboto.RobotoBold)
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=BOTTOM)
        self.set_creation_date(datetime.combine(made_on, time(12), UTC))
        self.set_title(title)
        self.set_author(author)
        self.set_lang("en-GB")

    def footer(self) -> None:
        """Print the footer's text and the page number. Called by fpdf2."""
        self.set_y(-15)
        self.set_text_style(8.5, SOFT)
        self.cell(WIDTH - 30, 5, self.footer_text)
        self.cell(30, 5, f"Page {self.page_no()} of {{nb}}", align="R")

    def normalize_text(self, text: str) -> str:
        """Replace letters that the font lacks. Called by fpdf2 for all text. NFC joins letters and
        accents, because the font has few separate accents."""
        printed = "".join(map(_as_printed, unicodedata.normalize("NFC", text)))
        self.is_incomplete = self.is_incomplete or UNPRINTABLE in printed
        return super().normalize_text(printed)

    def set_text_style(self, size: float, colour: Colour = NAVY, style: TextStyle = "") -> None:
        """Set font size, colour and style ("B" for bold)."""
        self.set_font("Roboto", style, size)
        self.set_text_color(*colour)

    def print_head(self, title: str, aside: str) -> None:
        """Print a bar across the page, and below it the title and a text at the right."""
        self.set_fill_color(*NAVY)
        self.rect(0, 0, self.w, 5, style="F")
        self.set_y(18)
        self.set_text_style(26, style="B")
        self.cell(WIDTH / 2, 12, title)
        self.set_text_style(13, style="B")
        self.cell(WIDTH / 2, 12, aside, align="R", new_x="LMARGIN", new_y="NEXT")
        self.ln(4)

    def print_column(
        self, x: float, y: float, width: float, heading: str, rows: Iterable[str]
    ) -> float:
        """Print the rows below each other. Return the y coordinate of the end."""
        self.set_xy(x, y)
        self.set_text_style(8.5, SOFT, "B")
        self.cell(width, 6, heading.upper())
        self.set_y(y + 6)
        self.set_text_style(10)
        for row in rows:
            self.set_x(x)
            self.multi_cell(width, 5, row, align="L", new_x="LMARGIN", new_y="NEXT")
        return self.get_y()

    def lined_table(
        self, widths: Sequence[int], aligns: Sequence[str]
    ) -> AbstractContextManager[Any]:
        """Begin a table with lines between its rows."""
        self.set_text_style(9.5)
        self.set_draw_color(*LINE)
        self.set_fill_color(255)
        return self.table(
            col_widths=widths,
            text_align=aligns,
            width=WIDTH,
            line_height=5,
            padding=(1.6, 2),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            cell_fill_mode=TableCellFillMode.NONE,
            headings_style=FontFace(emphasis="BOLD", color=NAVY, fill_color=SAND),
        )


def invoice_file(order: Order) -> tuple[str, bytes]:
    """Render the invoice. Return file name and content."""
    return f"{order.invoice_label}.pdf", draw_invoice(invoice_of(order))


def draw_invoice(invoice: Invoice) -> bytes:
    """Return the PDF file."""
    number, seller = invoice.number, invoice.seller[0]
    sheet = Sheet(title=f"Invoice {number}", author=seller, made_on=invoice.paid_on)
    contact = f" · Questions: {invoice.seller_email}" if invoice.seller_email else ""
    sheet.footer_text = f"Invoice {number} · Order {invoice.order}{contact}"
    sheet.add_page()
    sheet.print_head("Invoice", seller)
    _addresses(sheet, invoice)
    _lines(sheet, invoice)
    _sums(sheet, invoice)
    if invoice.credits:
        _credits(sheet, invoice)
    if sheet.is_incomplete:
        sheet.set_text_style(8.5, SOFT)
        sheet.multi_cell(WIDTH, 5, EXPLANATION, align="L")
    return bytes(sheet.output())


def _addresses(sheet: Sheet, invoice: Invoice) -> None:
    seller = list(invoice.seller)
    if invoice.vat_number:
        seller.append(f"VAT number {invoice.vat_number}")
    details = [
        f"Invoice number  {invoice.number}",
        f"Invoice date  {_day(invoice.paid_on)}",
        f"Order  {invoice.order}",
        f"Ordered on  {_day(invoice.placed_on)}",
    ]
    top, column = sheet.get_y(), WIDTH / 3
    ends = [
        sheet.print_column(MARGIN + column * number, top, column - 4, heading, rows)
        for number, (heading, rows) in enumerate(
            [("Billed to", invoice.buyer), ("From", seller), ("Details", details)]
        )
    ]
    sheet.set_xy(MARGIN, max(ends) + 8)


def _lines(sheet: Sheet, invoice: Invoice) -> None:
    widths, aligns = (84, 24, 18, 20, 24), ("LEFT", "RIGHT", "RIGHT", "RIGHT", "RIGHT")
    with sheet.lined_table(widths, aligns) as table:
        table.row(["Item", "List price", "Price", "Quantity", "Total"])
        for line in invoice.lines:
            item = "\n".join(filter(None, (line.title, line.parts, line.sku)))
            table.row([item, line.list_price, line.price, str(line.quantity), line.total])
    sheet.ln(4)


def _sums(sheet: Sheet, invoice: Invoice) -> None:
    for label, amount in invoice.sums:
        _sum(sheet, label, amount)
    _sum(sheet, "Total, VAT included", invoice.total, is_strong=True)
    for label, amount in invoice.vat:
        _sum(sheet, label, amount, colour=SOFT)
    _sum(sheet, f"Paid by card on {_day(invoice.paid_on)}", invoice.paid)
    sheet.ln(6)


def _sum(
    sheet: Sheet, label: str, amount: str, *, colour: Colour = NAVY, is_strong: bool = False
) -> None:
    """Print a row of the totals; `is_strong`: bold, below a line."""
    left = sheet.w - MARGIN - SUM_LABEL - SUM_AMOUNT
    sheet.set_text_style(12 if is_strong else 9.5, colour, "B" if is_strong else "")
    label_lines = sheet.multi_cell(
        SUM_LABEL, 5, label, dry_run=True, output=MethodReturnValue.LINES
    )
    height = max(ROW, 5 * len(cast("list[str]", label_lines)) + 1.5)
    if sheet.will_page_break(height):
        sheet.add_page()
    top = sheet.get_y()
    if is_strong:
        sheet.set_draw_color(*NAVY)
        sheet.line(left, top, sheet.w - MARGIN, top)
    sheet.set_xy(left, top + 0.75)
    sheet.multi_cell(SUM_LABEL, 5, label, align="L")
    sheet.set_xy(left + SUM_LABEL, top + 0.75)
    sheet.cell(SUM_AMOUNT, 5, amount, align="R")
    sheet.set_xy(MARGIN, top + height)


def _credits(sheet: Sheet, invoice: Invoice) -> None:
    if sheet.will_page_break(40):
        sheet.add_page()
    sheet.set_text_style(13, style="B")
    sheet.cell(WIDTH, 8, "Credits", new_x="LMARGIN", new_y="NEXT")
    with sheet.lined_table((36, 86, 24, 24), ("LEFT", "LEFT", "RIGHT", "RIGHT")) as table:
        table.row(["Date", "Refund", "VAT included", "Amount"])
        for credit in invoice.credits:
            what = f"{credit.what} (pending)" if credit.is_pending else credit.what
            table.row([_day(credit.on), what, credit.vat, credit.amount])
    sheet.ln(2)
    _sum(sheet, f"Credited, including {invoice.credited_vat} VAT", f"−{invoice.credited}")
    _sum(sheet, "Paid less credits", invoice.left, is_strong=True)


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
