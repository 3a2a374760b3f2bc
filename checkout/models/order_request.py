"""Cancellation and return requests of buyers. They move no money."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from sitewide.transitions import Transitions


class OrderRequestQuerySet(models.QuerySet["OrderRequest"]):
    def standing_cancellations(self) -> Self:
        """Requests to cancel that were not refused."""
        kind, state = OrderRequest.Kind.CANCELLATION, OrderRequest.State
        return self.filter(kind=kind, state__in=(state.OPEN, state.ACCEPTED))


class OrderRequest(models.Model):
    """A buyer's request to cancel or return an order, and the owner's answer."""

    class Kind(models.TextChoices):
        CANCELLATION = "cancellation", "Cancellation"
        RETURN = "return", "Return"

    class State(models.TextChoices):
        OPEN = "open", "To answer"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"

    order = models.ForeignKey("checkout.Order", on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    reason = models.TextField(max_length=1000, help_text="In the buyer's words.")
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(max_length=1000, blank=True, help_text="Emailed to the buyer.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OrderRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state="open"),
                name="one_open_request_per_order",
                violation_error_message="This order already has a request that awaits an answer.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="answered_request_says_when",
                violation_error_message="An answered request needs the time of its answer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.order}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


REQUEST_TRANSITIONS = Transitions(
    {
        OrderRequest.State.OPEN: frozenset(
            {OrderRequest.State.ACCEPTED, OrderRequest.State.REFUSED}
        ),
        OrderRequest.State.ACCEPTED: frozenset(),
        OrderRequest.State.REFUSED: frozenset(),
    }
)
