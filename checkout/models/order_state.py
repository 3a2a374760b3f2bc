"""Where an order is, and where it may go from there: the one table that code and database hold to.

`checkout.models.triggers` writes the same table into the database as a trigger.
"""

from django.db import models


class OrderState(models.TextChoices):
    """Where an order is between being placed and being settled."""

    AWAITING_PAYMENT = "awaiting_payment", "Awaiting payment"
    PROCESSING = "processing", "Payment on its way"
    PAID = "paid", "Paid"
    UNDER_REVIEW = "under_review", "Under review"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Expired"
    REFUND_DUE = "refund_due", "Paid too late, refund due"
    REFUNDED = "refunded", "Refunded"
    REFUND_FAILED = "refund_failed", "Refund failed"


S = OrderState
# Paid is for good: what is given back afterwards stands in refunds of their own. Refunded is what
# we never kept: money that came too late, or that was not what the order asked for. A bank can send
# a refund back weeks after it succeeded: the money is with the shop again then.
LEGAL_MOVES: dict[OrderState, frozenset[OrderState]] = {
    S.AWAITING_PAYMENT: frozenset({S.PROCESSING, S.PAID, S.UNDER_REVIEW, S.CANCELLED, S.EXPIRED}),
    S.PROCESSING: frozenset({S.PAID, S.UNDER_REVIEW, S.CANCELLED, S.EXPIRED}),
    S.CANCELLED: frozenset({S.PAID, S.UNDER_REVIEW, S.REFUND_DUE}),
    S.EXPIRED: frozenset({S.PAID, S.UNDER_REVIEW, S.REFUND_DUE}),
    S.UNDER_REVIEW: frozenset({S.PAID, S.REFUND_DUE}),
    S.REFUND_DUE: frozenset({S.REFUNDED, S.REFUND_FAILED}),
    S.PAID: frozenset(),
    S.REFUNDED: frozenset({S.REFUND_FAILED}),
    S.REFUND_FAILED: frozenset({S.REFUND_DUE, S.REFUNDED}),
}
OPEN_STATES = (S.AWAITING_PAYMENT, S.PROCESSING)
UNPAID_CLOSED = (S.CANCELLED, S.EXPIRED)


def states_before(state: OrderState) -> list[OrderState]:
    """From where an order may come to this state."""
    return [before for before, after in LEGAL_MOVES.items() if state in after]
