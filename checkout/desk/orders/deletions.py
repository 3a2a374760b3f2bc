"""Warning before deleting products: the number of open orders and carts that contain them."""

from django.db.models import Q

from catalog.desk.pages import delete_warnings
from catalog.models import Sku
from checkout.models import Cart, Order, OrderLine
from checkout.models.order_state import OrderState


def register() -> None:
    """Add the warning to the page editor's delete confirmation."""
    delete_warnings.register(warn_of_orders_and_carts)


def warn_of_orders_and_carts(skus: list[str]) -> str:
    """Return the warning, empty if there is nothing to warn of. Bundles with the product count."""
    counts = {"open order": _open_orders(skus), "cart": _carts(skus)}
    parts = [_counted(count, noun) for noun, count in counts.items() if count]
    subject = "It is" if len(skus) == 1 else "These are"
    return f"{subject} in {' and '.join(parts)}." if parts else ""


def _open_orders(skus: list[str]) -> int:
    """Count orders that wait for payment, review or dispatch."""
    unpaid = (OrderState.AWAITING_PAYMENT, OrderState.PROCESSING, OrderState.UNDER_REVIEW)
    to_send = Q(state=OrderState.PAID, dispatch=None)
    sold = Q(sku__in=skus) | Q(demand__has_any_keys=skus)
    lines = OrderLine.objects.filter(sold)
    orders = Order.objects.filter(Q(state__in=unpaid) | to_send, lines__in=lines)
    return orders.exclude(pk__in=Order.objects.fully_refunded()).distinct().count()


def _carts(skus: list[str]) -> int:
    bundles = Sku.objects.filter(page__bundlepage__parts__product__sku_claim__in=skus)
    lines = Q(lines__sku__in=skus) | Q(lines__sku__in=bundles)
    return Cart.objects.filter(lines, merged_into=None).distinct().count()


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
