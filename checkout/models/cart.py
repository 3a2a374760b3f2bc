"""The cart: one kind for guests and customers."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from catalog.models.sku import Sku
from catalog.money_fields import PenceField


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
