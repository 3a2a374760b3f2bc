"""The one mail about a cart that was left, and the owner's say in when it goes."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

DEFAULT_HOURS, MOST_HOURS = 4, 48


class CartReminder(models.Model):
    """A cart's last reminder: claimed by whoever sends it, so that it is sent once."""

    cart = models.OneToOneField("checkout.Cart", on_delete=models.CASCADE, related_name="reminder")
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"Reminder of {self.cart_id}"


@register_setting(icon="mail")
class CartReminderRules(BaseGenericSetting):
    hours = models.PositiveSmallIntegerField(
        "hours after the last change",
        default=DEFAULT_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS - 1)],
        help_text=(
            "Customers who agreed to it are reminded of a full cart, once, this long after they "
            f"last changed it; after {MOST_HOURS} hours no more."
        ),
    )

    panels = [FieldPanel("hours")]

    class Meta:
        verbose_name = "cart reminders"

    def __str__(self):
        return "Cart reminders"
