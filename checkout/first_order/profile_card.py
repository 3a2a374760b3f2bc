"""Profile page card about the customer's first-order saving."""

from accounts.models import User
from accounts.profile import cards
from accounts.profile.cards import Card
from catalog.models.shop_rules import current_rules
from checkout.first_order.claim import FirstOrder, first_order_of
from checkout.models import Cart


def register() -> None:
    """Add the card to the profile page."""
    cards.register("first order", first_order_card)


def first_order_card(user: User) -> Card:
    """Build the card."""
    cart = Cart.objects.filter(user=user).first()
    first_order = first_order_of(user, cart=cart)
    context = {
        "percent": current_rules().first_order_saving_percent,
        "is_waiting": first_order is FirstOrder.WAITING,
        "needs_verified_email": first_order is FirstOrder.NEEDS_VERIFIED_EMAIL,
    }
    return Card("accounts/first_order_card.html", context)
