"""Content of an invoice as text, independent of its output format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch
from django.utils import timezone

from checkout.models import AddressChange, Order, OrderLine, Refund, RefundLine
from checkout.models.invoices import InvoiceCounter
from checkout.models.refund import COUNTED
from sitewide.postal_address import POSTAL_FIELDS, postal_lines
from sitewide.templatetags.money import pounds
from sitewide.trader import company_line, current_trader

PRINTED = (*POSTAL_FIELDS, "legal_name", "registered_in", "company_number", "vat_number", "email")


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line of an invoice. Amounts are text, with VAT. `list_price` is empty if not reduced.

    `parts` names what a bundle consisted of; empty for a product.
    """

    title: str
    parts: str
    sku: str
    quantity: int
    list_price: str
    price: str
    total: str


@dataclass(frozen=True, slots=True)
class Credit:
    """A refund on an invoice. `is_pending`: Stripe has not completed it yet."""

    on: date
    what: str
    amount: str
    vat: str
    is_pending: bool


@dataclass(frozen=True, slots=True)
class Invoice:
    """Content of an invoice. Amounts are text; `left` is what was paid, less refunds."""

    number: str
    order: str
    placed_on: date
    paid_on: date
    seller: Sequence[str]
    seller_email: str
    vat_number: str
    buyer: Sequence[str]
    lines: Sequence[InvoiceLine]
    sums: Sequence[tuple[str, str]]
    total: str
    vat: Sequence[tuple[str, str]]
    paid: str
    credits: Sequence[Credit]
    credited: str
    credited_vat: str
    left: str


def seller_as_printed() -> dict[str, str]:
    """Return the trader's details today; defaults if the owner has saved none."""
    seller = current_trader()
    return {name: getattr(seller, name) for name in PRINTED}


def next_invoice_number() -> int:
    """Return the next number. Call last in the transaction: the row stays locked until commit."""
    InvoiceCounter.objects.filter(pk=1).update(last=F("last") + 1)
    return InvoiceCounter.objects.get(pk=1).last


def invoice_of(order: Order) -> Invoice:
    """Build the invoice of a paid order. Prices are as sold.

    The seller is as copied when the invoice was numbered, or the current one if no address was
    saved then.
    """
    assert order.paid_at is not None  # noqa: S101  (for mypy: orders with an invoice are paid)
    seller = order.invoiced_by if order.invoiced_by.get("line1") else seller_as_printed()
    refunds = [refund for refund in refunds_of(order) if refund.state in COUNTED]
    return Invoice(
        number=order.invoice_label,
        order=order.number,
        placed_on=timezone.localdate(order.placed_at),
        paid_on=timezone.localdate(order.paid_at),
        seller=_seller_lines(seller),
        seller_email=seller["email"],
        vat_number=seller["vat_number"],
        buyer=[*_buyer_lines(order), order.email],
        lines=[_line(line) for line in order.lines.all()],
        sums=_sums(order),
        total=pounds(order.total_pence),
        vat=_vat(order),
        paid=pounds(order.paid_pence),
        credits=[_credit(refund) for refund in refunds],
        credited=pounds(sum(refund.amount_pence for refund in refunds)),
        credited_vat=pounds(sum(refund.vat_pence for refund in refunds)),
        left=pounds(order.left_pence),
    )


def refunds_of(order: Order) -> list[Refund]:
    """Return all refunds of the order with their lines, oldest first."""
    lines = Prefetch("lines", RefundLine.objects.select_related("line"))
    return list(order.refunds.select_related("requested_by").prefetch_related(lines))


def _buyer_lines(order: Order) -> list[str]:
    """Return name and address as of the payment: a later change of the delivery is no part of the
    invoice."""
    changes = AddressChange.objects.filter(
        event__order=order, event__happened_at__gte=order.paid_at
    )
    first = changes.first()
    return first.before if first else order.postal_lines


def _seller_lines(seller: Mapping[str, str]) -> list[str]:
    """Return the trading name, the legal name of invoices that have kept it, and the address."""
    name, *address = postal_lines(seller)
    return [line for line in (name, company_line(seller), *address) if line]


def _line(line: OrderLine) -> InvoiceLine:
    return InvoiceLine(
        title=line.title,
        parts=", ".join(line.part_labels),
        sku=line.sku_id,
        quantity=line.quantity,
        list_price=pounds(line.list_pence) if line.price_pence < line.list_pence else "",
        price=pounds(line.price_pence),
        total=pounds(line.total_pence),
    )


def _sums(order: Order) -> list[tuple[str, str]]:
    rows = [("Goods at list price", pounds(order.list_pence))]
    rows += [(saving.reason, pounds(-saving.pence)) for saving in order.savings.deducted]
    return [*rows, ("Delivery", pounds(order.delivery_pence))]


def _vat(order: Order) -> list[tuple[str, str]]:
    return [
        ("Net of VAT", pounds(order.net_pence)),
        (f"VAT at {order.vat_percent}%", pounds(order.vat_pence)),
    ]


def _credit(refund: Refund) -> Credit:
    units = [f"{line.quantity} × {line.line.title}" for line in refund.lines.all()]
    delivery = ["delivery"] if refund.delivery_pence else []
    return Credit(
        on=timezone.localdate(refund.requested_at),
        what=", ".join([refund.get_reason_display(), *units, *delivery]),
        amount=pounds(-refund.amount_pence),
        vat=pounds(-refund.vat_pence),
        is_pending=refund.is_open,
    )
