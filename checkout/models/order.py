"""Orders: what was sold, to whom, for how much, as it was on the day (docs/design.md, law 3)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone

from catalog.models.sku import Sku
from checkout.models.order_state import OPEN_STATES, UNPAID_CLOSED, OrderState
from checkout.models.refund import LOST
from checkout.pricing.refund_amounts import vat_of_refund
from sitewide.money_fields import PenceField


class OrderQuerySet(models.QuerySet):
    def open(self):
        """Placed, and neither paid nor given up: stock is held for them."""
        return self.filter(state__in=OPEN_STATES)

    def perhaps_open_at_stripe(self):
        """Given up before Stripe's answer came: their sessions may have been made all the same."""
        unheard = self.filter(state__in=UNPAID_CLOSED, stripe_session_id=None)
        return unheard.filter(session_expires_at__gt=timezone.now())

    def awaiting_payment(self):
        """Placed, and nobody has paid yet: one for each cart."""
        return self.filter(state=OrderState.AWAITING_PAYMENT)

    def yielding(self):
        """Unpaid, and old or large enough to give their pieces up to another shopper."""
        return self.awaiting_payment().filter(yields=True)

    def of_cart(self, cart):
        """Orders placed from this cart, or from a guest's cart that has become part of it."""
        return self.filter(Q(cart=cart) | Q(cart__merged_into=cart))

    def fully_refunded(self):
        return self.filter(paid_pence__gt=0, refunded_pence=F("paid_pence"))

    def partly_refunded(self):
        return self.filter(refunded_pence__gt=0, refunded_pence__lt=F("paid_pence"))

    def paid(self):
        """Paid for good: late money that we gave back is no purchase."""
        return self.filter(state=OrderState.PAID)


class Order(models.Model):
    # Wagtail lists where pages and pictures are used: not here, and it would read each save again.
    wagtail_reference_index_ignore = True

    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(
        max_length=20, choices=OrderState, default=OrderState.AWAITING_PAYMENT, db_index=True
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="orders",
    )
    cart = models.ForeignKey(
        "checkout.Cart", null=True, blank=True, on_delete=models.SET_NULL, related_name="orders"
    )

    email = models.EmailField()
    email_hash = models.CharField(max_length=64, db_index=True)
    account_email_hash = models.CharField(
        max_length=64, blank=True, db_default="", db_index=True, default=""
    )
    name = models.CharField(max_length=120)
    line1 = models.CharField("address", max_length=120)
    line2 = models.CharField("address, second line", max_length=120, blank=True)
    city = models.CharField("town or city", max_length=80)
    postcode = models.CharField(max_length=10)
    phone = models.CharField(max_length=30, blank=True)

    list_pence = PenceField()
    bundle_saving_pence = PenceField(default=0)
    first_order_saving_pence = PenceField(default=0)
    delivery_pence = PenceField(default=0)
    total_pence = PenceField()
    vat_percent = models.PositiveSmallIntegerField(default=20)
    vat_pence = PenceField()
    is_first_order = models.BooleanField(default=False)
    savings = models.JSONField(default=list, help_text="Each saving with its reason, as quoted.")
    paid_pence = PenceField(default=0, help_text="What Stripe took, which may not be the total.")
    refunded_pence = PenceField(default=0, help_text="Given back, or on its way back.")
    refunded_delivery_pence = PenceField(default=0)
    invoice_number = models.PositiveIntegerField(null=True, blank=True, unique=True)
    invoiced_by = models.JSONField(
        default=dict, help_text="The seller as printed, copied when the invoice got its number."
    )
    delivery_days = models.PositiveSmallIntegerField(default=2)

    placed_at = models.DateTimeField(auto_now_add=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    session_expires_at = models.DateTimeField()
    hold_until = models.DateTimeField(db_index=True)
    holds_stock = models.BooleanField(default=True)
    # A renewed order remembers when the first of its kind began to hold stock, unpaid.
    first_held_at = models.DateTimeField(null=True, blank=True, db_index=True)
    yields_from = models.DateTimeField(null=True, blank=True, db_index=True)
    yields = models.BooleanField(default=False, db_default=False)
    # Who placed it, as far as limits need it: forgotten a day later.
    browser = models.CharField(max_length=64, blank=True, db_default="", db_index=True)
    network = models.CharField(max_length=64, blank=True, db_default="", db_index=True)
    confirmation_claimed_at = models.DateTimeField(null=True, blank=True)
    confirmation_sent_at = models.DateTimeField(null=True, blank=True)
    review_reason = models.CharField(max_length=200, blank=True)

    stripe_parameters = models.JSONField(default=dict)
    idempotency_key = models.UUIDField(unique=True)
    stripe_session_id = models.CharField(max_length=255, unique=True, null=True, blank=True)
    stripe_payment_intent_id = models.CharField(max_length=255, blank=True, db_index=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total_pence=F("list_pence")
                    - F("bundle_saving_pence")
                    - F("first_order_saving_pence")
                    + F("delivery_pence")
                ),
                name="order_total_adds_up",
                violation_error_message="An order's total is list − savings + delivery.",
            ),
            models.CheckConstraint(
                condition=Q(vat_pence__lte=F("total_pence")),
                name="order_vat_within_total",
                violation_error_message="An order's VAT cannot be more than its total.",
            ),
            models.UniqueConstraint(
                fields=["cart"],
                condition=Q(state=OrderState.AWAITING_PAYMENT),
                name="one_open_order_per_cart",
                violation_error_message="This cart has an order that waits for its payment.",
            ),
            models.CheckConstraint(
                condition=Q(yields=False) | Q(state=OrderState.AWAITING_PAYMENT),
                name="only_unpaid_orders_yield",
                violation_error_message="Only an order that awaits its payment gives stock up.",
            ),
            models.CheckConstraint(
                condition=Q(refunded_pence__lte=F("paid_pence")),
                name="refunds_within_what_was_paid",
                violation_error_message="No more can be refunded than was paid.",
            ),
            models.CheckConstraint(
                condition=Q(refunded_delivery_pence__lte=F("delivery_pence")),
                name="delivery_refunded_once",
                violation_error_message="No more delivery can be refunded than was paid.",
            ),
            models.CheckConstraint(
                condition=~Q(state=OrderState.PAID) | Q(paid_at__isnull=False),
                name="paid_order_says_when",
                violation_error_message="A paid order needs the time of its payment.",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def delivery_due_on(self):
        """The day the goods are promised for, counted from the order's date."""
        return timezone.localdate(self.placed_at) + timedelta(days=self.delivery_days)

    @property
    def is_paid(self) -> bool:
        return self.state == OrderState.PAID

    @property
    def is_refunded(self) -> bool:
        """All that was paid is given back, or on its way back."""
        return 0 < self.paid_pence == self.refunded_pence

    def vat_of_refund(self, pence: int) -> int:
        """The VAT within a further refund; none where no invoice was ever made."""
        if not self.invoice_number:
            return 0
        counted = self.refunds.exclude(state__in=LOST)
        return vat_of_refund(
            vat_pence=self.vat_pence,
            paid_pence=self.paid_pence,
            refunded_pence=self.refunded_pence,
            refunded_vat_pence=counted.aggregate(sum=Sum("vat_pence"))["sum"] or 0,
            pence=pence,
        )

    @property
    def invoice_label(self) -> str:
        return f"INV-{self.invoice_number:05d}" if self.invoice_number else ""

    @property
    def net_pence(self) -> int:
        return self.total_pence - self.vat_pence

    @property
    def left_pence(self) -> int:
        """What can still be given back."""
        return self.paid_pence - self.refunded_pence


class OrderLine(models.Model):
    """What was sold, copied: it never changes, and outlives its page. Amounts are for one unit.

    `demand` is the pieces of each product that one unit took from stock; `refunded_quantity` only
    counts the units that refunds give back.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(max_length=255)
    quantity = models.PositiveIntegerField()
    list_pence = PenceField()
    price_pence = PenceField()
    saving_percent = models.PositiveSmallIntegerField(default=0)
    demand = models.JSONField(default=dict)
    refunded_quantity = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(refunded_quantity__lte=F("quantity")),
                name="line_refunded_once",
                violation_error_message="No more units can be refunded than were sold.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(price_pence__lte=F("list_pence")),
                name="order_line_makes_sense",
                violation_error_message="A line sells a piece or more, at list price or less.",
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.title}"

    @property
    def total_pence(self) -> int:
        return self.price_pence * self.quantity


class OrderHold(models.Model):
    """Pieces of one product set aside for an order: bundles are broken down into their parts."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="holds")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    pieces = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "sku"], name="sku_once_per_order_hold")
        ]

    def __str__(self):
        return f"{self.pieces} × {self.sku_id} for {self.order}"
