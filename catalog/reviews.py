"""Writing and moderating reviews. Whoever may write one is asked elsewhere: here is no order.

Each change takes the SKU's rating first, so that two changes to one SKU take turns, and leaves it
right by one UPDATE in the same transaction.
"""

from collections.abc import Iterable

from django.core.paginator import Page as PageOfReviews
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.models.review import Rating, Review, ReviewState

SHOWN_AT_ONCE = 10
Seen = tuple[int, int]  # the key of a review, and the version of it that was read


def write_review(*, sku: str, author, stars: int, text: str) -> Review:
    """The author's one review of this SKU, new or changed; what is changed waits to be read again.

    The same words and stars once more change nothing.
    """
    with transaction.atomic():
        _take_rating(sku)
        review = Review.objects.filter(sku=sku, author=author).first()
        if review is None:
            return Review.objects.create(
                sku_id=sku, author=author, stars=stars, text=text, edited_at=timezone.now()
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


def withdraw_review(*, sku: str, author) -> bool:
    """Take the author's review away for good. False if there was none."""
    with transaction.atomic():
        _take_rating(sku)
        gone, _ = Review.objects.filter(sku=sku, author=author).delete()
        _recount(sku)
    return bool(gone)


def approve_reviews(seen: Iterable[Seen], *, by) -> int:
    """Show these to shoppers; how many of them changed. What was edited since it was read waits."""
    return _decide(seen, ReviewState.APPROVED, reason="", by=by)


def reject_reviews(seen: Iterable[Seen], *, reason: str, by) -> int:
    """Show these to their authors alone, with the reason; how many of them changed."""
    return _decide(seen, ReviewState.REJECTED, reason=reason, by=by)


def answer_review(seen: Seen, *, answer: str, by) -> bool:
    """What the shop says to it, shown below it; an empty answer takes an earlier one back. False if
    the review was edited since it was read."""
    pk, version = seen
    changed = Review.objects.filter(pk=pk, version=version).update(
        answer=answer, moderated_by=by, moderated_at=timezone.now()
    )
    return bool(changed)


def _decide(seen: Iterable[Seen], state: ReviewState, *, reason: str, by) -> int:
    versions = dict(seen)
    skus = dict(Review.objects.filter(pk__in=versions).values_list("pk", "sku_id"))
    with transaction.atomic():
        for sku in sorted(set(skus.values())):
            _take_rating(sku)
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


def _take_rating(sku: str) -> None:
    """Wait for whoever changes this SKU's reviews at the moment, in the caller's transaction."""
    Rating.objects.get_or_create(pk=sku)
    Rating.objects.select_for_update().get(pk=sku)


def _recount(sku: str) -> None:
    Rating.objects.filter(pk=sku).update(
        review_count=_of_approved(Count("pk")), stars_sum=_of_approved(Sum("stars"))
    )


def _of_approved(figure) -> Coalesce:
    approved = Review.objects.approved().filter(sku=OuterRef("pk")).order_by()
    figures = approved.values("sku").annotate(figure=figure).values("figure")
    return Coalesce(Subquery(figures, output_field=IntegerField()), 0)


def reviews_shown(sku: str, *, count: int, page_number: str) -> PageOfReviews:
    """A page of what shoppers see, newest first; a number that is none gives the nearest.

    `count` is how many there are: the rating has it at hand.
    """
    paginator = Paginator(_shown(sku) if count else [], SHOWN_AT_ONCE)
    paginator.count = count
    return paginator.get_page(page_number)


def _shown(sku: str) -> QuerySet[Review]:
    columns = ("sku_id", "stars", "text", "answer", "edited_at", "author__first_name")
    return Review.objects.approved().filter(sku=sku).select_related("author").only(*columns)
