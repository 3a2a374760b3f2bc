"""Who buys: the user, and what the shop knows of them."""

from accounts.models.delivery_address import DeliveryAddress
from accounts.models.profile import UserProfile
from accounts.models.user import User, UserManager

__all__ = ["DeliveryAddress", "User", "UserManager", "UserProfile"]
