"""Reviews: one for each customer, shown when approved, and consistent with the rating."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.models import Rating, Review, ReviewState
from catalog.offers import offers_for
from catalog.reviews import (
    PAGE_SIZE,
    answer_review,
    approve_reviews,
    reject_reviews,
    reviews_shown,
    withdraw_review,
    write_review,
)
from catalog.stars import MeanStars
from tests.builders import a_bundle, a_product, a_review, a_user

pytestmark = pytest.mark.django_db


def rating_of(page) -> MeanStars | None:
    return offers_for([page.sku])[page.sku].rating


def seen(*reviews) -> list[tuple[int, int]]:
    return [(review.pk, review.version) for review in reviews]


def shown(page) -> list[str]:
    rating = rating_of(page)
    count = rating.count if rating else 0
    return [review.text for review in reviews_shown(page.sku, count=count, page_number="1")]


def test_a_new_review_is_not_in_the_rating():
    wax = a_product()
    review = a_review(wax, stars=1, approved=False)
    assert (review.state, review.version, review.stars) == (ReviewState.WAITING, 1, 1)
    assert rating_of(wax) is None
    assert shown(wax) == []


def test_approved_reviews_are_shown_and_are_in_the_rating_of_their_sku():
    wax, cloth = a_product(), a_product()
    a_review(wax, stars=5, text="Shines.")
    a_review(wax, stars=4, text="Smells.")
    a_review(wax, stars=1, text="Not read yet.", approved=False)
    assert rating_of(wax) == MeanStars(45, 2)
    assert shown(wax) == ["Smells.", "Shines."]
    assert rating_of(cloth) is None


def test_a_bundle_and_its_parts_have_separate_ratings():
    bundle = a_bundle()
    part = bundle.parts.first().product
    a_review(bundle, stars=3)
    a_review(part, stars=5)
    assert rating_of(bundle) == MeanStars(30, 1)
    assert rating_of(part) == MeanStars(50, 1)


def test_approving_stores_user_and_time():
    moderator = a_user()
    review = a_review(a_product(), approved=False)
    assert approve_reviews(seen(review), by=moderator) == 1
    review.refresh_from_db()
    assert review.state == ReviewState.APPROVED
    assert review.moderated_by == moderator
    assert review.moderated_at is not None


def test_approving_twice_changes_nothing():
    review = a_review(a_product())
    before = Review.objects.values().get()
    assert approve_reviews(seen(review), by=a_user()) == 0
    assert Review.objects.values().get() == before


def test_an_edited_review_is_moderated_again_and_leaves_the_rating():
    wax, author = a_product(), a_user()
    a_review(wax, author=author, stars=5)
    a_review(wax, stars=2, text="Other.")
    edited = write_review(sku=wax.sku, author=author, stars=1, text="It went dull.")
    assert (edited.state, edited.version, edited.stars) == (ReviewState.WAITING, 2, 1)
    assert Review.objects.filter(author=author).count() == 1
    assert rating_of(wax) == MeanStars(20, 1)
    assert shown(wax) == ["Other."]


def test_an_unchanged_review_stays_approved():
    wax, author = a_product(), a_user()
    a_review(wax, author=author, stars=5, text="Shines.")
    again = write_review(sku=wax.sku, author=author, stars=5, text="Shines.")
    assert (again.state, again.version) == (ReviewState.APPROVED, 1)
    assert rating_of(wax) == MeanStars(50, 1)


@pytest.mark.parametrize("decide", ["approve", "reject", "answer"])
def test_a_decision_does_not_apply_to_a_later_edit(decide):
    wax, author = a_product(), a_user()
    read = a_review(wax, author=author, approved=False)
    write_review(sku=wax.sku, author=author, stars=1, text="Buy it elsewhere.")
    done = {
        "approve": lambda: approve_reviews(seen(read), by=None),
        "reject": lambda: reject_reviews(seen(read), reason="Rude", by=None),
        "answer": lambda: answer_review(*seen(read), answer="Thank you!", by=None),
    }[decide]()
    assert not done
    review = Review.objects.get()
    assert (review.state, review.answer) == (ReviewState.WAITING, "")
    assert rating_of(wax) is None


def test_a_rejected_review_is_no_longer_shown_nor_counted():
    wax = a_product()
    bad = a_review(wax, stars=1, text="Call me on 020 7946 0018.")
    a_review(wax, stars=4, text="Fine.")
    assert reject_reviews(seen(bad), reason="It has a phone number in it.", by=None) == 1
    bad.refresh_from_db()
    assert (bad.state, bad.rejection_reason) == (
        ReviewState.REJECTED,
        "It has a phone number in it.",
    )
    assert rating_of(wax) == MeanStars(40, 1)
    assert shown(wax) == ["Fine."]


def test_a_rejected_review_can_be_approved_and_loses_the_reason():
    wax = a_product()
    review = a_review(wax, stars=2)
    reject_reviews(seen(review), reason="By mistake", by=None)
    assert approve_reviews(seen(review), by=None) == 1
    review.refresh_from_db()
    assert (review.state, review.rejection_reason) == (ReviewState.APPROVED, "")
    assert rating_of(wax) == MeanStars(20, 1)


def test_reviews_of_several_skus_are_decided_together():
    wax, cloth = a_product(), a_product()
    reviews = [a_review(page, stars=4, approved=False) for page in (wax, wax, cloth)]
    assert approve_reviews(seen(*reviews), by=None) == 3
    assert (rating_of(wax), rating_of(cloth)) == (MeanStars(40, 2), MeanStars(40, 1))


def test_withdrawing_deletes_only_the_author_s_review():
    wax, author = a_product(), a_user()
    a_review(wax, author=author, stars=1)
    a_review(wax, stars=5, text="Stays.")
    assert withdraw_review(sku=wax.sku, author=author)
    assert not withdraw_review(sku=wax.sku, author=author)
    assert shown(wax) == ["Stays."]
    assert rating_of(wax) == MeanStars(50, 1)


def test_an_answer_does_not_change_the_state():
    review = a_review(a_product(), approved=False)
    assert answer_review(*seen(review), answer="Thank you!", by=None)
    review.refresh_from_db()
    assert (review.answer, review.state) == ("Thank you!", ReviewState.WAITING)


def test_the_rating_is_kept_when_its_page_is_unpublished_or_deleted():
    wax = a_product()
    a_review(wax, stars=3)
    wax.unpublish()
    wax.save_revision().publish()
    assert rating_of(wax) == MeanStars(30, 1)
    sku = wax.sku
    wax.delete()
    assert Rating.objects.get(pk=sku).stars_sum == 3
    assert Review.objects.get().sku_id == sku


@pytest.mark.parametrize(
    ("author", "name"),
    [({"first_name": "Kim", "last_name": "Doe"}, "Kim"), ({}, "A customer")],
)
def test_an_author_is_a_first_name_or_a_customer(author, name):
    assert a_review(a_product(), author=a_user(**author)).author_name == name


def test_the_review_of_a_deleted_account_is_kept():
    author = a_user(first_name="Kim")
    wax = a_product()
    a_review(wax, author=author)
    author.delete()
    assert Review.objects.get().author_name == "A customer"
    assert rating_of(wax) == MeanStars(50, 1)


def a_row(wax, author, **fields) -> None:
    Review.objects.create(
        **{"sku_id": wax.sku, "author": author, "stars": 5, "edited_at": timezone.now()} | fields
    )


def test_the_database_refuses_a_second_review_by_one_customer():
    wax, author = a_product(), a_user()
    a_row(wax, author)
    a_row(a_product(), author)
    a_row(wax, a_user())
    with pytest.raises(IntegrityError), transaction.atomic():
        a_row(wax, author)
    assert Review.objects.count() == 3


@pytest.mark.parametrize("stars", [0, 6])
def test_the_database_refuses_stars_beyond_one_to_five(stars):
    with pytest.raises(IntegrityError), transaction.atomic():
        a_row(a_product(), a_user(), stars=stars)


def test_the_database_refuses_a_rejection_without_a_reason():
    with pytest.raises(IntegrityError), transaction.atomic():
        a_row(a_product(), a_user(), state=ReviewState.REJECTED)


@pytest.mark.parametrize(("count", "stars"), [(1, 0), (1, 6), (0, 1), (2, 11)])
def test_the_database_refuses_an_impossible_rating(count, stars):
    wax = a_product()
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(pk=wax.sku, review_count=count, stars_sum=stars)


def test_the_errors_have_messages():
    wax, author = a_product(), a_user()
    a_row(wax, author)
    again = Review(sku_id=wax.sku, author=author, stars=5, text="x", edited_at=timezone.now())
    with pytest.raises(ValidationError, match="already reviewed this"):
        again.full_clean()


@pytest.mark.parametrize(("wanted", "number"), [("", 1), ("2", 2), ("99", 2), ("-1", 2), ("x", 1)])
def test_reviews_are_paginated_newest_first(wanted, number):
    wax = a_product()
    for count in range(PAGE_SIZE + 2):
        a_review(wax, text=f"Number {count}")
    page = reviews_shown(wax.sku, count=PAGE_SIZE + 2, page_number=wanted)
    assert page.number == number
    texts = [review.text for review in page]
    newest = [f"Number {count}" for count in reversed(range(PAGE_SIZE + 2))]
    assert texts == (newest[:PAGE_SIZE] if number == 1 else newest[PAGE_SIZE:])
