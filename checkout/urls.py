"""URLs of cart, checkout, orders, reviews, saved items and Stripe's webhook."""

from collections.abc import Callable, Mapping

from django.http import HttpResponse
from django.urls import URLPattern, path

from checkout import converters
from checkout.access.guards import OrderView, for_customer, for_link_holder
from checkout.cart import saved_views as saved
from checkout.cart import views as cart
from checkout.invoices import views as invoice
from checkout.orders import find_order
from checkout.orders import views as orders
from checkout.payments import views as checkout
from checkout.payments import views as webhook
from checkout.reviews import views as reviews

converters.register()

OWN = {
    "show_order": ("", orders.show_order),
    "buy_order_again": ("again/", orders.buy_order_again),
    "request_cancellation_or_return": ("request/", orders.request_cancellation_or_return),
}
LINKED = {
    "show_linked_order": ("", orders.show_linked_order),
    "show_linked_receipt": ("receipt/", invoice.show_linked_receipt),
    "show_linked_invoice": ("invoice/", invoice.show_linked_invoice),
    "buy_linked_order_again": ("again/", orders.buy_order_again),
    "ask_about_linked_order": ("request/", orders.request_cancellation_or_return),
}


def _of_order(
    prefix: str,
    guard: Callable[[OrderView], Callable[..., HttpResponse]],
    pages: Mapping[str, tuple[str, OrderView]],
) -> list[URLPattern]:
    """Build the URLs of one order's pages, protected by `guard`."""
    return [path(prefix + end, guard(view), name=name) for name, (end, view) in pages.items()]


urlpatterns = [
    path("cart/", cart.show_cart, name="show_cart"),
    path("cart/add/", cart.add_line, name="add_line"),
    path("cart/added/", cart.show_added, name="show_added"),
    path("cart/change/", cart.change_line, name="change_line"),
    path("cart/remove/", cart.remove_line, name="remove_line"),
    path("cart/clear/", cart.empty_cart, name="empty_cart"),
    path("cart/fit/", cart.fit_cart, name="fit_cart"),
    path("cart/restore/", cart.restore_lines, name="restore_lines"),
    path("cart/undo/", cart.undo_cart_merge, name="undo_cart_merge"),
    path("cart/save/", saved.save_for_later, name="save_for_later"),
    path("cart/badge/", cart.show_badge, name="show_badge"),
    path("checkout/", checkout.show_checkout, name="show_checkout"),
    path("checkout/success/", checkout.show_success, name="show_success"),
    path("checkout/cancel/", checkout.show_cancelled, name="show_cancelled"),
    path("checkout/orders/<order:number>/receipt/", invoice.show_receipt, name="show_receipt"),
    path("checkout/orders/<order:number>/invoice/", invoice.show_invoice, name="show_invoice"),
    path("checkout/find/", find_order.find_order, name="find_order"),
    *_of_order("checkout/linked/<str:token>/", for_link_holder, LINKED),
    path("checkout/linked/<str:token>/cart/", orders.refill_cart, name="refill_cart"),
    path("users/orders/", orders.show_orders, name="show_orders"),
    *_of_order("users/orders/<order:number>/", for_customer, OWN),
    path("users/reviews/", reviews.show_reviews, name="show_reviews"),
    path("users/reviews/<sku:sku>/", reviews.write_review, name="write_review"),
    path("users/reviews/<sku:sku>/delete/", reviews.withdraw_review, name="withdraw_review"),
    path("saved/", saved.show_saved, name="show_saved"),
    path("saved/add/", saved.save_item, name="save_item"),
    path("saved/remove/", saved.remove_saved, name="remove_saved"),
    path("saved/buy/", saved.move_to_cart, name="move_to_cart"),
    path("webhook/stripe/", webhook.receive_stripe_event, name="receive_stripe_event"),
]
