"""Who buys: the user, and what the shop knows of them."""

from accounts.models.consent import Consent, ConsentKind
from accounts.models.data_download import DataDownload
from accounts.models.delivery_address import DeliveryAddress
from accounts.models.farewell import Farewell
from accounts.models.profile import UserProfile
from accounts.models.subscriber import Subscriber
from accounts.models.user import User, UserManager

__all__ = [
    "Consent",
    "ConsentKind",
    "DataDownload",
    "DeliveryAddress",
    "Farewell",
    "Subscriber",
    "User",
    "UserManager",
    "UserProfile",
]
