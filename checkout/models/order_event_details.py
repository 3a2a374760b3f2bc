"""Personal data of timeline lines, in tables of their own.

Lines of the timeline are never changed or deleted, so they hold no personal data. These rows are
erased with the other data of the buyer.
"""

from django.db import models


class OrderNote(models.Model):
    """A note of the owner, shown at its line of the timeline, and in a copy of the buyer's data."""

    event = models.OneToOneField(
        "checkout.OrderEvent", on_delete=models.PROTECT, related_name="note", primary_key=True
    )
    text = models.TextField(max_length=1000)

    def __str__(self) -> str:
        return f"Note about {self.event.order}"


class AddressChange(models.Model):
    """Old and new delivery address of an order, as the lines of an envelope."""

    event = models.OneToOneField(
        "checkout.OrderEvent",
        on_delete=models.PROTECT,
        related_name="address_change",
        primary_key=True,
    )
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Address of {self.event.order}"
