"""Asking, recording and looking up what a person has agreed to. Nothing is agreed to by default."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.email_addresses import email_hash
from accounts.models import Consent, ConsentKind

# Beside the box, never ticked beforehand; what a person has seen is copied into the record.
TEXTS = {
    ConsentKind.NEWSLETTER: (
        "Send me the Autovise newsletter: new products, offers and car-care advice, about once a "
        "month. I can unsubscribe at any time, with one click in every email."
    ),
    ConsentKind.CART_REMINDERS: (
        "Remind me by email, once, when I have left something in my cart. I can stop this at any "
        "time, here or with one click in the email."
    ),
}

# As long as a claim about a mail may be brought (Limitation Act 1980); leap days on the safe side.
KEPT_FOR = timedelta(days=6 * 366)


def record_consent(
    *, kind: ConsentKind, is_given: bool, text: str, page: str, email: str, user=None
) -> Consent:
    return Consent.objects.create(
        kind=kind,
        is_given=is_given,
        text=text,
        page=page,
        user=user,
        email_hash=email_hash(email),
    )


def has_agreed(user, kind: ConsentKind) -> bool:
    """What the customer said last."""
    last = Consent.objects.filter(user=user, kind=kind).newest_first().first()
    return last is not None and last.is_given


def choose(*, user, kind: ConsentKind, is_given: bool, page: str, text: str = "") -> bool:
    """Record the customer's choice. False, and nothing recorded, if it is what they said last."""
    if has_agreed(user, kind) == is_given:
        return False
    record_consent(
        kind=kind,
        is_given=is_given,
        text=text or TEXTS[kind],
        page=page,
        email=user.email,
        user=user,
    )
    return True


def consents_of(user, addresses: Iterable[str]):
    """All that this customer agreed to, logged in or under one of these addresses of theirs."""
    hashes = [email_hash(address) for address in addresses]
    return Consent.objects.filter(Q(user=user) | Q(user=None, email_hash__in=hashes))


def forget_old_consents() -> None:
    """Those long over: taken back, or said anew since. What still holds stays."""
    said_since = Consent.objects.filter(
        kind=OuterRef("kind"),
        email_hash=OuterRef("email_hash"),
        happened_at__gt=OuterRef("happened_at"),
    )
    old = Consent.objects.filter(happened_at__lt=timezone.now() - KEPT_FOR)
    old.filter(Q(is_given=False) | Exists(said_since)).delete()
