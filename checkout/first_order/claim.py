"""The first-order saving: who may have it, and the one claim on it
(docs/design.md, money rule 2)."""

from collections.abc import Collection
from enum import Enum

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.email_addresses import email_hash, verified_login_addresses
from accounts.models import UserProfile
from checkout.models import ClaimedAddress, FirstOrderClaim, Order


class FirstOrder(Enum):
    WAITING = "the saving is taken off this order"
    NEEDS_VERIFIED_EMAIL = "verifying the e-mail address is all that is missing"
    NONE = "no saving"


class ClaimTaken(Exception):
    """Another order of this customer already has the first-order saving."""


def first_order_of(user, *, cart=None, contact_email: str = "") -> FirstOrder:
    """Whether this shopper's cart gets the saving, placed with this e-mail address: one query.

    A cart's own unpaid order does not stand in its way; a payment on its way does.
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
    """Take the claim for this order, in the caller's transaction. ClaimTaken if another has it."""
    try:
        with transaction.atomic():
            claim = FirstOrderClaim.objects.create(
                email_hash=email_hash(order.user.email), user=order.user, order=order
            )
            ClaimedAddress.objects.bulk_create(
                ClaimedAddress(email_hash=hashed, claim=claim)
                for hashed in sorted({claim.email_hash, order.email_hash})
            )
    except IntegrityError:
        raise ClaimTaken from None


def give_back_first_order(order: Order) -> None:
    FirstOrderClaim.objects.filter(order=order).delete()


def use_up_first_order(user) -> None:
    """A paid order, of any kind, is this customer's first: the saving is gone for good."""
    if user:
        UserProfile.objects.filter(user=user).update(is_first_time_buyer=False)


def _bought_by(user, hashes: Collection[str]) -> QuerySet[Order]:
    """Paid orders of this customer, and those that name one of the addresses: of a guest, or of
    another account, as the log-in or as the address for the confirmation."""
    by_address = Q(email_hash__in=hashes) | Q(account_email_hash__in=hashes)
    return Order.objects.paid().filter(Q(user=user) | by_address)


def _claims_of(user, hashes: Collection[str], cart) -> QuerySet[FirstOrderClaim]:
    by_address = Q(email_hash__in=hashes) | Q(addresses__email_hash__in=hashes)
    claims = FirstOrderClaim.objects.filter(Q(user=user) | by_address)
    if cart:
        claims = claims.exclude(order__in=Order.objects.awaiting_payment().of_cart(cart))
    return claims
