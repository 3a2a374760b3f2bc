"""The vocabulary of what is on sale now, kept between searches.

To read the words of 50,000 products takes seconds. So the words of pages that were published since
are added to the vocabulary that is kept. All pages are read again when a page was taken down, when
the editors changed a synonym, and with the first change after an hour: until then, words that an
edited page no longer has count as known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, Count, Max, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import Page

from catalog.models import BundlePage, ProductPage, Tag
from catalog.models.search_synonyms import SynonymGroup
from catalog.search.vocabulary import NO_WORDS, Vocabulary, with_texts
from sitewide.kept_values import keep_until_change

KEPT_SECONDS = 3600
CACHE_KEY = "search-vocabulary-3"  # a new one whenever the fields of Kept or Vocabulary change
MAX_ADDED = 200  # pages; more are read with all others


@dataclass(frozen=True, slots=True)
class Pages:
    """State of the products and bundles that are live.

    `published_at`: when the last was published. `sum_of_keys`: of their primary keys, which tells
    whether others are live than before.
    """

    count: int
    published_at: datetime | None
    sum_of_keys: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A vocabulary, and the state of the shop that it was read from.

    `read_at`: when all pages were read.
    """

    vocabulary: Vocabulary
    pages: Pages
    synonyms: list[str]
    tags: list[str]
    read_at: datetime


def current_vocabulary() -> Vocabulary:
    """Return the vocabulary of what is on sale.

    Stock, prices and pictures change the catalogue too, but no word of it: the vocabulary is kept
    in the cache, with a state of its own.
    """
    return keep_until_change("vocabulary", _vocabulary)


def _vocabulary() -> Vocabulary:
    groups, tags = _words_of_editors()
    synonyms = [group.words for group in groups]
    pages, now = _state_of_pages(), timezone.now()
    kept: Kept | None = cache.get(CACHE_KEY)
    if kept and (kept.pages, kept.synonyms, kept.tags) == (pages, synonyms, tags):
        return kept.vocabulary
    if kept and kept.synonyms == synonyms and _may_be_added(kept, pages, now):
        added = chain(_texts(published_after=kept.pages.published_at), _alone(kept.tags, tags))
        vocabulary, read_at = with_texts(kept.vocabulary, added, groups), kept.read_at
    else:
        vocabulary = with_texts(NO_WORDS, chain(_texts(), _alone([], tags)), groups)
        read_at = now
    left = KEPT_SECONDS - (now - read_at).total_seconds()
    cache.set(CACHE_KEY, Kept(vocabulary, pages, synonyms, tags, read_at), left)
    return vocabulary


def _may_be_added(kept: Kept, pages: Pages, now: datetime) -> bool:
    """Whether only a few pages were published since, and none was taken down."""
    is_recent = 0 <= (now - kept.read_at).total_seconds() < KEPT_SECONDS
    if not is_recent or kept.pages.published_at is None:
        return False
    since = kept.pages.published_at
    is_new = Q(first_published_at__gt=since)
    published = _live().filter(last_published_at__gt=since)
    facts = published.aggregate(
        all=Count("pk"), new=Count("pk", filter=is_new), keys=Coalesce(Sum("pk", filter=is_new), 0)
    )
    are_those_and_new_ones = (pages.count, pages.sum_of_keys) == (
        kept.pages.count + facts["new"],
        kept.pages.sum_of_keys + facts["keys"],
    )
    return facts["all"] <= MAX_ADDED and are_those_and_new_ones


def _alone(known: list[str], tags: list[str]) -> Iterator[tuple[str, str]]:
    """Return the new tags, each as the texts of a page that has no other."""
    return ((tag, "") for tag in tags if tag not in known)


def _words_of_editors() -> tuple[list[SynonymGroup], list[str]]:
    """Read the groups of synonyms and the names of the tags. One query."""
    groups = SynonymGroup.objects.order_by().annotate(is_tag=Value(False))
    tags = Tag.objects.order_by().annotate(is_tag=Value(True))
    rows = groups.values_list("is_tag", "words").union(tags.values_list("is_tag", "name"), all=True)
    read = sorted(rows)
    return (
        [SynonymGroup(words=text) for is_tag, text in read if not is_tag],
        [text for is_tag, text in read if is_tag],
    )


def _texts(*, published_after: datetime | None = None) -> Iterator[tuple[Any, ...]]:
    """Return the texts of each product and bundle on sale, title first, description last."""
    none, kind = (Value(text, CharField()) for text in ("", "bundle set"))
    products = ProductPage.objects.on_sale().order_by()
    bundles = BundlePage.objects.on_sale().order_by()
    if published_after:
        products = products.filter(last_published_at__gt=published_after)
        bundles = bundles.filter(last_published_at__gt=published_after)
    of_products = products.values_list(
        "title",
        "sku_claim__pk",
        "product_code",
        "tier",
        "product_type__name",
        "category__name",
        "subcategory__name",
        "description",
    )
    of_bundles = bundles.values_list(
        "title", "sku_claim__pk", none, "bundle_type", kind, none, none, "description"
    )
    return of_products.union(of_bundles, all=True).iterator()


def _live() -> Any:
    return Page.objects.live().type(ProductPage, BundlePage)


def _state_of_pages() -> Pages:
    facts = _live().aggregate(
        n=Count("pk"), at=Max("last_published_at"), keys=Coalesce(Sum("pk"), 0)
    )
    return Pages(facts["n"], facts["at"], facts["keys"])
