"""Outbox of mails to buyers about their orders."""

from django.db import models

from checkout.models.order_state import UNPAID_CLOSED, OrderState


class OrderMail(models.Model):
    """A mail to a buyer, stored in the transaction of the event that it reports."""

    class Kind(models.TextChoices):
        DISPATCHED = "dispatched", "The order has left"
        REQUEST_TAKEN = "request_taken", "A request has arrived"
        REQUEST_ANSWERED = "request_answered", "A request is answered"
        REFUND_FAILED = "refund_failed", "A refund has failed"
        PAYMENT_FAILED = "payment_failed", "A payment on its way has failed"

    order = models.ForeignKey("checkout.Order", on_delete=models.PROTECT, related_name="mails")
    request = models.ForeignKey(
        "checkout.OrderRequest", null=True, on_delete=models.CASCADE, related_name="mails"
    )
    refund = models.ForeignKey(
        "checkout.Refund", null=True, on_delete=models.PROTECT, related_name="mails"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    owed_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["owed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.order}"

    @property
    def is_outdated(self) -> bool:
        """Whether the mail reports a failure that has been resolved since."""
        state = self.order.state
        if self.kind == self.Kind.REFUND_FAILED:
            return state in (OrderState.REFUND_DUE, OrderState.REFUNDED)
        return self.kind == self.Kind.PAYMENT_FAILED and state not in UNPAID_CLOSED
