"""What the shop knows of a customer."""

from django.conf import settings
from django.db import models


class UserProfile(models.Model):
    """What the shop keeps of a customer; made with the user."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    is_first_time_buyer = models.BooleanField(
        default=True, help_text="No order paid yet: the first-order saving may still be had."
    )

    def __str__(self):
        return f"Profile of {self.user}"
