"""What an order takes from the cart that it was placed from, and gives back to it."""

from django.db.models import F

from checkout.models import Cart, CartLine, Order


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
