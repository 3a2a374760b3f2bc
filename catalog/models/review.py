"""Product reviews and the rating of each SKU.

Neither is a column of a page (docs/design.md, law 1).
"""

from typing import Self

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from catalog.models.sku import Sku

MAX_STARS = 5
MAX_CHARACTERS = 2000


class ReviewState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"


class ReviewQuerySet(models.QuerySet):
    def approved(self) -> Self:
        return self.filter(state=ReviewState.APPROVED)

    def waiting(self) -> Self:
        return self.filter(state=ReviewState.WAITING)


class Review(models.Model):
    """Stars and text of one customer about one SKU. Shoppers see only approved reviews.

    `version` counts the author's edits, so that a moderator's decision applies only to the text
    that was shown. The author's name is read from the account and not stored here.
    """

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="reviews")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reviews"
    )
    stars = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MAX_STARS)]
    )
    text = models.TextField(validators=[MaxLengthValidator(MAX_CHARACTERS)])
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=8, choices=ReviewState, default=ReviewState.WAITING, db_index=True
    )
    rejection_reason = models.CharField(max_length=200, blank=True)
    answer = models.TextField(
        "the shop's answer", blank=True, validators=[MaxLengthValidator(MAX_CHARACTERS)]
    )
    written_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField()
    moderated_at = models.DateTimeField(null=True, blank=True)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-edited_at", "-pk"]
        default_permissions = ()
        permissions = [("moderate_review", "Can approve, reject and answer reviews")]
        constraints = [
            models.UniqueConstraint(
                fields=["sku", "author"],
                name="one_review_per_customer",
                violation_error_message="You have already reviewed this. Change your review "
                "instead.",
            ),
            models.CheckConstraint(
                condition=Q(stars__gte=1) & Q(stars__lte=MAX_STARS),
                name="review_has_one_to_five_stars",
                violation_error_message="A review gives 1 to 5 stars.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.REJECTED) | ~Q(rejection_reason=""),
                name="rejected_review_says_why",
                violation_error_message="A rejected review needs a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stars} of {MAX_STARS} stars for {self.sku_id}"

    @property
    def author_name(self) -> str:
        """Author's first name: the only personal data that is published."""
        return (self.author.first_name if self.author else "") or "A customer"


class Rating(models.Model):
    """Sum of the approved reviews of a SKU. No row, or a count of 0, means no reviews."""

    sku = models.OneToOneField(
        Sku, primary_key=True, on_delete=models.PROTECT, related_name="rating"
    )
    review_count = models.PositiveIntegerField(default=0)
    stars_sum = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stars_sum__gte=F("review_count"))
                & Q(stars_sum__lte=F("review_count") * MAX_STARS),
                name="rating_within_one_to_five_stars",
                violation_error_message="Each review gives 1 to 5 stars.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.stars_sum} stars in {self.review_count} reviews"
