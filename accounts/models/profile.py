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
        default=True, help_text="No order paid yet: the first-order saving may still be had."
    )
    phone = models.CharField(max_length=30, blank=True, help_text="As typed; for the courier only.")
    keeps_addresses = models.BooleanField(
        default=False, help_text="The tick “save this address” is set for them at checkout."
    )
    wants_dispatch_mail = models.BooleanField(
        default=True, help_text="They are written to when an order leaves."
    )

    def __str__(self) -> str:
        return f"Profile of {self.user}"

    @property
    def address(self) -> DeliveryAddress | None:
        """The default delivery address, or None."""
        return self.user.addresses.filter(is_default=True).first()
