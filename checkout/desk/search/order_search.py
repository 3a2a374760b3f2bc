"""Search of orders by what an owner has at hand.

Number, email address, Stripe's ids, SKU, postcode and phone are looked up by an index. Only what
is none of these is searched in names and email addresses.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from accounts.profile.uk_fields import without_punctuation
from catalog.search.backend import search_words
from checkout.models import Dispute, Order, OrderLine, Refund
from checkout.models.order import OrderQuerySet
from checkout.models.phone_digits import phone_digits, phone_digits_of

NUMBER_PREFIX = "AV-"
_STRIPE_ID = re.compile(r"(cs|pi|re|pyr|dp|du)_\w+")
_POSTCODE = re.compile(r"(?P<outward>[A-Z]{1,2}\d[A-Z\d]?)(?P<inward>\d[A-Z]{2})?")
_PHONE = re.compile(r"\d{6,15}")

type Keys = QuerySet[Any, Any]


def search_orders(orders: OrderQuerySet, typed: str) -> OrderQuerySet:
    """Return the orders that are meant by what was typed, in two queries at most."""
    text = typed.replace("\0", "").strip()
    if not text:
        return orders
    known = _union(_known_keys(text))
    if Order.objects.filter(pk__in=known).exists():
        return orders.filter(pk__in=known)
    return _search_words(orders, text)


def named_order(typed: str) -> Order | None:
    """Return the order if one, and only one, has this number, email address or Stripe id."""
    text = typed.replace("\0", "").strip()
    orders = (
        Order.objects.filter(pk__in=_union(_naming_keys(text))) if text else Order.objects.none()
    )
    found = list(orders.only("pk")[:2])
    return found[0] if len(found) == 1 else None


def _naming_keys(text: str) -> Iterator[Keys]:
    """Yield look-ups of what names one order, or the orders of one buyer."""
    if "@" in text:
        yield _keys(Q(email__iexact=text))
    elif _STRIPE_ID.fullmatch(text):
        yield _keys(Q(stripe_session_id=text))
        yield _keys(Q(stripe_payment_intent_id=text))
        yield _keys(Q(pk__in=Refund.objects.filter(stripe_refund_id=text).values("order")))
        yield _keys(Q(pk__in=Dispute.objects.filter(stripe_dispute_id=text).values("order")))
    else:
        code = text.upper()
        yield _keys(Q(number__in=[code, f"{NUMBER_PREFIX}{code}"]))


def _known_keys(text: str) -> Iterator[Keys]:
    """Yield all look-ups by an index that the text may be meant for."""
    yield from _naming_keys(text)
    yield _keys(Q(pk__in=OrderLine.objects.filter(sku=text.upper()).values("order")))
    digits = phone_digits(text)
    if _PHONE.fullmatch(digits):
        dialled = Order.objects.alias(digits=phone_digits_of("phone")).filter(digits=digits)
        yield dialled.order_by().values("pk")
    if postcode := _POSTCODE.fullmatch(without_punctuation(text)):
        outward, inward = postcode["outward"], postcode["inward"]
        condition = {"postcode": f"{outward} {inward}"} if inward else {}
        yield _keys(Q(**condition or {"postcode__startswith": f"{outward} "}))


def _keys(condition: Q) -> Keys:
    return Order.objects.filter(condition).order_by().values("pk")


def _union(keys: Iterator[Keys]) -> Keys:
    """Combine the look-ups so that each still uses its own index, which OR would prevent."""
    first, *others = keys
    return first.union(*others) if others else first


def _search_words(orders: OrderQuerySet, text: str) -> OrderQuerySet:
    """Return the orders whose name, email address, town or number contain each of the words."""
    words = search_words(text)
    if not words:
        return orders.none()
    for word in words:
        columns = ("name", "email", "city", "number")
        matches = Q()
        for column in columns:
            matches |= Q(**{f"{column}__icontains": word})
        orders = orders.filter(matches)
    return orders
