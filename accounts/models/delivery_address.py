"""Delivery addresses of a customer."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from sitewide.postal_address import PostalAddress


class DeliveryAddress(PostalAddress):
    """A postal address in a customer's address book, as typed."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses"
    )
    is_default = models.BooleanField(default=False)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-is_default", "-added_at", "-pk"]
        verbose_name_plural = "delivery addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(is_default=True),
                name="one_default_address_per_customer",
                violation_error_message="There is already a default address.",
            )
        ]

    def __str__(self) -> str:
        return f"Address {self.pk} of customer {self.user_id}"

    @property
    def as_one_line(self) -> str:
        """The address on one line, separated by commas."""
        return ", ".join(self.postal_lines)
