"""Leaving a kind of mail by the link that each one carries; no log-in is asked for (RFC 8058)."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.consent.newsletter import LinkInvalid, leave_newsletter
from accounts.consent.records import choose
from accounts.models import ConsentKind, Subscriber, User

SALT = "autovise.accounts.unsubscribe"
ONE_CLICK, PAGE = "The unsubscribe link of an email", "unsubscribe link"


def newsletter_link(subscriber: Subscriber) -> str:
    return _link(ConsentKind.NEWSLETTER, subscriber.address_key)


def cart_reminders_link(user: User) -> str:
    return _link(ConsentKind.CART_REMINDERS, user.pk)


def kind_of_token(token: str) -> ConsentKind:
    """Which mails it ends. LinkInvalid when this shop did not make it."""
    return _read(token)[0]


def unsubscribe(token: str) -> ConsentKind:
    """End these mails; doing it again changes nothing. LinkInvalid as above."""
    kind, who = _read(token)
    if kind is ConsentKind.NEWSLETTER:
        leave_newsletter(who, text=ONE_CLICK, page=PAGE)
    elif user := User.objects.filter(pk=who).first():
        choose(user=user, kind=kind, is_given=False, text=ONE_CLICK, page=PAGE)
    return kind


def _link(kind: ConsentKind, who: str | int) -> str:
    """For good: an unsubscribe link does not expire."""
    token = signing.dumps([kind, who], salt=SALT)
    return settings.SITE_URL + reverse("unsubscribe_from_mails", args=[token])


def _read(token: str) -> tuple[ConsentKind, str | int]:
    try:
        kind, who = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise LinkInvalid from None
    return ConsentKind(kind), who
