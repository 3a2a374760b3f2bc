"""Who may review what: customers, of what they bought and kept."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from catalog.models import Review
from catalog.offers import Offer, offers_for
from checkout.models import Order, OrderLine


@dataclass(frozen=True, slots=True)
class Purchase:
    """Something that a customer bought: `offer` is None when it is no longer for sale."""

    sku: str
    title: str
    offer: Offer | None
    review: Review | None


def may_review(user, sku: str) -> bool:
    """Whether this SKU was paid for and not wholly refunded, by itself or as a part of a bundle."""
    return _kept_by(user).filter(Q(sku=sku) | Q(demand__has_key=sku)).exists()


def purchases_of(user) -> list[Purchase]:
    """What this customer may review, last bought first; the parts of a bundle follow it."""
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


def _kept_by(user) -> QuerySet[OrderLine]:
    """Paid lines of which a unit was kept, in orders of which money was kept."""
    paid = Order.objects.paid().filter(user=user, refunded_pence__lt=F("paid_pence"))
    kept = OrderLine.objects.filter(order__in=paid, refunded_quantity__lt=F("quantity"))
    return kept.order_by("-order__paid_at", "-pk")
