"""Models of users and their personal data."""

from accounts.models.account_deleted_mail import AccountDeletedMail
from accounts.models.consent import Consent, ConsentKind
from accounts.models.data_download import DataDownload
from accounts.models.delivery_address import DeliveryAddress
from accounts.models.profile import UserProfile
from accounts.models.subscriber import Subscriber
from accounts.models.user import User, UserManager

__all__ = [
    "AccountDeletedMail",
    "Consent",
    "ConsentKind",
    "DataDownload",
    "DeliveryAddress",
    "Subscriber",
    "User",
    "UserManager",
    "UserProfile",
]
