"""What a signed-in customer need not type again at checkout."""

from collections.abc import Sequence

from accounts.models import DeliveryAddress
from checkout.models import Order


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


def _of_last_order(user) -> dict[str, str]:
    fields = ("name", "line1", "line2", "city", "postcode", "phone")
    return Order.objects.paid().filter(user=user).values(*fields).first() or {}
