"""Carts of guests and customers, what happened to them, and the owner's rules for them."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from catalog.models.sku import Sku
from sitewide.money_fields import PenceField

ABANDONED_AFTER = timedelta(minutes=30)


class CartQuerySet(models.QuerySet["Cart"]):
    def with_lines(self) -> Self:
        return self.filter(Exists(CartLine.objects.filter(cart=OuterRef("pk"))))

    def without_lines(self) -> Self:
        return self.exclude(Exists(CartLine.objects.filter(cart=OuterRef("pk"))))

    def active(self) -> Self:
        """Carts with lines that were changed less than `ABANDONED_AFTER` ago."""
        return self.with_lines().filter(changed_at__gt=timezone.now() - ABANDONED_AFTER)

    def abandoned(self) -> Self:
        """Carts with lines that were not changed for `ABANDONED_AFTER` or longer."""
        return self.with_lines().filter(changed_at__lte=timezone.now() - ABANDONED_AFTER)


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

    objects = CartQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        indexes = [models.Index("changed_at", name="cart_changed_at")]

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


class CartEvent(models.Model):
    """Something that happened to the lines of a cart.

    Changes of lines are recorded by triggers of the database (`checkout/models/triggers/carts.py`),
    so that no write is left out and adding to a cart takes no statement more. `quantity` is the
    quantity afterwards.
    """

    class Kind(models.TextChoices):
        ADDED = "added", "added"
        CHANGED = "changed", "changed"
        REMOVED = "removed", "removed"
        EXPIRED = "expired", "expired"

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    sku = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=255, blank=True)
    quantity_before = models.PositiveIntegerField(default=0)
    quantity = models.PositiveIntegerField(default=0)
    happened_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["happened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="expired") | ~Q(sku=""),
                name="cart_event_names_its_product",
                violation_error_message="A change of a cart's line names its product.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sku}".strip()


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
DEFAULT_DAYS_KEPT = 180


@register_setting(icon="mail")
class CartRules(BaseGenericSetting):
    """Setting of the owner: when reminders are sent, and how long carts are kept."""

    hours = models.PositiveSmallIntegerField(
        "hours until a reminder",
        default=DEFAULT_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_HOURS - 1)],
        help_text=(
            "Customers who agreed to reminders get one, so many hours after they last changed "
            f"their cart. After {MAX_HOURS} hours, none is sent."
        ),
    )

    days_kept = models.PositiveSmallIntegerField(
        "days that a customer's cart is kept",
        default=DEFAULT_DAYS_KEPT,
        db_default=DEFAULT_DAYS_KEPT,
        validators=[MinValueValidator(1)],
        help_text=(
            "A cart that was not changed for so many days is emptied. Guests' carts are deleted "
            "with their session, after two weeks."
        ),
    )

    panels = [FieldPanel("hours"), FieldPanel("days_kept")]

    class Meta:
        # Its first name: code of the release before runs beside the new one during a deployment.
        db_table = "checkout_cartreminderrules"
        verbose_name = "carts"
        constraints = [
            models.CheckConstraint(
                condition=Q(days_kept__gte=1),
                name="carts_kept_a_day_or_longer",
                violation_error_message="A cart is kept for at least one day.",
            )
        ]

    def __str__(self) -> str:
        return "Carts"
