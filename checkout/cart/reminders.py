"""Mail a reminder of an abandoned cart, once, to customers who agreed to it."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.consent.unsubscribe import cart_reminders_link
from accounts.email_addresses import email_hash, verified_login_addresses
from accounts.models import Consent, ConsentKind, User
from checkout.cart.summary import summarise_cart
from checkout.models import Cart, CartLine, CartReminder, CartReminderRules, Order
from checkout.models.cart import MAX_HOURS
from checkout.models.order_state import UNPAID_CLOSED
from jobs.failures import failure_boundary, forget_failure, rows_not_due
from sitewide.mail import MailServerUnreachable, write

log = logging.getLogger(__name__)

KIND = "reminder of cart"
SUBJECT = "You have left something in your cart"


def send_cart_reminders() -> int:
    """Send the due reminders and return how many were sent. Runs on a schedule.

    Each reminder is sent once, also if several schedulers run. Raises MailServerUnreachable, which
    ends the run.
    """
    return sum(_send_reminder(cart) for cart in carts_to_remind_of())


def carts_to_remind_of() -> QuerySet[Cart]:
    """Carts of customers who agreed to reminders, unchanged for some hours, and not mailed about
    since the customer's last purchase. An order that was closed unpaid is no purchase.

    Annotated with `reminded_at`, the time of the last reminder.
    """
    now = timezone.now()
    hours = CartReminderRules.load().hours
    own_orders = Order.objects.filter(user=OuterRef("user"))
    bought = own_orders.filter(placed_at__gte=OuterRef("changed_at")).exclude(
        state__in=UNPAID_CLOSED
    )
    choices = Consent.objects.filter(user=OuterRef("user"), kind=ConsentKind.CART_REMINDERS)
    reminders = CartReminder.objects.filter(cart=OuterRef("pk"))
    return (
        Cart.objects.filter(
            changed_at__lte=now - timedelta(hours=hours),
            changed_at__gt=now - timedelta(hours=MAX_HOURS),
            user__is_active=True,
        )
        .annotate(
            agrees=Subquery(choices.newest_first().values("is_given")[:1]),
            reminded_at=Subquery(reminders.values("claimed_at")[:1]),
            bought_at=Subquery(own_orders.paid().order_by("-paid_at").values("paid_at")[:1]),
        )
        .filter(
            Exists(CartLine.objects.filter(cart=OuterRef("pk"))),
            Exists(verified_login_addresses().filter(user=OuterRef("user"))),
            ~Exists(bought),
            Q(reminded_at=None) | Q(bought_at__gt=F("reminded_at")),
            agrees=True,
        )
        .exclude(pk__in=rows_not_due(KIND))
        .select_related("user")
    )


def _send_reminder(cart: Cart) -> bool:
    with failure_boundary(kind=KIND, row=cart.pk, ends_round=MailServerUnreachable):
        return _remind(cart)
    return False


def _remind(cart: Cart) -> bool:
    user = cart.user
    assert user is not None  # noqa: S101  (for mypy: only customers' carts are selected)
    lines = [line for line in summarise_cart(cart, user).lines if line.most]
    if not lines or _bought_as_guest(cart, user) or not _claim(cart):
        return False
    try:
        write(
            user.email,
            SUBJECT,
            "checkout/mails/cart_reminder",
            lines=lines,
            cart_page=settings.SITE_URL + reverse("show_cart"),
            unsubscribe_link=cart_reminders_link(user),
        )
    except Exception:
        CartReminder.objects.filter(cart=cart).update(claimed_at=_last_reminded_at(cart))
        raise
    CartReminder.objects.filter(cart=cart).update(sent_at=timezone.now())
    forget_failure(kind=KIND, row=cart.pk)
    log.info("cart %s: reminder sent", cart.pk)
    return True


def _claim(cart: Cart) -> bool:
    """Claim the reminder. Return False if another process has claimed it, or if it is no longer
    due."""
    CartReminder.objects.get_or_create(cart=cart)
    unclaimed = CartReminder.objects.filter(cart=cart, claimed_at=_last_reminded_at(cart))
    still_due = carts_to_remind_of().filter(pk=cart.pk).values("pk")
    return bool(unclaimed.filter(cart__in=still_due).update(claimed_at=timezone.now()))


def _last_reminded_at(cart: Cart) -> datetime | None:
    return cart.reminded_at  # type: ignore[attr-defined]  # annotated by carts_to_remind_of


def _bought_as_guest(cart: Cart, user: User) -> bool:
    """Return whether the customer has ordered as a guest since the cart was changed."""
    since = Order.objects.filter(
        user=None, email_hash=email_hash(user.email), placed_at__gte=cart.changed_at
    )
    return since.exclude(state__in=UNPAID_CLOSED).exists()
