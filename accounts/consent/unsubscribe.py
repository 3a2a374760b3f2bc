"""Unsubscribe links of mails. They need no log-in (RFC 8058)."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.consent.newsletter import LinkInvalid, unsubscribe_from_newsletter
from accounts.consent.records import record_choice
from accounts.models import ConsentKind, Subscriber, User

SALT = "autovise.accounts.unsubscribe"
ONE_CLICK, PAGE = "The unsubscribe link of an email", "unsubscribe link"


def newsletter_link(subscriber: Subscriber) -> str:
    """Return the absolute URL that ends the newsletter for this subscriber."""
    return _link(ConsentKind.NEWSLETTER, subscriber.address_key)


def cart_reminders_link(user: User) -> str:
    """Return the absolute URL that ends the cart reminders for this user."""
    return _link(ConsentKind.CART_REMINDERS, user.pk)


def kind_of_token(token: str) -> ConsentKind:
    """Return the kind of mail that a link ends. Raises LinkInvalid if it is forged."""
    return _read(token)[0]


def unsubscribe(token: str) -> ConsentKind:
    """End this kind of mail (idempotent). Raises LinkInvalid if the link is forged."""
    kind, key = _read(token)
    if kind is ConsentKind.NEWSLETTER:
        unsubscribe_from_newsletter(key, text=ONE_CLICK, page=PAGE)
    elif user := User.objects.filter(pk=key).first():
        record_choice(user=user, kind=kind, is_given=False, text=ONE_CLICK, page=PAGE)
    return kind


def _link(kind: ConsentKind, key: str | int) -> str:
    """Return a signed URL. It does not expire."""
    token = signing.dumps([kind, key], salt=SALT)
    return settings.SITE_URL + reverse("unsubscribe_from_mails", args=[token])


def _read(token: str) -> tuple[ConsentKind, Any]:
    """Return the kind and the key: an `address_key` for the newsletter, else a user's primary key.

    Raises LinkInvalid.
    """
    try:
        kind, key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise LinkInvalid from None
    return ConsentKind(kind), key
