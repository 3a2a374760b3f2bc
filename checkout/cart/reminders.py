"""Mail a reminder of an abandoned cart, once, to customers who agreed to it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.consent.unsubscribe import cart_reminders_link
from accounts.email_addresses import verified_login_addresses
from accounts.models import Consent, ConsentKind, User
from checkout.cart.summary import LineSummary, summarise_cart
from checkout.models import Cart, CartLine, CartRules, Order
from checkout.models.cart import MAX_HOURS
from checkout.models.order_state import UNPAID_CLOSED
from jobs.tasks import rows_not_due
from outbox.mails import deliver, mails_about, store_mail, write_worded
from outbox.models import MAIL_MAY_TAKE, MailKind, OutgoingMail, register
from outbox.wordings import Wording
from outbox.wordings import register as register_wordings
from sitewide.email_addresses import email_hash

KIND = "reminder of cart"


def register_own() -> None:
    """Register the kind of mail and its words."""
    register(REMINDER)
    register_wordings(WORDING)


def send_cart_reminders() -> int:
    """Send the due reminders and return how many were sent. Runs on a schedule.

    Each reminder is sent once, also if several schedulers run. Raises MailServerUnreachable, which
    ends the run.
    """
    return sum(_remind(cart) for cart in carts_to_remind_of())


def carts_to_remind_of() -> QuerySet[Cart]:
    """Abandoned carts that were not mailed about since the customer's last purchase.

    Annotated with `reminded_at`, the time of the last reminder.
    """
    bought_since = Q(bought_at__gt=F("reminded_at"))
    return _abandoned_carts().filter(Q(reminded_at=None) | bought_since)


def _carts_being_reminded_of() -> QuerySet[Cart]:
    """Abandoned carts whose reminder is stored and not sent.

    Unlike other mails, a reminder whose process was killed is not sent again: none is better than
    two.
    """
    claim_is_held = Q(reminded_at__gte=timezone.now() - MAIL_MAY_TAKE)
    return _abandoned_carts().filter(Q(reminded_at=None) | claim_is_held)


def _abandoned_carts() -> QuerySet[Cart]:
    """Carts of customers who agreed to reminders, unchanged for some hours, and with no order
    placed since. An order that was closed unpaid does not count."""
    now = timezone.now()
    hours = CartRules.load().hours
    own_orders = Order.objects.filter(user=OuterRef("user"))
    ordered = own_orders.filter(placed_at__gte=OuterRef("changed_at")).exclude(
        state__in=UNPAID_CLOSED
    )
    choices = Consent.objects.filter(user=OuterRef("user"), kind=ConsentKind.CART_REMINDERS)
    reminders = OutgoingMail.objects.filter(kind=KIND, object_id=OuterRef("pk"))
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
            ~Exists(ordered),
            agrees=True,
        )
        .exclude(pk__in=rows_not_due(KIND))
        .select_related("user")
    )


def _remind(cart: Cart) -> bool:
    """Send the reminder unless it is no longer due. Return False if it was not sent."""
    reminded_at = cart.reminded_at  # type: ignore[attr-defined]  # by carts_to_remind_of
    if reminded_at:
        last = mails_about(REMINDER, cart).filter(claimed_at=reminded_at)
        if not last.update(claimed_at=None, sent_at=None):
            return False
    return deliver(store_mail(REMINDER, cart).pk)


def _mail_reminder(cart: Cart) -> None:
    user = _customer_of(cart)
    write_worded(
        user.email,
        WORDING,
        {},
        lines=_lines_for_sale(cart),
        cart_page=settings.SITE_URL + reverse("show_cart"),
        unsubscribe_link=cart_reminders_link(user),
    )


def _has_no_use(cart: Cart) -> bool:
    """Return whether nothing in the cart is for sale, or the customer has ordered as a guest."""
    return not _lines_for_sale(cart) or _bought_as_guest(cart, _customer_of(cart))


def _lines_for_sale(cart: Cart) -> list[LineSummary]:
    return [line for line in summarise_cart(cart, _customer_of(cart)).lines if line.most]


def _customer_of(cart: Cart) -> User:
    assert cart.user is not None  # noqa: S101  (for mypy: only customers' carts are selected)
    return cart.user


def _bought_as_guest(cart: Cart, user: User) -> bool:
    """Return whether the customer has ordered as a guest since the cart was changed."""
    since = Order.objects.filter(
        user=None, email_hash=email_hash(user.email), placed_at__gte=cart.changed_at
    )
    return since.exclude(state__in=UNPAID_CLOSED).exists()


def _sample() -> tuple[dict[str, str], dict[str, Any]]:
    """Return a cart for the preview of the words. The mail has no placeholders."""
    line = {"quantity": 2, "title": "Snow Foam – 1 litre", "offer": {"price_pence": 1199}}
    page, link = (
        settings.SITE_URL + reverse("show_cart"),
        f"{settings.SITE_URL}/unsubscribe/sample/",
    )
    return {}, {"lines": [line], "cart_page": page, "unsubscribe_link": link}


REMINDER = MailKind(
    KIND, _carts_being_reminded_of, _mail_reminder, is_outdated=_has_no_use, label=lambda cart: ""
)
WORDING = Wording(
    name="cart_reminder",
    label="Reminder of a cart",
    subject="You have left something in your cart",
    heading="Still thinking about it?",
    text="You asked us to remind you, once, of items left in your cart:",
    placeholders={},
    template="checkout/mails/cart_reminder",
    sample=_sample,
)
