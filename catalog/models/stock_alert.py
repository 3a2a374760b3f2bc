"""Mails about low stock: what was reported, to whom, and who wants them."""

from django.conf import settings
from django.db import models


class StockLevel(models.TextChoices):
    LOW = "low", "low"
    SOLD_OUT = "sold_out", "sold out"


class StockAlert(models.Model):
    """Level of a product's stock that was reported. Deleted once the stock is above its threshold.

    The stock has one alert at most, so a level is reported once until then. `run` is that of the
    job which reported it.
    """

    sku = models.OneToOneField(
        "catalog.Sku", primary_key=True, on_delete=models.CASCADE, related_name="stock_alert"
    )
    level = models.CharField(max_length=10, choices=StockLevel)
    run = models.UUIDField(db_index=True)
    reported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.sku_id} is {self.get_level_display()}"


class StockAlertMail(models.Model):
    """Mail to one user about all alerts of one run of the job. Deleted once it is sent.

    If many products were reported at once, `skus` names the first of them only.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stock_alert_mails"
    )
    skus = models.JSONField(help_text="The sold-out ones first.")
    sold_out_count = models.PositiveIntegerField()
    low_count = models.PositiveIntegerField()
    queued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"stock alert mail {self.pk}"


class StockAlertRecipient(models.Model):
    """A user who wants mails about low stock."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="stock_alert_choice",
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"user {self.user_id} wants mails about low stock"
