"""Admin page of one cart: its lines at today's prices, its quote, and its history."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from wagtail_modeladmin.views import InspectView

from checkout.cart.history import history_of
from checkout.cart.summary import summarise_cart
from checkout.desk.customers.customer_page import account_url
from checkout.models import Cart


def owner_of(cart: Cart) -> str:
    """Return the customer's email address, or “Guest”."""
    return cart.user.email if cart.user else "Guest"


class CartPage(InspectView):
    """Page of one cart."""

    page_title = "Cart"

    def get_meta_title(self) -> str:
        return f"Cart of {owner_of(self.instance)}"

    def get_fields_dict(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cart = self.instance
        context = {
            "cart": cart,
            "owner": owner_of(cart),
            "account_url": account_url(cart.user_id),
            "summary": summarise_cart(cart, cart.user or AnonymousUser()),
            "history": history_of(cart),
        }
        return super().get_context_data(**context | kwargs)
