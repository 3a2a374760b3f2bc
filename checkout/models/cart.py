"""Carts of guests and customers, their merges and reminders."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from catalog.models.sku import Sku
from sitewide.money_fields import PenceField


class Cart(models.Model):
    """A cart. A customer has one; a guest's session contains its primary key.

    A guest's cart that was merged at login is kept, empty, for its open order.
    """

    # Keep carts out of Wagtail's reference index: it would re-index on every save.
    wagtail_reference_index_ignore = True

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="cart",
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="merged_carts"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return f"Cart {self.pk} of {self.user or 'a guest'}"


class CartLine(models.Model):
    """A line of a cart. Title and price are as last shown to the shopper; they are only used to
    report changes, never to price."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    title_shown = models.CharField(max_length=255)
    price_shown_pence = PenceField()
    added_at = models.DateTimeField(auto_now_add=True)
    # The last "Add to cart", until the cart was shown. Used to recognise a double click.
    pressed_at = models.DateTimeField(null=True, blank=True)
    pressed_quantity = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cart", "sku"],
                name="sku_once_per_cart",
                violation_error_message="This is already in the cart. Change its quantity instead.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="cart_quantity_at_least_one",
                violation_error_message="A cart line needs at least one piece.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku_id}"


UNDO_WITHIN = timedelta(minutes=30)


class CartMergeQuerySet(models.QuerySet["CartMerge"]):
    def undoable(self) -> Self:
        """Merges that are not undone and not older than `UNDO_WITHIN`."""
        return self.filter(undone_at=None, merged_at__gt=timezone.now() - UNDO_WITHIN)


class CartMerge(models.Model):
    """A merge of a guest's cart into a customer's.

    `quantities`: by SKU, the quantities in the customer's cart before and after.
    """

    cart = models.ForeignKey("checkout.Cart", on_delete=models.CASCADE, related_name="merges")
    guest_cart = models.OneToOneField(
        "checkout.Cart", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    quantities = models.JSONField(default=dict)
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = CartMergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(undone_at__gte=models.F("merged_at")),
                name="merge_undone_after_it_was_made",
                violation_error_message="A merge cannot be undone before it was made.",
            )
        ]

    def __str__(self) -> str:
        return f"Merge into {self.cart_id}"


DEFAULT_HOURS, MAX_HOURS = 4, 48


@register_setting(icon="mail")
class CartReminderRules(BaseGenericSetting):
    """Setting of the owner: when reminders are sent."""

    hours = models.PositiveSmallIntegerField(
        "hours after the last change",
        default=DEFAULT_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_HOURS - 1)],
        help_text=(
            "Customers who agreed to reminders get one, this many hours after they last changed "
            f"their cart. After {MAX_HOURS} hours, none is sent."
        ),
    )

    panels = [FieldPanel("hours")]

    class Meta:
        verbose_name = "cart reminders"

    def __str__(self) -> str:
        return "Cart reminders"
