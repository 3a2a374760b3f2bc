"""Write and moderate reviews. The caller checks who may write one; this module knows no orders.

Each change locks the SKU's rating first, so that concurrent changes to one SKU are serialised, and
recalculates the rating in the same transaction.
"""

from collections.abc import Iterable

from django.core.paginator import Page as PageOfReviews
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Aggregate, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.models.review import Rating, Review, ReviewState
from catalog.models.sku import Sku
from catalog.models.users import AnyUser
from catalog.offers.refresh import refresh_offers

PAGE_SIZE = 10
Seen = tuple[int, int]  # primary key of a review, and the version that the moderator read


def write_review(*, sku: str, author: AnyUser, stars: int, text: str) -> Review:
    """Create or update the author's only review of this SKU.

    A changed review waits for moderation again; the same text and stars change nothing.
    """
    with transaction.atomic():
        _lock_rating(sku)
        review = _reviews_of(author).filter(sku=sku).first()
        if review is None:
            return Review.objects.create(
                sku_id=sku,
                author=author,  # type: ignore[misc]  # the model of `accounts`, see AnyUser
                stars=stars,
                text=text,
                edited_at=timezone.now(),
            )
        if (review.stars, review.text) == (stars, text):
            return review
        Review.objects.filter(pk=review.pk).update(
            stars=stars,
            text=text,
            version=F("version") + 1,
            state=ReviewState.WAITING,
            rejection_reason="",
            edited_at=timezone.now(),
        )
        _recount(sku)
    review.refresh_from_db()
    return review


def withdraw_review(*, sku: str, author: AnyUser) -> bool:
    """Delete the author's review. Return False if there was none."""
    with transaction.atomic():
        _lock_rating(sku)
        deleted, _ = _reviews_of(author).filter(sku=sku).delete()
        _recount(sku)
    return bool(deleted)


def approve_reviews(seen: Iterable[Seen], *, by: AnyUser) -> int:
    """Publish reviews and return how many changed. Skip those edited since they were read."""
    return _decide(seen, ReviewState.APPROVED, reason="", by=by)


def reject_reviews(seen: Iterable[Seen], *, reason: str, by: AnyUser) -> int:
    """Reject reviews, with a reason for their authors, and return how many changed.

    Skip those edited since they were read.
    """
    return _decide(seen, ReviewState.REJECTED, reason=reason, by=by)


def answer_review(seen: Seen, *, answer: str, by: AnyUser) -> bool:
    """Set the shop's answer, shown below the review; an empty answer removes it.

    Return False if the review was edited since it was read.
    """
    pk, version = seen
    changed = Review.objects.filter(pk=pk, version=version).update(
        answer=answer, moderated_by=by, moderated_at=timezone.now()
    )
    return bool(changed)


def _decide(seen: Iterable[Seen], state: ReviewState, *, reason: str, by: AnyUser) -> int:
    versions = dict(seen)
    skus = dict(Review.objects.filter(pk__in=versions).values_list("pk", "sku_id"))
    with transaction.atomic():
        for sku in sorted(set(skus.values())):
            _lock_rating(sku)
        changed = [
            pk
            for pk in skus
            if Review.objects.filter(pk=pk, version=versions[pk])
            .exclude(state=state, rejection_reason=reason)
            .update(
                state=state, rejection_reason=reason, moderated_by=by, moderated_at=timezone.now()
            )
        ]
        for sku in {skus[pk] for pk in changed}:
            _recount(sku)
    return len(changed)


def _reviews_of(author: AnyUser) -> QuerySet[Review]:
    return Review.objects.filter(author=author)  # type: ignore[misc]  # the model of `accounts`


def _lock_rating(sku: str) -> None:
    """Lock the SKU's rating until the caller's transaction ends."""
    Rating.objects.get_or_create(pk=sku)
    Rating.objects.select_for_update().get(pk=sku)


def _recount(sku: str) -> None:
    Rating.objects.filter(pk=sku).update(
        review_count=_of_approved(Count("pk")), stars_sum=_of_approved(Sum("stars"))
    )
    refresh_offers(Sku.objects.filter(pk=sku, page__isnull=False).values_list("page", flat=True))


def _of_approved(figure: Aggregate) -> Coalesce:
    approved = Review.objects.approved().filter(sku=OuterRef("pk")).order_by()
    figures = approved.values("sku").annotate(figure=figure).values("figure")
    return Coalesce(Subquery(figures, output_field=IntegerField()), 0)


def reviews_shown(sku: str, *, count: int, page_number: str) -> PageOfReviews:
    """Return a page of the approved reviews, newest first; an invalid number gives the nearest.

    `count` is their total, which the rating already stores.
    """
    shown = _shown(sku) if count else Review.objects.none()
    paginator: Paginator[Review] = Paginator(shown, PAGE_SIZE)
    paginator.count = count
    return paginator.get_page(page_number)


def _shown(sku: str) -> QuerySet[Review]:
    columns = ("sku_id", "stars", "text", "answer", "edited_at", "author__first_name")
    return Review.objects.approved().filter(sku=sku).select_related("author").only(*columns)
