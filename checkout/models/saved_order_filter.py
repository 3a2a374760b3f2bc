"""Filters of the list of orders that a user saved under a name."""

from django.conf import settings
from django.db import models

MAX_SAVED = 20


class SavedOrderFilter(models.Model):
    """A query string of the list of orders, such as `dispatch=due&buyer=guest`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_order_filters"
    )
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="saved_order_filter_once",
                violation_error_message="You have a filter of this name.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(query=""),
                name="saved_order_filter_is_complete",
                violation_error_message="A saved filter needs a name and a filter.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
