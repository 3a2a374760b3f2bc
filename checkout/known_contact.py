"""What a shopper need not type again at checkout."""

from collections.abc import Sequence

from accounts.models import DeliveryAddress
from checkout.contact import Contact
from checkout.models import Order, OrderState
from checkout.models.order_state import GIVEN_UP


def known_contact(user, addresses: Sequence[DeliveryAddress]) -> dict[str, object]:
    """From the profile and the default address; where there is no address, the last order's."""
    if not user.is_authenticated:
        return {}
    last = {} if addresses else _of_last_order(user)
    profile = user.profile
    return {
        "name": user.get_full_name(),
        **last,
        "email": user.email,
        "phone": profile.phone or last.get("phone", ""),
        "save_address": profile.keeps_addresses,
        "address": str(addresses[0].pk) if addresses else "",
    }


def contact_of_unpaid(order: Order | None) -> dict[str, object]:
    """What a guest typed for the order that this browser placed last and has not paid: nobody who
    comes back from the payment page types it again."""
    if order is None or order.state not in (OrderState.AWAITING_PAYMENT, *GIVEN_UP):
        return {}
    return {name: getattr(order, name) for name in Contact.__slots__}


def _of_last_order(user) -> dict[str, str]:
    fields = ("name", "line1", "line2", "city", "postcode", "phone")
    return Order.objects.paid().filter(user=user).values(*fields).first() or {}
