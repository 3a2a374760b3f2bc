"""A customer's address book. Unless it is empty, one address is the default."""

from django.db import transaction

from accounts.models import DeliveryAddress, User, UserProfile

MAX_ADDRESSES = 20


class AddressBookFull(Exception):
    """The customer has `MAX_ADDRESSES` addresses."""


@transaction.atomic
def add_address(*, user: User, is_default: bool = False, **fields: str) -> DeliveryAddress:
    """Save an address, or return the one with exactly these fields. Raises AddressBookFull."""
    _lock_address_book(user)
    address = user.addresses.filter(**fields).first()
    if address is None:
        if user.addresses.count() >= MAX_ADDRESSES:
            raise AddressBookFull
        address = DeliveryAddress.objects.create(user=user, **fields)
    has_default = user.addresses.filter(is_default=True).exists()
    if is_default or not has_default:
        _move_default(address)
    return address


@transaction.atomic
def change_address(address: DeliveryAddress, *, is_default: bool = False, **fields: str) -> None:
    """Update an address. False for `is_default` leaves the current default unchanged."""
    _lock_address_book(address.user)
    DeliveryAddress.objects.filter(pk=address.pk).update(**fields)
    if is_default:
        _move_default(address)


@transaction.atomic
def make_default(address: DeliveryAddress) -> None:
    """Make this address the only default."""
    _lock_address_book(address.user)
    _move_default(address)


@transaction.atomic
def remove_address(address: DeliveryAddress) -> None:
    """Delete an address. If it was the default, the most recently added one becomes the default."""
    _lock_address_book(address.user)
    DeliveryAddress.objects.filter(pk=address.pk).delete()
    remaining = address.user.addresses.all()
    if not remaining.filter(is_default=True).exists() and (newest := remaining.first()):
        _move_default(newest)


def _lock_address_book(user: User) -> None:
    """Lock the customer's profile, so that concurrent requests of one customer run in turn."""
    UserProfile.objects.select_for_update().get(user=user)


def _move_default(address: DeliveryAddress) -> None:
    others = DeliveryAddress.objects.filter(user=address.user_id, is_default=True)
    others.exclude(pk=address.pk).update(is_default=False)
    DeliveryAddress.objects.filter(pk=address.pk).update(is_default=True)
