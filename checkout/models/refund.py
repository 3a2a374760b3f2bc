"""Refunds. Amounts are pence, VAT included.

The shop creates a row before it calls Stripe, and one for each refund made in Stripe's dashboard.
All refunds that have not failed count against the payment.
"""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from sitewide.money_fields import PenceField
from sitewide.transitions import Transitions


class RefundState(models.TextChoices):
    REQUESTED = "requested", "Requested at Stripe"
    PENDING = "pending", "On its way"
    SUCCEEDED = "succeeded", "Refunded"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


S = RefundState
# A refund that succeeded can still fail, when the bank sends the money back.
REFUND_TRANSITIONS = Transitions(
    {
        S.REQUESTED: frozenset({S.PENDING, S.SUCCEEDED, S.FAILED, S.CANCELLED}),
        S.PENDING: frozenset({S.SUCCEEDED, S.FAILED, S.CANCELLED}),
        S.SUCCEEDED: frozenset({S.FAILED}),
        S.FAILED: frozenset(),
        S.CANCELLED: frozenset(),
    }
)
COUNTED = (RefundState.REQUESTED, RefundState.PENDING, RefundState.SUCCEEDED)
LOST = (RefundState.FAILED, RefundState.CANCELLED)


class Refund(models.Model):
    """A refund of a payment, in full or in part."""

    class Reason(models.TextChoices):
        RETURNED = "returned", "Goods returned"
        DAMAGED = "damaged", "Damaged or wrong"
        GOODWILL = "goodwill", "Goodwill"
        CANCELLED = "cancelled", "Order cancelled"
        LATE = "late", "Paid too late"
        REVIEW = "review", "Payment not as ordered"
        DASHBOARD = "dashboard", "Made at Stripe"

    order = models.ForeignKey("checkout.Order", on_delete=models.PROTECT, related_name="refunds")
    amount_pence = PenceField(validators=[MinValueValidator(1)])
    delivery_pence = PenceField(default=0, help_text="Part of the amount that is for delivery.")
    vat_pence = PenceField(default=0, help_text="VAT included in the amount.")
    state = models.CharField(max_length=10, choices=RefundState, default=RefundState.REQUESTED)
    reason = models.CharField(max_length=10, choices=Reason)
    note = models.CharField(max_length=200, blank=True)
    puts_back = models.BooleanField("puts the goods back in stock", default=False)
    restocked_at = models.DateTimeField(null=True, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    idempotency_key = models.UUIDField(unique=True)
    stripe_refund_id = models.CharField(max_length=255, unique=True, null=True, blank=True)

    class Meta:
        ordering = ["requested_at", "pk"]
        # Reports read the refunds that were requested in a period.
        indexes = [models.Index(fields=["requested_at"], name="refund_by_request")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_pence__gte=1) & Q(delivery_pence__lte=models.F("amount_pence")),
                name="refund_makes_sense",
                violation_error_message="A refund must be at least 1p and cover its delivery part.",
            ),
            models.CheckConstraint(
                condition=Q(vat_pence__lte=models.F("amount_pence")),
                name="refund_vat_within_amount",
                violation_error_message="A refund's VAT cannot be more than the refund.",
            ),
        ]

    def __str__(self) -> str:
        return f"Refund {self.pk} of {self.order}"

    @property
    def is_full_refund(self) -> bool:
        """Whether the payment is refunded in full. Stripe then refunds all that remains, which is
        less than the amount if part was refunded in its dashboard without our knowledge."""
        return self.reason in (self.Reason.LATE, self.Reason.REVIEW)

    @property
    def is_open(self) -> bool:
        return self.state in (RefundState.REQUESTED, RefundState.PENDING)


class RefundLine(models.Model):
    """Units of an order line that a refund covers."""

    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey("checkout.OrderLine", on_delete=models.PROTECT, related_name="refunds")
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["refund", "line"], name="line_once_per_refund"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="refunded_quantity_at_least_one",
                violation_error_message="A refunded line needs at least one unit.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line.title}"
