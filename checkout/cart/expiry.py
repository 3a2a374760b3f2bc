"""Delete or empty the carts that nobody has used for a long time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from checkout.models import Cart, CartEvent, CartLine, CartRules, Order

EVENTS_KEPT_FOR = timedelta(days=90)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Expired:
    """Numbers of guests' carts deleted and of customers' carts emptied."""

    deleted: int
    emptied: int


def clean_carts() -> Expired:
    """Delete guests' carts, empty customers' carts, and delete old events of carts.

    A guest's cart ends with its session, a customer's after the days in the owner's rules. Carts
    with an open order stay. Runs on a schedule, and as `manage.py clean_carts`.
    """
    expired = Expired(_delete_guest_carts(), _empty_customer_carts())
    CartEvent.objects.filter(happened_at__lt=timezone.now() - EVENTS_KEPT_FOR).delete()
    return expired


def _delete_guest_carts() -> int:
    ended = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    old = Cart.objects.filter(user=None, changed_at__lt=ended)
    _, deleted = old.exclude(orders__in=Order.objects.open()).delete()
    return deleted.get(Cart._meta.label, 0)


def _empty_customer_carts() -> int:
    ended = timezone.now() - timedelta(days=CartRules.load().days_kept)
    old = Cart.objects.with_lines().filter(changed_at__lt=ended).exclude(user=None)
    keys = list(old.exclude(orders__in=Order.objects.open()).values_list("pk", flat=True))
    return sum(_empty(some, unchanged_since=ended) for some in batched(keys, AT_ONCE))


@transaction.atomic
def _empty(keys: Iterable[int], *, unchanged_since: datetime) -> int:
    """Empty those of the carts that are still unchanged, and record it. Return their number.

    An order locks its cart while it is placed, so orders are read once the carts are locked.
    """
    unchanged = Cart.objects.filter(pk__in=keys, changed_at__lt=unchanged_since)
    locked = list(unchanged.select_for_update().order_by("pk").values_list("pk", flat=True))
    carts = list(Cart.objects.filter(pk__in=locked).exclude(orders__in=Order.objects.open()))
    CartLine.objects.filter(cart__in=carts).delete()
    now = timezone.now()
    CartEvent.objects.bulk_create(
        CartEvent(cart=cart, kind=CartEvent.Kind.EXPIRED, happened_at=now) for cart in carts
    )
    return len(carts)
