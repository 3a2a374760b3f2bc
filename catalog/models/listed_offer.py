"""Read table of what is on sale: one narrow row for each product and bundle.

Lists, search, cart, home page and feeds read it instead of page objects. `catalog.offers.refresh`
writes the rows in the transaction of the change. Free stock is not part of it: stock changes with
every order and is read beside it.
"""

from datetime import UTC, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from catalog.models.sku import Sku

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class ListedOfferQuerySet(models.QuerySet):
    def products(self) -> Self:
        return self.filter(kind=ListedOffer.Kind.PRODUCT)

    def bundles(self) -> Self:
        return self.filter(kind=ListedOffer.Kind.BUNDLE)


class ListedOffer(models.Model):
    """Product or bundle on sale. Amounts are pence, VAT included.

    `price_pence` is the price after the saving, by the money rules of the last refresh; it is for
    sorting and filtering. `featured_first` is 1 if the page is featured, or a variant of its
    family, else 0. `stars_mean` is in thousandths of a star, 0 without reviews. `picture` is the
    key of the image. `facts` has the rest of an Offer: see `catalog.offers.rows`. `search` has what
    the search ranks: see `catalog.search_weights`.
    """

    class Kind(models.TextChoices):
        PRODUCT = "product", "Product"
        BUNDLE = "bundle", "Bundle"

    page = models.OneToOneField(
        "wagtailcore.Page", primary_key=True, on_delete=models.CASCADE, related_name="listed_offer"
    )
    sku = models.OneToOneField(Sku, on_delete=models.CASCADE, related_name="listed_offer")
    kind = models.CharField(max_length=7, choices=Kind)
    title = models.CharField(max_length=255)
    variant = models.CharField(max_length=60, blank=True)
    family = models.CharField(max_length=80, blank=True)
    url = models.TextField()
    tier = models.CharField(max_length=10)
    category: Any = models.ForeignKey(
        "catalog.Category", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    subcategory: Any = models.ForeignKey(
        "catalog.Subcategory", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    product_type: Any = models.ForeignKey(
        "catalog.ProductType", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_kit = models.BooleanField(default=False)
    discount_percent = models.PositiveSmallIntegerField(null=True)
    list_pence = models.PositiveBigIntegerField()  # a bundle costs more than any product
    price_pence = models.PositiveBigIntegerField()
    is_featured = models.BooleanField(default=False)
    featured_first = models.PositiveSmallIntegerField(default=0)
    published_at = models.DateTimeField(default=NEVER)
    review_count = models.PositiveIntegerField(default=0)
    stars_sum = models.PositiveIntegerField(default=0)
    stars_mean = models.PositiveIntegerField(default=0)
    picture = models.BigIntegerField(null=True, db_index=True)
    facts = models.JSONField(default=dict)
    search = models.JSONField(default=list)

    objects = ListedOfferQuerySet.as_manager()

    class Meta:
        # One index for each sort order of the lists, so that a page of a list is read in order.
        indexes = [
            models.Index(
                fields=["kind", "-featured_first", "title", "page"], name="offers_featured_first"
            ),
            models.Index(fields=["kind", "price_pence", "title", "page"], name="offers_by_price"),
            models.Index(
                fields=["kind", "-price_pence", "title", "page"], name="offers_by_price_down"
            ),
            models.Index(fields=["kind", "title", "page"], name="offers_by_name"),
            models.Index(fields=["kind", "-title", "page"], name="offers_by_name_down"),
            models.Index(fields=["kind", "-published_at", "title", "page"], name="offers_newest"),
            models.Index(
                fields=["kind", "-stars_mean", "-review_count", "title", "page"],
                name="offers_best_rated",
            ),
            models.Index(
                fields=["category", "-featured_first", "title", "page"], name="offers_of_category"
            ),
            models.Index(
                fields=["kind", "title", "page"],
                condition=Q(is_featured=True),
                name="offers_featured",
            ),
            models.Index(fields=["family"], condition=~Q(family=""), name="offers_of_family"),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.title}"
