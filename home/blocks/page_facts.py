"""What the blocks of one page show, read with a fixed number of queries.

The page makes a `PageFacts` from its body and passes it to the templates as `facts`; the blocks
read from it in their `get_context`. A block outside a page, such as its preview, reads its own.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Self

from wagtail.blocks import StreamValue

from catalog.models import Category, Review
from catalog.models.shop_rules import shown_rules
from catalog.offers import Offer, offers_by_page
from catalog.prices import MoneyRules
from home.blocks.row_queries import RowQuery
from sitewide.trader import Trader, current_trader


class PageFacts:
    """Rows of offers and reviews that are known beforehand are read together, once.

    A row with a rule leaves out what an earlier row of the page shows.
    """

    def __init__(self, rows: Iterable[RowQuery] = (), reviews: Iterable[int] = ()) -> None:
        self._rows = dict.fromkeys(rows)
        self._reviews = set(reviews)

    @classmethod
    def of_body(cls, body: StreamValue) -> Self:
        """Return the facts that these blocks will ask for."""
        values = [child.value for child in body]
        rows = [RowQuery.of(value) for value in values if RowQuery.is_row(value)]
        chosen = [value.get("review") for value in values if isinstance(value, Mapping)]
        return cls(rows, [review.pk for review in chosen if review])

    @cached_property
    def rules(self) -> MoneyRules:
        return shown_rules()

    @cached_property
    def trader(self) -> Trader:
        return current_trader()

    @cached_property
    def categories(self) -> list[Category]:
        return list(Category.objects.select_related("image"))

    def offers(self, row: RowQuery) -> list[Offer]:
        """Return the offers of the row that are on sale, in its order."""
        if row not in self._rows:
            self._rows[row] = None
            self.__dict__.pop("_offers_of_rows", None)
        return self._offers_of_rows[row]

    def review(self, key: int) -> Review | None:
        """Return the review if it is approved today, with its author and its product."""
        if key not in self._reviews:
            self._reviews.add(key)
            self.__dict__.pop("_approved", None)
        return self._approved.get(key)

    @cached_property
    def _offers_of_rows(self) -> dict[RowQuery, list[Offer]]:
        keys: dict[RowQuery, list[int]] = {}
        wanted: set[int] = set()
        for row in self._rows:
            keys[row] = row.keys(without=wanted)
            wanted |= set(keys[row])
        offers = offers_by_page(wanted, rules=self.rules) if wanted else {}
        return {row: [offers[key] for key in found if key in offers] for row, found in keys.items()}

    @cached_property
    def _approved(self) -> dict[int, Review]:
        approved = Review.objects.approved().filter(pk__in=self._reviews)
        return {review.pk: review for review in approved.select_related("author", "sku__page")}


def facts_of(parent_context: Mapping[str, Any] | None) -> PageFacts:
    """Return the facts of the page that shows a block, or new ones."""
    found = (parent_context or {}).get("facts")
    return found if isinstance(found, PageFacts) else PageFacts()
