"""Record and look up consents. There is no consent by default."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Consent, ConsentKind, User
from accounts.models.consent import ConsentQuerySet
from sitewide.email_addresses import email_hash

# Labels of the tick boxes, which are unticked by default. Each record keeps a copy of the text.
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

# Claims about a mail can be brought for 6 years (Limitation Act 1980); rounded up for leap days.
KEPT_FOR = timedelta(days=6 * 366)


def record_consent(
    *,
    kind: ConsentKind,
    is_given: bool,
    text: str,
    page: str,
    email: str,
    user: User | None = None,
) -> Consent:
    """Store a given or withdrawn consent. `text`: the label shown; `page`: where it was shown."""
    return Consent.objects.create(
        kind=kind,
        is_given=is_given,
        text=text,
        page=page,
        user=user,
        email_hash=email_hash(email),
    )


def has_agreed(user: User, kind: ConsentKind) -> bool:
    """Whether the customer's latest record of this kind is a given consent."""
    latest = Consent.objects.filter(user=user, kind=kind).newest_first().first()
    return latest is not None and latest.is_given


def record_choice(
    *, user: User, kind: ConsentKind, is_given: bool, page: str, text: str = ""
) -> bool:
    """Record the customer's choice. Returns False, and records nothing, if it is unchanged."""
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


def consents_of(user: User, emails: Iterable[str]) -> ConsentQuerySet:
    """Return the consents of this account, and those of no account under these emails."""
    hashes = [email_hash(email) for email in emails]
    return Consent.objects.filter(Q(user=user) | Q(user=None, email_hash__in=hashes))


def delete_expired_consents() -> None:
    """Delete records older than `KEPT_FOR` that were withdrawn or superseded.

    A consent that is still valid is kept.
    """
    newer = Consent.objects.filter(
        kind=OuterRef("kind"),
        email_hash=OuterRef("email_hash"),
        happened_at__gt=OuterRef("happened_at"),
    )
    old = Consent.objects.filter(happened_at__lt=timezone.now() - KEPT_FOR)
    old.filter(Q(is_given=False) | Exists(newer)).delete()
