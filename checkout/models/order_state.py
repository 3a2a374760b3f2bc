"""Order states and their allowed transitions.

`checkout.models.triggers.orders` enforces the same table in the database.
"""

from django.db import models

from sitewide.transitions import Transitions


class OrderState(models.TextChoices):
    """State of an order. UNPAID_CLOSED and OPEN_STATES group them."""

    AWAITING_PAYMENT = "awaiting_payment", "Awaiting payment"
    PROCESSING = "processing", "Payment on its way"
    PAID = "paid", "Paid"
    UNDER_REVIEW = "under_review", "Under review"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Expired"
    REFUND_DUE = "refund_due", "Refund due"
    REFUNDED = "refunded", "Refunded"
    REFUND_FAILED = "refund_failed", "Refund failed"


S = OrderState
# PAID is final: later refunds are rows of their own. REFUNDED means that the payment was never
# kept: it came too late or differed from the order. REFUNDED can become REFUND_FAILED: a bank can
# return a refund weeks after it succeeded.
ORDER_TRANSITIONS = Transitions(
    {
        S.AWAITING_PAYMENT: frozenset(
            {S.PROCESSING, S.PAID, S.UNDER_REVIEW, S.CANCELLED, S.EXPIRED}
        ),
        S.PROCESSING: frozenset({S.PAID, S.UNDER_REVIEW, S.CANCELLED, S.EXPIRED}),
        S.CANCELLED: frozenset({S.PAID, S.UNDER_REVIEW, S.REFUND_DUE}),
        S.EXPIRED: frozenset({S.PAID, S.UNDER_REVIEW, S.REFUND_DUE}),
        S.UNDER_REVIEW: frozenset({S.PAID, S.REFUND_DUE}),
        S.REFUND_DUE: frozenset({S.REFUNDED, S.REFUND_FAILED}),
        S.PAID: frozenset(),
        S.REFUNDED: frozenset({S.REFUND_FAILED}),
        S.REFUND_FAILED: frozenset({S.REFUND_DUE, S.REFUNDED}),
    }
)
OPEN_STATES = (S.AWAITING_PAYMENT, S.PROCESSING)
UNPAID_CLOSED = (S.CANCELLED, S.EXPIRED)
