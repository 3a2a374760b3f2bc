"""Which products or bundles a row of offers shows: chosen ones, or by a rule."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.db.models import F, QuerySet

from catalog.listing.best_sellers import best_bundle_keys, best_seller_keys, current_hour
from catalog.models import ListedOffer
from sitewide.kept_values import keep_until_change
from sitewide.money_fields import PENCE_IN_POUND

DEFAULT_LIMIT = 4


class Rule(models.TextChoices):
    """How a row finds its offers."""

    CHOSEN = "chosen", "Those chosen below"
    FEATURED = "featured", "Featured by editors"
    NEW = "new", "Newest first"
    BEST_SELLERS = "best_sellers", "Best sellers of the last 90 days"
    ON_OFFER = "on_offer", "On offer: with a saving"
    LOW_PRICE = "low_price", "Low price: up to the price below"


@dataclass(frozen=True, slots=True)
class RowQuery:
    """What a row asks for. `max_pence` counts for the rule of low prices only."""

    rule: str
    limit: int
    is_of_bundles: bool = False
    category: int | None = None
    max_pence: int = 0
    chosen: tuple[int, ...] = ()

    @staticmethod
    def is_row(value: object) -> bool:
        """Whether this is the value of a block of offers."""
        return isinstance(value, Mapping) and "rule" in value

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self:
        """Return the query of a block's value. Bundles have no category."""
        category = value.get("category")
        return cls(
            rule=value["rule"],
            limit=value["limit"] or DEFAULT_LIMIT,  # a draft may leave it empty
            is_of_bundles="bundles" in value,
            category=category.pk if category else None,
            max_pence=(value.get("max_pounds") or 0) * PENCE_IN_POUND,
            chosen=tuple(page.pk for page in value.get("bundles", value.get("products")) if page),
        )

    def keys(self, *, without: Collection[int] = ()) -> list[int]:
        """Return the keys of the pages. One query, or none for chosen pages.

        `without`: keys of pages that a rule leaves out.
        """
        if self.rule == Rule.CHOSEN:
            return list(self.chosen)
        hour = current_hour() if self.rule == Rule.BEST_SELLERS else None
        key = ("row", self, frozenset(without), hour)
        return keep_until_change(key, lambda: self._read_keys(without))

    def _read_keys(self, without: Collection[int]) -> list[int]:
        rows = self._rows().exclude(pk__in=without)
        if self.rule == Rule.BEST_SELLERS:
            find_keys = best_bundle_keys if self.is_of_bundles else best_seller_keys
            return find_keys(rows, limit=self.limit)
        return list(self._ordered(rows).values_list("pk", flat=True)[: self.limit])

    def _rows(self) -> QuerySet[ListedOffer]:
        if self.is_of_bundles:
            return ListedOffer.objects.bundles()
        products = ListedOffer.objects.products()
        return products.filter(category=self.category) if self.category else products

    def _ordered(self, rows: QuerySet[ListedOffer]) -> QuerySet[ListedOffer]:
        if self.rule == Rule.NEW:
            return rows.order_by("-published_at", "title", "page")
        if self.rule == Rule.ON_OFFER:
            on_offer = rows.filter(price_pence__lt=F("list_pence"))
            return on_offer.order_by("-is_featured", "title", "page")
        if self.rule == Rule.LOW_PRICE:
            cheap = rows.filter(price_pence__lte=self.max_pence)
            return cheap.order_by("price_pence", "title", "page")
        return rows.filter(is_featured=True).order_by("title", "page")
