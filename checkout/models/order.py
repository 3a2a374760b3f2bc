"""Orders and their lines: copies of what was sold, unaffected by later changes.

See docs/design.md, law 3.
"""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, JSONField, OuterRef, Q, Sum, Value
from django.utils import timezone

from catalog.models.sku import Sku
from catalog.safety import AGES
from checkout.models.cart import Cart
from checkout.models.order_event import ActorKind
from checkout.models.order_indexes import ORDER_INDEXES
from checkout.models.order_request import OrderRequest
from checkout.models.order_state import OPEN_STATES, UNPAID_CLOSED, OrderState
from checkout.models.refund import LOST, Refund
from checkout.pricing.quote import Savings
from checkout.pricing.refund_amounts import vat_of_refund
from sitewide.money_fields import PenceField
from sitewide.postal_address import PostalAddress


def invoice_label(number: int) -> str:
    """Return the number of an invoice as it is printed."""
    return f"INV-{number:05d}"


class OrderQuerySet(models.QuerySet["Order"]):
    def open(self) -> Self:
        """Orders neither paid nor closed. They hold stock."""
        return self.filter(state__in=OPEN_STATES)

    def perhaps_open_at_stripe(self) -> Self:
        """Orders closed before Stripe responded. Stripe may have created their sessions."""
        without_session = self.filter(state__in=UNPAID_CLOSED, stripe_session_id=None)
        return without_session.filter(session_expires_at__gt=timezone.now())

    def awaiting_payment(self) -> Self:
        """Orders whose payment has not begun; at most one for each cart."""
        return self.filter(state=OrderState.AWAITING_PAYMENT)

    def replaceable(self) -> Self:
        """Unpaid orders whose payment page is, or may be, open: a new order closes it first."""
        return self.awaiting_payment() | self.perhaps_open_at_stripe()

    def yielding(self) -> Self:
        """Unpaid orders old or large enough for another shopper to take their stock."""
        return self.awaiting_payment().filter(yields=True)

    def of_cart(self, cart: Cart | None) -> Self:
        """Orders placed from this cart, or from a guest's cart that was merged into it."""
        return self.filter(Q(cart=cart) | Q(cart__merged_into=cart))

    def fully_refunded(self) -> Self:
        return self.filter(paid_pence__gt=0, refunded_pence=F("paid_pence"))

    def partly_refunded(self) -> Self:
        return self.filter(refunded_pence__gt=0, refunded_pence__lt=F("paid_pence"))

    def with_fulfilment_facts(self) -> Self:
        """Annotate whether the shop cancelled the order, and whether units are left to send."""
        return self.annotate(**_fulfilment_facts())

    def to_dispatch(self) -> Self:
        """Paid orders to pack and send: not refunded in full, and neither cancelled by the shop nor
        with a buyer's request to cancel that is open or accepted."""
        sent_back = Q(paid_pence__gt=0, refunded_pence=F("paid_pence"))
        requested = OrderRequest.objects.standing_cancellations().filter(order=OuterRef("pk"))
        due = self.paid().alias(**_fulfilment_facts()).filter(~sent_back, ~Exists(requested))
        return due.filter(dispatch=None, is_cancelled_by_shop=False, has_units_to_send=True)

    def paid(self) -> Self:
        """Orders whose payment is kept. Late payments that are refunded are not included."""
        return self.filter(state=OrderState.PAID)


def _fulfilment_facts() -> dict[str, Exists]:
    """An order that the shop cancelled counts as cancelled even if its refund failed: its goods may
    be back in stock."""
    cancelled = Refund.objects.filter(order=OuterRef("pk"), reason=Refund.Reason.CANCELLED)
    left = OrderLine.objects.filter(order=OuterRef("pk"), refunded_quantity__lt=F("quantity"))
    return {"is_cancelled_by_shop": Exists(cancelled), "has_units_to_send": Exists(left)}


class Order(PostalAddress):
    """An order, with contact details and amounts as of when it was placed. Amounts are pence."""

    # Keep orders out of Wagtail's reference index: it would re-index on every save.
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
    phone = models.CharField(max_length=30, blank=True)

    list_pence = PenceField()
    bundle_saving_pence = PenceField(default=0)
    order_saving_pence = PenceField(default=0)
    delivery_pence = PenceField(default=0)
    total_pence = PenceField()
    vat_percent = models.PositiveSmallIntegerField(default=20)
    vat_pence = PenceField()
    is_first_order = models.BooleanField(default=False)
    quoted_savings = models.JSONField(default=list, help_text="Each saving with its reason.")
    paid_pence = PenceField(
        default=0, help_text="Amount that Stripe took. It may differ from the total."
    )
    refunded_pence = PenceField(default=0, help_text="Amount refunded, pending refunds included.")
    refunded_delivery_pence = PenceField(default=0)
    invoice_number = models.PositiveIntegerField(null=True, blank=True, unique=True)
    invoiced_by = models.JSONField(
        default=dict, help_text="Seller as printed, copied when the invoice was numbered."
    )
    delivery_days = models.PositiveSmallIntegerField(default=2)
    age_confirmed = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Years that the buyer confirmed to have reached; empty if not asked.",
    )

    placed_at = models.DateTimeField(auto_now_add=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    session_expires_at = models.DateTimeField()
    hold_until = models.DateTimeField(db_index=True)
    holds_stock = models.BooleanField(default=True)
    # When the first of the buyer's consecutive unpaid orders began to hold stock.
    first_held_at = models.DateTimeField(null=True, blank=True, db_index=True)
    yields_from = models.DateTimeField(null=True, blank=True, db_index=True)
    yields = models.BooleanField(default=False, db_default=False)
    # Pseudonymous origin for the limits on unpaid orders, deleted after a day.
    browser = models.CharField(max_length=64, blank=True, db_default="", db_index=True)
    network = models.CharField(max_length=64, blank=True, db_default="", db_index=True)
    review_reason = models.CharField(max_length=200, blank=True)
    # Why and by whom the payment page is closed. Stored before Stripe is asked: its event can
    # arrive before its answer. No database constraint: the row outlives the user.
    cancel_reason = models.CharField(max_length=200, blank=True, db_default="")
    cancel_actor = models.CharField(max_length=10, choices=ActorKind, blank=True, db_default="")
    cancel_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    stripe_parameters = models.JSONField(default=dict)
    idempotency_key = models.UUIDField(unique=True)
    stripe_session_id = models.CharField(max_length=255, unique=True, null=True, blank=True)
    stripe_payment_intent_id = models.CharField(max_length=255, blank=True, db_index=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at", "-pk"]
        indexes = ORDER_INDEXES
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total_pence=F("list_pence")
                    - F("bundle_saving_pence")
                    - F("order_saving_pence")
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
                violation_error_message="This cart already has an order that awaits payment.",
            ),
            models.CheckConstraint(
                condition=Q(yields=False) | Q(state=OrderState.AWAITING_PAYMENT),
                name="only_unpaid_orders_yield",
                violation_error_message="Only an order that awaits payment can give up its stock.",
            ),
            models.CheckConstraint(
                condition=Q(refunded_pence__lte=F("paid_pence")),
                name="refunds_within_what_was_paid",
                violation_error_message="The refunds cannot be more than was paid.",
            ),
            models.CheckConstraint(
                condition=Q(refunded_delivery_pence__lte=F("delivery_pence")),
                name="delivery_refunded_once",
                violation_error_message="The refunds of delivery cannot be more than its price.",
            ),
            models.CheckConstraint(
                condition=Q(age_confirmed__isnull=True) | Q(age_confirmed__in=AGES),
                name="confirmed_age_is_an_age_limit",
                violation_error_message="A confirmed age is 16 or 18.",
            ),
            models.CheckConstraint(
                condition=~Q(state=OrderState.PAID) | Q(paid_at__isnull=False),
                name="paid_order_says_when",
                violation_error_message="A paid order needs the time of its payment.",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def savings(self) -> Savings:
        return Savings.from_json(self.quoted_savings)

    @property
    def delivery_due_on(self) -> date:
        """Promised day of delivery, counted from the order's date."""
        return timezone.localdate(self.placed_at) + timedelta(days=self.delivery_days)

    @property
    def is_paid(self) -> bool:
        return self.state == OrderState.PAID

    @property
    def is_refunded(self) -> bool:
        """Whether the payment is refunded in full, pending refunds included."""
        return 0 < self.paid_pence == self.refunded_pence

    def vat_of_refund(self, pence: int) -> int:
        """VAT contained in a further refund; 0 if the order has no invoice."""
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
        return invoice_label(self.invoice_number) if self.invoice_number else ""

    @property
    def net_pence(self) -> int:
        return self.total_pence - self.vat_pence

    @property
    def left_pence(self) -> int:
        """Amount that can still be refunded."""
        return self.paid_pence - self.refunded_pence

    @property
    def savings_pence(self) -> int:
        """All that was subtracted from the list prices."""
        return self.bundle_saving_pence + self.order_saving_pence

    @property
    def current_cart(self) -> Cart | None:
        """The order's cart, or the customer's cart that it was merged into at log-in."""
        return (self.cart.merged_into or self.cart) if self.cart else None

    def held_pieces(self) -> dict[str, int]:
        """Pieces that the order holds or has taken, by product SKU."""
        return dict(self.holds.values_list("sku_id", "pieces"))


class OrderLine(models.Model):
    """Copy of what was sold. It never changes, and outlives its page. Amounts are for one unit.

    `demand`: pieces of each product that one unit took from stock. `part_labels`: what one unit of
    a bundle consisted of, by title; empty for a product. `refunded_quantity`: units refunded so
    far.
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
    part_labels = models.JSONField(default=list, db_default=Value([], JSONField()))
    refunded_quantity = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(refunded_quantity__lte=F("quantity")),
                name="line_refunded_once",
                violation_error_message="The refunded units cannot be more than were sold.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(price_pence__lte=F("list_pence")),
                name="order_line_makes_sense",
                violation_error_message="A line needs at least one unit, at list price or less.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    @property
    def total_pence(self) -> int:
        return self.price_pence * self.quantity

    @property
    def is_bundle(self) -> bool:
        """Whether the unit consisted of several products: they cost `list_pence` one by one."""
        return len(self.demand) > 1


class OrderHold(models.Model):
    """Pieces of one product reserved for an order. Bundles are broken down into their parts."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="holds")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    pieces = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "sku"], name="sku_once_per_order_hold")
        ]

    def __str__(self) -> str:
        return f"{self.pieces} × {self.sku_id} for {self.order}"
