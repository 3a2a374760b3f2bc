"""The first-order saving: who may have it, and the one claim on it (DESIGN, Money rules 2)."""

from enum import Enum


from accounts.email_addresses import email_hash, has_verified_email
from accounts.models import UserProfile
from checkout.models import FirstOrderClaim, Order


class FirstOrder(Enum):
    WAITING = "the saving is taken off this order"
    NEEDS_VERIFIED_EMAIL = "verifying the e-mail address is all that is missing"
    NONE = "no saving"


class ClaimTaken(Exception):
    """Another order of this customer already has the first-order saving."""


def first_order_of(user, *, cart=None) -> FirstOrder:
    """Whether this shopper's cart gets the saving. A cart's own open order does not stand in its way."""
    if not user.is_authenticated:
        return FirstOrder.NONE
    if not UserProfile.objects.filter(user=user, is_first_time_buyer=True).exists():
        return FirstOrder.NONE
    hashed = email_hash(user.email)
    if _has_bought(user, hashed) or _is_claimed(user, hashed, cart):
        return FirstOrder.NONE
    return FirstOrder.WAITING if has_verified_email(user) else FirstOrder.NEEDS_VERIFIED_EMAIL


def claim_first_order(order: Order) -> None:
    """Take the claim for this order, in the caller's transaction. ClaimTaken if another has it."""
    claim, is_new = FirstOrderClaim.objects.get_or_create(
        email_hash=email_hash(order.user.email), defaults={"user": order.user, "order": order}
    )
    if not is_new and claim.order_id != order.pk:
        raise ClaimTaken


def give_back_first_order(order: Order) -> None:
    FirstOrderClaim.objects.filter(order=order).delete()


def use_up_first_order(user) -> None:
    """A paid order, of any kind, is this customer's first: the saving is gone for good."""
    if user:
        UserProfile.objects.filter(user=user).update(is_first_time_buyer=False)


def _has_bought(user, hashed: str) -> bool:
    paid = Order.objects.paid()
    return paid.filter(user=user).exists() or paid.filter(email_hash=hashed).exists()


def _is_claimed(user, hashed: str, cart) -> bool:
    claims = FirstOrderClaim.objects.filter(email_hash=hashed)
    if cart:
        claims = claims.exclude(order__cart=cart, order__in=Order.objects.open())
    return claims.exists()
