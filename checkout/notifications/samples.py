"""A sample order for previews of mails. Nothing of it is stored, and no buyer's data is shown."""

from collections.abc import Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.utils import timezone

from checkout.models import Dispatch, Order, OrderLine, OrderRequest, Refund
from checkout.pricing.quote import vat_within
from sitewide.templatetags.money import pounds

type Sample = tuple[Mapping[str, str], dict[str, Any]]

DELIVERY_PENCE, VAT_PERCENT = 499, 20
LINES = (("Snow Foam – 1 litre", 2, 1199), ("Microfibre Cloths – pack of 5", 1, 899))


def about_order() -> Sample:
    """Return the placeholders of every mail about orders, and what its template shows."""
    order = _order()
    context = {
        "order": order,
        "lines": _lines(),
        "order_url": f"{settings.SITE_URL}/orders/sample/",
    }
    return {"name": order.name, "number": order.number}, context


def about_payment() -> Sample:
    """Return a sample with the amount of a payment."""
    values, context = about_order()
    return {**values, "amount": pounds(context["order"].paid_pence)}, context


def about_refund() -> Sample:
    """Return a sample with the refund of one line."""
    values, context = about_order()
    line = context["lines"][1]
    refund = Refund(order=context["order"], amount_pence=line.total_pence)
    refunded = [SimpleNamespace(quantity=line.quantity, line=line)]
    amount = pounds(refund.amount_pence)
    return {**values, "amount": amount}, {**context, "refund": refund, "refunded": refunded}


def about_dispatch() -> Sample:
    """Return a sample with a carrier and a tracking link."""
    values, context = about_order()
    dispatch = Dispatch(
        order=context["order"],
        carrier="Royal Mail",
        tracking_number="AB123456789GB",
        tracking_url="https://track.example/AB123456789GB",
        dispatched_at=timezone.now(),
    )
    return {**values, "parcel": dispatch.in_words}, context


def about_failed_payment() -> Sample:
    """Return a sample with the link that fills the cart."""
    values, context = about_order()
    return values, {**context, "cart_url": f"{settings.SITE_URL}/cart/"}


def about_request(kind: OrderRequest.Kind, state: OrderRequest.State) -> Sample:
    """Return a sample with a request of the buyer, answered unless its state is open."""
    values, context = about_order()
    is_open = state == OrderRequest.State.OPEN
    request = OrderRequest(
        order=context["order"],
        kind=kind,
        state=state,
        reason="I ordered the wrong size.",
        answer="" if is_open else "Thank you for telling us early.",
    )
    return values, {**context, "request": request}


def _order() -> Order:
    goods = sum(line.total_pence for line in _lines())
    total = goods + DELIVERY_PENCE
    return Order(
        number="AV-SAMPLE",
        name="Sample Buyer",
        line1="1 Sample Street",
        city="Bristol",
        postcode="BS1 5TR",
        list_pence=goods,
        delivery_pence=DELIVERY_PENCE,
        total_pence=total,
        vat_pence=vat_within(total, VAT_PERCENT),
        paid_pence=total,
        placed_at=timezone.now() - timedelta(hours=1),
    )


def _lines() -> list[OrderLine]:
    return [
        OrderLine(title=title, quantity=quantity, list_pence=pence, price_pence=pence)
        for title, quantity, pence in LINES
    ]
