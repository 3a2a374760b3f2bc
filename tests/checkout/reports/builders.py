"""Invoices and refunds at chosen moments."""

from datetime import UTC, datetime
from uuid import uuid4

from checkout.models import (
    BalanceEntry,
    BalanceReading,
    Order,
    OrderLine,
    OrderState,
    Payout,
    Refund,
    RefundState,
)
from checkout.pricing.quote import vat_within

IN_SPRING = datetime(2026, 5, 4, 12, tzinfo=UTC)


def an_invoice(number: int, pence: int, at: datetime, *, percent: int = 20, **values) -> Order:
    """An order of this total, paid and invoiced then."""
    values = {"list_pence": pence} | values
    order = Order.objects.create(
        number=f"AV-{number:08d}",
        state=OrderState.PAID,
        total_pence=pence,
        vat_percent=percent,
        vat_pence=vat_within(pence, percent),
        paid_pence=pence,
        paid_at=at,
        invoice_number=number,
        session_expires_at=at,
        hold_until=at,
        idempotency_key=uuid4(),
        **values,
    )
    return order


def a_refund(
    order: Order, pence: int, at: datetime, state=RefundState.SUCCEEDED, **values
) -> Refund:
    refund = Refund.objects.create(
        order=order,
        amount_pence=pence,
        vat_pence=order.vat_of_refund(pence),
        state=state,
        reason=Refund.Reason.GOODWILL,
        idempotency_key=uuid4(),
        **values,
    )
    Refund.objects.filter(pk=refund.pk).update(requested_at=at)
    if state not in (RefundState.FAILED, RefundState.CANCELLED):
        order.refunded_pence += pence
        order.save(update_fields=["refunded_pence"])
    return refund


def a_line(order: Order, page, quantity: int = 1, pence: int = 1000) -> OrderLine:
    return OrderLine.objects.create(
        order=order,
        sku_id=page.sku,
        page=page,
        title=page.title,
        quantity=quantity,
        list_pence=pence,
        price_pence=pence,
    )


def an_entry(
    category: str, pence: int, at: datetime = IN_SPRING, *, fee_pence: int = 0, **values
) -> BalanceEntry:
    """An entry of Stripe's balance."""
    values = {"type": category, "stripe_id": f"txn_{uuid4()}", "source_id": "ch_1"} | values
    return BalanceEntry.objects.create(
        category=category,
        amount_pence=pence,
        fee_pence=fee_pence,
        net_pence=pence - fee_pence,
        created_at=at,
        available_on=at.date(),
        **values,
    )


def a_payout(pence: int, at: datetime = IN_SPRING, **values) -> Payout:
    """An automatic payout without entries."""
    values = {"status": "paid", "is_automatic": True, "has_all_entries": True} | values
    payout_id = f"po_{uuid4()}"
    return Payout.objects.create(
        stripe_payout_id=payout_id,
        amount_pence=pence,
        created_at=at,
        arrives_on=at.date(),
        **values,
    )


def a_reading(began_at: datetime, **values) -> BalanceReading:
    """A reading of the balance that ended at once."""
    reading = BalanceReading.objects.create(ended_at=began_at, **values)
    BalanceReading.objects.filter(pk=reading.pk).update(began_at=began_at)
    return reading
