"""How the customer stands with the first-order saving, on the profile page."""

from accounts.models import User
from accounts.profile import cards
from accounts.profile.cards import Card
from catalog.models.shop_rules import current_rules
from checkout.first_order.claim import FirstOrder, first_order_of
from checkout.models import Cart


def register() -> None:
    cards.register("first order", first_order_card)


def first_order_card(user: User) -> Card:
    cart = Cart.objects.filter(user=user).first()
    standing = first_order_of(user, cart=cart)
    facts = {
        "percent": current_rules().first_order_saving_percent,
        "is_waiting": standing is FirstOrder.WAITING,
        "needs_verified_email": standing is FirstOrder.NEEDS_VERIFIED_EMAIL,
    }
    return Card("accounts/first_order_card.html", facts)
