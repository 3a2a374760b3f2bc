"""A person's orders, and how long their personal data must be kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.email_addresses import own_addresses
from accounts.models import User
from checkout.models import Order, OrderState
from checkout.models.order import OrderQuerySet

# 14 days to withdraw, 14 to send the goods back, 14 to give the money back (Consumer Contracts
# Regulations 2013), counted from the promised delivery.
CONTRACT_LASTS_AFTER_DELIVERY = timedelta(days=42)
# Up to this total, an invoice of a retailer needs no buyer's name (VAT Notice 700, 16.6).
SIMPLIFIED_INVOICE_UP_TO_PENCE = 250_00
# VAT records are kept for six years (VAT Notice 700/21), counted with 366 days each.
INVOICES_KEPT_FOR = timedelta(days=6 * 366)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the buyer's contact and invoice details must be kept; None if not at all."""

    contract_until: datetime | None
    invoice_until: datetime | None


def orders_of(user: User) -> OrderQuerySet:
    """Orders that the user placed when logged in, or as a guest with a verified email address."""
    addresses = Q()
    for address in own_addresses(user):
        addresses |= Q(user=None, email__iexact=address)
    return Order.objects.filter(Q(user=user) | addresses)


def retention_of(order: Order) -> Retention:
    """Return the retention for the contract with the buyer and for VAT records. Nothing must be
    kept of orders that are not paid."""
    if order.state != OrderState.PAID or order.paid_at is None:
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
