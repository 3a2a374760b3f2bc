"""One mail about a cart that was left, to customers who asked to be reminded."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.consent.unsubscribe import cart_reminders_link
from accounts.email_addresses import email_hash, verified_login_addresses
from accounts.models import Consent, ConsentKind
from checkout.cart.summary import summarise_cart
from checkout.models import Cart, CartLine, CartReminder, CartReminderRules, Order
from checkout.models.cart import MAX_HOURS
from checkout.models.order_state import UNPAID_CLOSED
from jobs.failures import (
    OUTSIDE_TROUBLE,
    describe_error,
    forget_failure,
    record_failure,
    rows_not_due,
)
from sitewide.mail import MailServerUnreachable, write

log = logging.getLogger(__name__)

KIND = "reminder of cart"
SUBJECT = "You have left something in your cart"


def send_cart_reminders() -> int:
    """The clock's part; how many were sent. However many clocks run, each goes once.

    Raises MailServerUnreachable, which ends the round.
    """
    return sum(_send_reminder(cart) for cart in carts_to_remind_of())


def carts_to_remind_of() -> QuerySet[Cart]:
    """Left for some hours by customers who agreed, and not spoken of since they last bought.

    An order that was given up unpaid is no purchase: that cart is left as well.
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
    try:
        return _remind(cart)
    except MailServerUnreachable:
        raise
    except OUTSIDE_TROUBLE as error:
        log.error("%s %s is tried again: %s", KIND, cart.pk, describe_error(error))
        return False
    except Exception as error:  # noqa: BLE001 (the boundary: one cart never stops another)
        record_failure(kind=KIND, row=cart.pk, error=error)
        return False


def _remind(cart: Cart) -> bool:
    lines = [line for line in summarise_cart(cart, cart.user).lines if line.most]
    if not lines or _bought_as_guest(cart) or not _claim(cart):
        return False
    try:
        write(
            cart.user.email,
            SUBJECT,
            "checkout/mails/cart_reminder",
            lines=lines,
            cart_page=settings.SITE_URL + reverse("show_cart"),
            unsubscribe_link=cart_reminders_link(cart.user),
        )
    except Exception:
        CartReminder.objects.filter(cart=cart).update(claimed_at=cart.reminded_at)
        raise
    CartReminder.objects.filter(cart=cart).update(sent_at=timezone.now())
    forget_failure(kind=KIND, row=cart.pk)
    log.info("cart %s: its owner is reminded", cart.pk)
    return True


def _claim(cart: Cart) -> bool:
    """Whether it is ours to send: nobody else has begun, and all still holds."""
    CartReminder.objects.get_or_create(cart=cart)
    ours = CartReminder.objects.filter(cart=cart, claimed_at=cart.reminded_at)
    still_left = carts_to_remind_of().filter(pk=cart.pk).values("pk")
    return bool(ours.filter(cart__in=still_left).update(claimed_at=timezone.now()))


def _bought_as_guest(cart: Cart) -> bool:
    since = Order.objects.filter(
        user=None, email_hash=email_hash(cart.user.email), placed_at__gte=cart.changed_at
    )
    return since.exclude(state__in=UNPAID_CLOSED).exists()
