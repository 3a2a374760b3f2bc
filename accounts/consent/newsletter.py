"""Newsletter subscriptions with double opt-in: form, confirmation link, one-click unsubscribe.

The form does not reveal whether an email is subscribed: it always sends a mail to that email.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.consent.records import TEXTS, record_consent
from accounts.models import ConsentKind, Subscriber
from accounts.models.subscriber import SubscriberQuerySet

CONFIRM_WITHIN_SECONDS = 7 * 24 * 60 * 60
CONFIRM_SALT = "autovise.accounts.newsletter.confirm"
_KEY_SALT = "autovise.accounts.newsletter.address"


class LinkInvalid(Exception):
    """The link is forged or has expired, or its subscription no longer exists."""


def address_key(email: str) -> str:
    """Return a keyed hash of the email in lower case, not normalised further."""
    hashed = salted_hmac(
        _KEY_SALT, email.strip().lower(), secret=settings.EMAIL_HASH_KEY, algorithm="sha256"
    )
    return hashed.hexdigest()


def request_newsletter(*, email: str, page: str) -> Subscriber:
    """Create or renew an unconfirmed subscription. A confirmed one is returned unchanged."""
    values: dict[str, Any] = {
        "text_shown": TEXTS[ConsentKind.NEWSLETTER],
        "page": page,
        "asked_at": timezone.now(),
    }
    key = address_key(email)
    subscriber, is_new = Subscriber.objects.get_or_create(
        address_key=key, defaults=values | {"email": email.strip()}
    )
    if not is_new:
        Subscriber.objects.unconfirmed().filter(pk=subscriber.pk).update(**values)
    return subscriber


def confirm_token(subscriber: Subscriber) -> str:
    """Return the signed token of the confirmation link."""
    return signing.dumps(subscriber.pk, salt=CONFIRM_SALT)


def find_by_token(token: str) -> Subscriber:
    """Return the subscriber of a confirmation link. Raises LinkInvalid."""
    try:
        pk = signing.loads(token, salt=CONFIRM_SALT, max_age=CONFIRM_WITHIN_SECONDS)
        return Subscriber.objects.get(pk=pk)
    except (signing.BadSignature, Subscriber.DoesNotExist):
        raise LinkInvalid from None


@transaction.atomic
def confirm_newsletter(subscriber: Subscriber) -> bool:
    """Confirm a subscription and record the consent. Returns False if it was confirmed before."""
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
def unsubscribe_from_newsletter(key: str, *, text: str, page: str) -> bool:
    """Delete the subscriber and, if it was confirmed, record that the consent is withdrawn.

    Returns False if there is no such subscriber.
    """
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


def subscriptions_of(emails: Iterable[str]) -> SubscriberQuerySet:
    """Return the subscriptions under these emails, confirmed or not."""
    return Subscriber.objects.filter(address_key__in=[address_key(email) for email in emails])


def delete_unconfirmed_subscribers() -> None:
    """Delete subscriptions whose confirmation link has expired."""
    expired_before = timezone.now() - timedelta(seconds=CONFIRM_WITHIN_SECONDS)
    Subscriber.objects.unconfirmed().filter(asked_at__lt=expired_before).delete()
