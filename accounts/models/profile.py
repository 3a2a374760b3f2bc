"""Customer profiles."""

from django.conf import settings
from django.db import models

from accounts.models.delivery_address import DeliveryAddress


class UserProfile(models.Model):
    """A customer's details and choices. Created with the user."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    is_first_time_buyer = models.BooleanField(
        default=True,
        help_text="The customer has not paid for an order yet, so the first-order saving is still "
        "possible.",
    )
    phone = models.CharField(max_length=30, blank=True, help_text="As typed. Only for the courier.")
    keeps_addresses = models.BooleanField(
        default=False, help_text="“Save this address” is ticked for the customer at checkout."
    )
    wants_dispatch_mail = models.BooleanField(
        default=True, help_text="The customer gets an email when an order is dispatched."
    )

    def __str__(self) -> str:
        return f"Profile of {self.user}"

    @property
    def address(self) -> DeliveryAddress | None:
        """The default delivery address, or None."""
        return self.user.addresses.filter(is_default=True).first()
