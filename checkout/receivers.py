"""Signal receivers of this app. `CheckoutConfig.ready` imports this module."""

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from checkout.cart.merge import merge_at_log_in
from checkout.models import StripeEvent
from checkout.orders.guest_orders import claim_guest_orders
from checkout.payments.settle import order_paid
from checkout.payments.tasks import apply_events_of_order


@receiver(email_confirmed, dispatch_uid="checkout: guest orders, address confirmed")
def join_orders_on_confirmation(
    sender: object, email_address: EmailAddress, **kwargs: object
) -> None:
    """Attach the guest orders of a confirmed address to its account."""
    claim_guest_orders(email_address.user)


@receiver(user_logged_in, dispatch_uid="checkout: guest orders, log-in")
def join_orders_at_log_in(sender: object, user: User, **kwargs: object) -> None:
    """Attach the customer's guest orders since the last login."""
    claim_guest_orders(user)


@receiver(user_logged_in, dispatch_uid="checkout: merge carts")
def merge_carts_at_log_in(
    sender: object, request: HttpRequest, user: User, **kwargs: object
) -> None:
    """Merge the guest's cart and saved list into the customer's."""
    merge_at_log_in(request, user)


@receiver(order_paid, dispatch_uid="checkout: events deferred until payment")
def apply_deferred_events(sender: object, order: int, **kwargs: object) -> None:
    """Apply the events that arrived before the order (its primary key) was paid."""
    if StripeEvent.objects.filter(order=order, outcome=StripeEvent.Outcome.WAITING).exists():
        apply_events_of_order.enqueue(order)
