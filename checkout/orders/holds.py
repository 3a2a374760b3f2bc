"""What an unpaid order holds, and from when on it gives that up to another shopper."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog.stock import keep_stock, let_stock_yield
from checkout.models import Cart, CartLine, Order, OrderState
from jobs.failures import do_each


def held_pieces(order: Order) -> dict[str, int]:
    """The stock an order holds, or took: pieces by product SKU."""
    return dict(order.holds.values_list("sku_id", "pieces"))


def let_old_orders_yield() -> None:
    """The clock's part: every unpaid order whose time to hold firmly is over."""
    now = timezone.now()
    due = Order.objects.filter(
        state=OrderState.AWAITING_PAYMENT, holds_stock=True, yields=False, yields_from__lte=now
    )
    do_each("end of the firm hold of order", list(due.order_by("pk")), let_order_yield)


@transaction.atomic
def let_order_yield(order: Order) -> bool:
    """What it holds is free to others from now on. False where it is paid, given up or yields."""
    firm = Order.objects.filter(
        pk=order.pk, state=OrderState.AWAITING_PAYMENT, holds_stock=True, yields=False
    )
    if not firm.update(yields=True):
        return False
    let_stock_yield(held_pieces(order))
    return True


def keep_order(order: Order) -> None:
    """It is being paid: nobody else gets what it holds. In the caller's transaction."""
    if Order.objects.filter(pk=order.pk, yields=True).update(yields=False):
        keep_stock(held_pieces(order))
    order.yields = False


def take_from_cart(order: Order) -> None:
    """What was bought leaves the cart; what was added since stays."""
    cart = _cart_of(order)
    if cart is None:
        return
    for sku, quantity in order.lines.values_list("sku_id", "quantity"):
        line = CartLine.objects.filter(cart=cart, sku=sku)
        if not line.filter(quantity__gt=quantity).update(quantity=F("quantity") - quantity):
            line.delete()


def put_back_in_cart(order: Order) -> None:
    """What was not bought after all joins what is in the cart now, at the prices of then: the cart
    says what has changed since."""
    cart = _cart_of(order)
    if cart is None:
        return
    for line in order.lines.all():
        again = CartLine.objects.filter(cart=cart, sku=line.sku_id)
        if not again.update(quantity=F("quantity") + line.quantity):
            CartLine.objects.create(
                cart=cart,
                sku_id=line.sku_id,
                quantity=line.quantity,
                title_shown=line.title,
                price_shown_pence=line.price_pence,
            )


def _cart_of(order: Order) -> Cart | None:
    return (order.cart.merged_into or order.cart) if order.cart else None
