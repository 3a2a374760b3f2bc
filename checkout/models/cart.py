"""The cart: one kind for guests and customers."""

from datetime import timedelta

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
    """A customer has one cart; a guest's is known by the number in their session.

    A guest's cart that was merged at log-in stays, empty, for the sake of its open order.
    """

    # Wagtail lists where pages and pictures are used: not here, and it would read each save again.
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

    def __str__(self):
        return f"Cart {self.pk} of {self.user or 'a guest'}"


class CartLine(models.Model):
    """A SKU and a quantity. Title and price are what the shopper last saw: to say what changed,
    never to price."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    title_shown = models.CharField(max_length=255)
    price_shown_pence = PenceField()
    added_at = models.DateTimeField(auto_now_add=True)
    # The last press of "Add to cart", until its outcome was shown: a double click is one press.
    pressed_at = models.DateTimeField(null=True, blank=True)
    pressed_quantity = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cart", "sku"],
                name="sku_once_per_cart",
                violation_error_message="This is in the cart already: change its quantity.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="cart_quantity_at_least_one",
                violation_error_message="A cart line holds at least one piece.",
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.sku_id}"


UNDO_WITHIN = timedelta(minutes=30)


class CartMergeQuerySet(models.QuerySet):
    def undoable(self):
        return self.filter(undone_at=None, merged_at__gt=timezone.now() - UNDO_WITHIN)


class CartMerge(models.Model):
    """A guest's cart joined a customer's. `quantities`: by SKU, how many the customer's cart held
    before and after."""

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
                violation_error_message="A merge is undone after it was made.",
            )
        ]

    def __str__(self):
        return f"Merge into {self.cart_id}"


DEFAULT_HOURS, MAX_HOURS = 4, 48


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
        validators=[MinValueValidator(1), MaxValueValidator(MAX_HOURS - 1)],
        help_text=(
            "Customers who agreed to it are reminded of a full cart, once, this long after they "
            f"last changed it; after {MAX_HOURS} hours no more."
        ),
    )

    panels = [FieldPanel("hours")]

    class Meta:
        verbose_name = "cart reminders"

    def __str__(self):
        return "Cart reminders"
