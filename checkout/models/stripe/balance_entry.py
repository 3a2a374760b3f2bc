"""Entries of Stripe's balance: every amount that entered or left it, with its fee."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from checkout.models.stripe.payout import Payout

# Stripe's reporting categories (docs.stripe.com/reports/reporting-categories), as the report sums
# them. All others are "other".
PAYMENTS = ("charge", "charge_failure")
REFUNDS = ("refund", "refund_failure", "partial_capture_reversal")
DISPUTES = ("dispute", "dispute_reversal")
FEES = ("fee", "network_cost", "tax")
PAYOUTS = ("payout", "payout_reversal")
OF_ORDERS = PAYMENTS + REFUNDS + DISPUTES
NAMES = {
    "charge": "Payment",
    "charge_failure": "Failed payment",
    "refund": "Refund",
    "refund_failure": "Failed refund",
    "dispute": "Dispute",
    "dispute_reversal": "Dispute won",
    "fee": "Stripe’s fee",
    "payout": "Payout",
    "payout_reversal": "Failed payout",
}


class BalanceEntryQuerySet(models.QuerySet["BalanceEntry"]):
    def of_orders(self) -> Self:
        """Payments, refunds and disputes."""
        return self.filter(category__in=OF_ORDERS)

    def unmatched(self) -> Self:
        """Entries of payments, refunds and disputes of which no order is known."""
        return self.of_orders().filter(order=None)

    def without_payouts(self) -> Self:
        return self.exclude(category__in=PAYOUTS)

    def contained_in(self, payout: Payout) -> Self:
        """Entries that a payout consists of: all but its own withdrawal. The return of an earlier
        payout that failed is one of them."""
        return self.filter(payout=payout).exclude(source_id=payout.stripe_payout_id)


class BalanceEntry(models.Model):
    """A balance transaction of Stripe. It never changes there, so it is stored once.

    Amounts are negative if they left the balance. `category` is Stripe's `reporting_category`.
    `source_id`: its charge, refund, dispute or payout. `payout`: the payout that contains it.
    """

    # Keep entries out of Wagtail's reference index, as all records of Stripe.
    wagtail_reference_index_ignore = True

    stripe_id = models.CharField(max_length=255, unique=True)
    type = models.CharField(max_length=60)
    category = models.CharField(max_length=60)
    amount_pence = models.IntegerField()
    fee_pence = models.IntegerField()
    net_pence = models.IntegerField()
    created_at = models.DateTimeField(db_index=True)
    available_on = models.DateField()
    source_id = models.CharField(max_length=255, blank=True)
    payment_intent_id = models.CharField(max_length=255, blank=True)
    order = models.ForeignKey(
        "checkout.Order",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="balance_entries",
    )
    payout = models.ForeignKey(
        Payout, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )

    objects = BalanceEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "balance entries"
        indexes = [
            models.Index(
                fields=["payment_intent_id"],
                condition=Q(order=None),
                name="entries_without_order",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(net_pence=F("amount_pence") - F("fee_pence")),
                name="entry_net_is_amount_less_fee",
                violation_error_message="The net amount is the amount less the fee.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.stripe_id}"

    @property
    def name(self) -> str:
        """What it is, in words."""
        return NAMES.get(self.category, self.category.replace("_", " ").capitalize())
