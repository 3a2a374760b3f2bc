"""The newsletter: asked for by a form, given by a link in a mail, left with one click.

Nothing here tells whether an address is subscribed: asking always ends in a mail to that address.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.consent.records import TEXTS, record_consent
from accounts.models import ConsentKind, Subscriber

CONFIRM_WITHIN_SECONDS = 7 * 24 * 60 * 60
CONFIRM_SALT = "autovise.accounts.newsletter.confirm"
_KEY_SALT = "autovise.accounts.newsletter.address"


class LinkInvalid(Exception):
    """The link was not made by this shop, is too old, or what it speaks of is no more."""


def address_key(email: str) -> str:
    """A keyed hash of the very address: it tells equal from unequal, and nothing else."""
    hashed = salted_hmac(
        _KEY_SALT, email.strip().lower(), secret=settings.EMAIL_HASH_KEY, algorithm="sha256"
    )
    return hashed.hexdigest()


def ask_for_newsletter(*, email: str, page: str) -> Subscriber:
    """Store an unconfirmed subscription. A confirmed one stays as it is."""
    asked = {"text_shown": TEXTS[ConsentKind.NEWSLETTER], "page": page, "asked_at": timezone.now()}
    key = address_key(email)
    subscriber, is_new = Subscriber.objects.get_or_create(
        address_key=key, defaults=asked | {"email": email.strip()}
    )
    if not is_new:
        Subscriber.objects.unconfirmed().filter(pk=subscriber.pk).update(**asked)
    return subscriber


def confirm_token(subscriber: Subscriber) -> str:
    return signing.dumps(subscriber.pk, salt=CONFIRM_SALT)


def find_by_token(token: str) -> Subscriber:
    """Whom a link in a mail speaks of. LinkInvalid when forged, too old or no longer there."""
    try:
        pk = signing.loads(token, salt=CONFIRM_SALT, max_age=CONFIRM_WITHIN_SECONDS)
        return Subscriber.objects.get(pk=pk)
    except (signing.BadSignature, Subscriber.DoesNotExist):
        raise LinkInvalid from None


@transaction.atomic
def confirm_newsletter(subscriber: Subscriber) -> bool:
    """Subscribe. False, and nothing done, when that was confirmed before."""
    now = timezone.now()
    if not Subscriber.objects.unconfirmed().filter(pk=subscriber.pk).update(confirmed_at=now):
        return False
    record_consent(
        kind=ConsentKind.NEWSLETTER,
        is_given=True,
        text=subscriber.text_shown,
        page=subscriber.page,
        email=subscriber.email,
    )
    return True


@transaction.atomic
def leave_newsletter(key: str, *, text: str, page: str) -> bool:
    """Forget this address. False, and nothing done, when it is not known (any more)."""
    subscriber = Subscriber.objects.select_for_update().filter(address_key=key).first()
    if subscriber is None:
        return False
    was_confirmed = subscriber.confirmed_at is not None
    subscriber.delete()
    if was_confirmed:
        record_consent(
            kind=ConsentKind.NEWSLETTER,
            is_given=False,
            text=text,
            page=page,
            email=subscriber.email,
        )
    return True


def subscriptions_of(addresses: Iterable[str]):
    return Subscriber.objects.filter(address_key__in=[address_key(a) for a in addresses])


def forget_unconfirmed() -> None:
    """Addresses that nobody confirmed in time may not be theirs who typed them."""
    too_old = timezone.now() - timedelta(seconds=CONFIRM_WITHIN_SECONDS)
    Subscriber.objects.unconfirmed().filter(asked_at__lt=too_old).delete()
