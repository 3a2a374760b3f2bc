"""A customer's address book: one of the addresses is the default as soon as there is any."""

from django.db import transaction

from accounts.models import DeliveryAddress, User, UserProfile

MAX_ADDRESSES = 20
FIELDS = ("name", "line1", "line2", "city", "postcode")


class AddressBookFull(Exception):
    """A customer keeps up to `MAX_ADDRESSES` addresses."""


@transaction.atomic
def add_address(*, user: User, is_default: bool = False, **fields: str) -> DeliveryAddress:
    """Keep this address; one that is there already, word for word, is not kept twice.

    AddressBookFull, and nothing kept, where there is no more room.
    """
    _take_turns(user)
    kept = user.addresses.filter(**fields).first()
    if kept is None:
        if user.addresses.count() >= MAX_ADDRESSES:
            raise AddressBookFull
        kept = DeliveryAddress.objects.create(user=user, **fields)
    has_default = user.addresses.filter(is_default=True).exists()
    if is_default or not has_default:
        _move_default(kept)
    return kept


@transaction.atomic
def change_address(address: DeliveryAddress, *, is_default: bool = False, **fields: str) -> None:
    """The default stays one until another is made it."""
    _take_turns(address.user)
    DeliveryAddress.objects.filter(pk=address.pk).update(**fields)
    if is_default:
        _move_default(address)


@transaction.atomic
def make_default(address: DeliveryAddress) -> None:
    _take_turns(address.user)
    _move_default(address)


@transaction.atomic
def remove_address(address: DeliveryAddress) -> None:
    """Where it was the default, the one added last becomes it."""
    _take_turns(address.user)
    DeliveryAddress.objects.filter(pk=address.pk).delete()
    left = address.user.addresses.all()
    if not left.filter(is_default=True).exists() and (newest := left.first()):
        _move_default(newest)


def _take_turns(user: User) -> None:
    """Two tabs of one customer: the second waits for the first."""
    UserProfile.objects.select_for_update().get(user=user)


def _move_default(address: DeliveryAddress) -> None:
    others = DeliveryAddress.objects.filter(user=address.user_id, is_default=True)
    others.exclude(pk=address.pk).update(is_default=False)
    DeliveryAddress.objects.filter(pk=address.pk).update(is_default=True)
