"""First-order saving: entitlement, and the claim that makes it unique.

See docs/design.md, money rule 2.
"""

from collections.abc import Collection
from enum import Enum

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.email_addresses import verified_login_addresses
from accounts.models import User, UserProfile
from checkout.models import Cart, ClaimedAddress, FirstOrderClaim, Order
from sitewide.email_addresses import email_hash


class FirstOrder(Enum):
    """Entitlement of a shopper to the first-order saving."""

    WAITING = "the saving applies to this order"
    NEEDS_VERIFIED_EMAIL = "the saving applies once the email address is verified"
    NONE = "no saving"


class ClaimTaken(Exception):
    """Another order of this customer already has the first-order saving."""


def first_order_of(
    user: User | AnonymousUser, *, cart: Cart | None = None, contact_email: str = ""
) -> FirstOrder:
    """Return whether an order of this cart with this email address gets the saving. One query.

    The cart's own unpaid order is ignored, but not an order whose payment is processing.
    """
    if not user.is_authenticated:
        return FirstOrder.NONE
    hashes = {email_hash(email) for email in (user.email, contact_email) if email}
    profile = (
        UserProfile.objects.filter(user=user, is_first_time_buyer=True)
        .annotate(
            is_verified=Exists(verified_login_addresses().filter(user=OuterRef("user"))),
            has_bought=Exists(_bought_by(user, hashes)),
            is_claimed=Exists(_claims_of(user, hashes, cart)),
        )
        .first()
    )
    if profile is None or profile.has_bought or profile.is_claimed:
        return FirstOrder.NONE
    return FirstOrder.WAITING if profile.is_verified else FirstOrder.NEEDS_VERIFIED_EMAIL


def claim_first_order(order: Order) -> None:
    """Claim the saving for this order. Call in a transaction.

    Raises ClaimTaken if another order has the claim.
    """
    user = order.user
    assert user is not None  # noqa: S101  (for mypy: guests have no first-order saving)
    try:
        with transaction.atomic():
            claim = FirstOrderClaim.objects.create(
                email_hash=email_hash(user.email), user=user, order=order
            )
            ClaimedAddress.objects.bulk_create(
                ClaimedAddress(email_hash=hashed, claim=claim)
                for hashed in sorted({claim.email_hash, order.email_hash})
            )
    except IntegrityError:
        raise ClaimTaken from None


def release_first_order(order: Order) -> None:
    """Release the order's claim, if it has one."""
    FirstOrderClaim.objects.filter(order=order).delete()


def use_up_first_order(user: User | None) -> None:
    """Record that the customer has a paid order: they get no first-order saving any more."""
    if user:
        UserProfile.objects.filter(user=user).update(is_first_time_buyer=False)


def _bought_by(user: User, hashes: Collection[str]) -> QuerySet[Order]:
    """Paid orders by this user, or by a guest or another account with one of the email addresses:
    the account's or the order's."""
    by_address = Q(email_hash__in=hashes) | Q(account_email_hash__in=hashes)
    return Order.objects.paid().filter(Q(user=user) | by_address)


def _claims_of(user: User, hashes: Collection[str], cart: Cart | None) -> QuerySet[FirstOrderClaim]:
    by_address = Q(email_hash__in=hashes) | Q(addresses__email_hash__in=hashes)
    claims = FirstOrderClaim.objects.filter(Q(user=user) | by_address)
    if cart:
        claims = claims.exclude(order__in=Order.objects.awaiting_payment().of_cart(cart))
    return claims
