"""Permission to review: customers may review what they bought and kept."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from accounts.models import User
from catalog.models import Review
from catalog.offers import Offer, offers_for
from checkout.models import Order, OrderLine


@dataclass(frozen=True, slots=True)
class Purchase:
    """A product or bundle that a customer bought. `offer` is None if it is no longer for sale."""

    sku: str
    title: str
    offer: Offer | None
    review: Review | None


def may_review(user: User, sku: str) -> bool:
    """Return whether the user bought and kept the SKU, on its own or as part of a bundle."""
    return _kept_by(user).filter(Q(sku=sku) | Q(demand__has_key=sku)).exists()


def purchases_of(user: User) -> list[Purchase]:
    """Return what the user may review, last bought first. A bundle is followed by its parts."""
    lines = _kept_by(user).values_list("sku_id", "title", "demand")
    titles: dict[str, str] = {}
    for sku, title, demand in lines:
        for code in (sku, *demand):
            titles.setdefault(code, title if code == sku else "")
    offers = offers_for(titles) if titles else {}
    reviews = {review.sku_id: review for review in Review.objects.filter(author=user)}
    return [
        Purchase(
            sku, offers[sku].title if sku in offers else title, offers.get(sku), reviews.get(sku)
        )
        for sku, title in titles.items()
        if title or sku in offers
    ]


def _kept_by(user: User) -> QuerySet[OrderLine]:
    """Lines of the user's paid orders that are not fully refunded."""
    paid = Order.objects.paid().filter(user=user, refunded_pence__lt=F("paid_pence"))
    lines = OrderLine.objects.filter(order__in=paid, refunded_quantity__lt=F("quantity"))
    return lines.order_by("-order__paid_at", "-pk")
