"""Which orders are a person's, what stands in them, and what may be forgotten of them when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.email_addresses import own_addresses
from checkout.models import Order, OrderState

# 14 days to withdraw, 14 to send the goods back, 14 to give the money back (Consumer Contracts
# Regulations 2013), counted from the promised delivery.
CONTRACT_LASTS_AFTER_DELIVERY = timedelta(days=42)
# Up to this a retailer's invoice needs no buyer's name (VAT Notice 700, 16.6); above it does.
SIMPLIFIED_INVOICE_UP_TO_PENCE = 250_00
# VAT records are kept for six years (VAT Notice 700/21); leap days on the safe side.
INVOICES_KEPT_FOR = timedelta(days=6 * 366)


@dataclass(frozen=True, slots=True)
class Retention:
    """Until when who is needed for what; None where they are not, or no longer."""

    contract_until: datetime | None
    invoice_until: datetime | None


def orders_of(user):
    """Placed when logged in, or as a guest under an address that is certainly theirs."""
    addresses = Q()
    for address in own_addresses(user):
        addresses |= Q(user=None, email__iexact=address)
    return Order.objects.filter(Q(user=user) | addresses)


def retention_of(order: Order) -> Retention:
    """What is owed to a buyer, and then to the tax office; an order never paid owes nothing."""
    if order.state != OrderState.PAID:
        return Retention(None, None)
    now = timezone.now()
    delivered = order.placed_at + timedelta(days=order.delivery_days)
    contract_until = delivered + CONTRACT_LASTS_AFTER_DELIVERY
    invoice_until = order.paid_at + INVOICES_KEPT_FOR
    needs_name = order.total_pence > SIMPLIFIED_INVOICE_UP_TO_PENCE
    return Retention(
        contract_until if contract_until > now and not order.is_refunded else None,
        invoice_until if invoice_until > now and needs_name else None,
    )
