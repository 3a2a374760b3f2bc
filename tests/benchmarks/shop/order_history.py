"""Years of orders, put into the database in minutes: for lists and reports of a large shop.

Rows are written as they stand after a purchase, dispatch or refund, many at a time; what no list
or report reads (holds, Stripe's events, timelines) is left out.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from django.db.models import F
from django.utils import timezone
from tqdm import tqdm

from accounts.models import User
from catalog.models import ProductPage
from checkout.models import (
    Cart,
    CartEvent,
    CartLine,
    Dispatch,
    Order,
    OrderLine,
    OrderState,
    Refund,
    RefundLine,
    RefundState,
)
from sitewide.email_addresses import email_hash

AT_ONCE = 2_000
LINES = 3
DAYS = 730
DELIVERY_PENCE = 399
CITIES = (("Bristol", "BS"), ("Leeds", "LS"), ("London", "SE"))


@dataclass(frozen=True)
class _Sold:
    sku: str
    page: int
    title: str
    pence: int


def fill_orders(count: int) -> None:
    """Add so many orders of three lines over two years, and as many customers.

    Of each hundred orders, 33 are guests', 5 expired unpaid, 5 are refunded for one line; those of
    the last two days wait for dispatch. Of each hundred customers, ten have a filled cart.
    """
    products = ProductPage.objects.filter(live=True).values_list(
        "sku_claim", "pk", "title", "price_pence"
    )
    shelf = [_Sold(*row) for row in products[:500]]
    now = timezone.now()
    with tqdm(total=count, desc=f"{count} orders", unit="", disable=None) as bar:
        for numbers in batched(range(1, count + 1), AT_ONCE):
            customers = User.objects.bulk_create(_customer(number) for number in numbers)
            _add_orders(numbers, customers, shelf, since=now - timedelta(days=DAYS), of=count)
            _add_carts([user for user in customers if user.pk % 10 == 0], shelf, now)
            bar.update(len(numbers))
    Order.objects.update(placed_at=F("session_expires_at"))
    Refund.objects.update(requested_at=F("settled_at"))


def _customer(number: int) -> User:
    return User(
        email=f"buyer{number}@example.com",
        first_name="Buyer",
        last_name=f"No. {number}",
        password="!",
    )


def _add_orders(
    numbers: tuple[int, ...], customers: list[User], shelf: list[_Sold], *, since: datetime, of: int
) -> None:
    step = timedelta(days=DAYS) / of
    orders, lines = [], []
    for number, user in zip(numbers, customers, strict=True):
        sold = [shelf[(number * 7 + place * 31) % len(shelf)] for place in range(LINES)]
        order = _order(number, user, sold, placed_at=since + number * step)
        orders.append(order)
    Order.objects.bulk_create(orders)
    for number, order in zip(numbers, orders, strict=True):
        sold = [shelf[(number * 7 + place * 31) % len(shelf)] for place in range(LINES)]
        lines += [_line(order, one) for one in sold]
    OrderLine.objects.bulk_create(lines)
    first_lines = dict(zip((order.pk for order in orders), lines[::LINES], strict=True))
    paid = [order for order in orders if order.state == OrderState.PAID]
    latest = timezone.now() - timedelta(days=2)
    Dispatch.objects.bulk_create(
        Dispatch(order=order, carrier="Royal Mail", tracking_number=f"RM{order.pk}GB",
                 dispatched_at=order.paid_at + timedelta(hours=9))
        for order in paid if order.paid_at < latest
    )  # fmt: skip
    _add_refunds([order for order in paid if order.refunded_pence], first_lines)


def _order(number: int, user: User, sold: list[_Sold], *, placed_at: datetime) -> Order:
    goods = sum(one.pence for one in sold)
    total = goods + DELIVERY_PENCE
    is_paid = number % 20 != 0
    refunded = sold[0].pence if is_paid and number % 20 == 1 else 0
    city, area = CITIES[number % len(CITIES)]
    amounts: dict[str, Any] = {
        "list_pence": goods,
        "delivery_pence": DELIVERY_PENCE,
        "total_pence": total,
        "vat_pence": total // 6,
        "paid_pence": total if is_paid else 0,
        "refunded_pence": refunded,
    }
    return Order(
        number=f"AV-{number:08d}",
        state=OrderState.PAID if is_paid else OrderState.EXPIRED,
        user=user if number % 3 else None,
        name=f"Buyer No. {number}",
        line1=f"{number} High Street",
        city=city,
        postcode=f"{area}{number % 28 + 1} {number // 28 % 10}TR",
        email=user.email,
        email_hash=email_hash(user.email),
        phone=f"+447700{number % 1_000_000:06d}",
        is_first_order=number % 10 == 0,
        invoice_number=number if is_paid else None,
        paid_at=placed_at + timedelta(minutes=2) if is_paid else None,
        session_expires_at=placed_at,
        hold_until=placed_at,
        holds_stock=False,
        idempotency_key=uuid.UUID(int=number),
        stripe_session_id=f"cs_bench_{number}",
        stripe_payment_intent_id=f"pi_bench_{number}",
        **amounts,
    )


def _line(order: Order, sold: _Sold) -> OrderLine:
    return OrderLine(
        order=order,
        sku_id=sold.sku,
        page_id=sold.page,
        title=sold.title,
        quantity=1,
        list_pence=sold.pence,
        price_pence=sold.pence,
        demand={sold.sku: 1},
    )


def _add_refunds(orders: list[Order], first_lines: dict[int, OrderLine]) -> None:
    refunds = Refund.objects.bulk_create(
        Refund(
            order=order,
            amount_pence=order.refunded_pence,
            vat_pence=order.refunded_pence // 6,
            state=RefundState.SUCCEEDED,
            reason=Refund.Reason.RETURNED,
            settled_at=order.paid_at + timedelta(days=6),
            idempotency_key=uuid.UUID(int=order.pk << 32),
            stripe_refund_id=f"re_bench_{order.pk}",
        )
        for order in orders
    )
    lines = [first_lines[refund.order_id] for refund in refunds]
    RefundLine.objects.bulk_create(
        RefundLine(refund=refund, line=line, quantity=1)
        for refund, line in zip(refunds, lines, strict=True)
    )
    OrderLine.objects.filter(pk__in=[line.pk for line in lines]).update(refunded_quantity=1)


def _add_carts(customers: list[User], shelf: list[_Sold], now: datetime) -> None:
    carts = Cart.objects.bulk_create(Cart(user=user) for user in customers)
    CartLine.objects.bulk_create(
        CartLine(
            cart=cart,
            sku_id=shelf[cart.pk % len(shelf)].sku,
            quantity=1,
            title_shown=shelf[cart.pk % len(shelf)].title,
            price_shown_pence=shelf[cart.pk % len(shelf)].pence,
        )
        for cart in carts
    )
    for cart in carts:
        cart.changed_at = now - timedelta(hours=cart.pk % 24 * 14)
    Cart.objects.bulk_update(carts, ["changed_at"])
    for event in (events := list(CartEvent.objects.filter(cart__in=carts))):
        event.happened_at = now - timedelta(hours=event.cart_id % 24 * 14)
    CartEvent.objects.bulk_update(events, ["happened_at"])
