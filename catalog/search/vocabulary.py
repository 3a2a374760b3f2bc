"""Words of the catalogue: what a query can match, and what a mistyped word is corrected to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, Count, Max, Value
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein
from wagtail.models import Page

from catalog.models import BundlePage, ProductPage, Tag
from catalog.models.search_synonyms import SynonymGroup
from catalog.search_terms import joined_pairs, term, words

CACHE_SECONDS = 3600
MIN_PREFIX = 3
MAX_COMPLETIONS = 12
MIN_LENGTH_TO_CORRECT = 4
MIN_LENGTH_FOR_TWO_ERRORS = 8

type Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words and terms of the catalogue, with the number of pages that have them.

    `counts`: pages by term, pairs of words written as one included. `spellings`: words as they are
    spelled, for completions and corrections. `joined`: pairs of words in titles, written as one.
    `synonyms`: phrases of the same meaning by phrase.
    """

    counts: Mapping[str, int]
    spellings: Mapping[str, int]
    joined: Mapping[str, int]
    synonyms: Mapping[Phrase, tuple[Phrase, ...]]

    def knows(self, word: str) -> bool:
        return term(word) in self.counts or (term(word),) in self.synonyms

    def completions(self, prefix: str) -> list[str]:
        """Return the terms of words that begin with this, the most frequent first."""
        if len(prefix) < MIN_PREFIX and not prefix.isdigit():
            return []
        begun = [word for word in self.spellings if word.startswith(prefix)]
        begun.sort(key=lambda word: (-self.spellings[word], word))
        return list(dict.fromkeys(map(term, begun)))[:MAX_COMPLETIONS]

    def split(self, word: str) -> Phrase | None:
        """Return two known words that this one consists of: "dashcam" is "dash" and "cam"."""
        parts = ((word[:at], word[at:]) for at in range(len(word) - 2, 2, -1))
        known = [pair for pair in parts if all(map(self.knows, pair))]
        return tuple(map(term, known[0])) if known else None

    def correction(self, word: str) -> str | None:
        """Return the known word that this one was most likely meant to be.

        One error (a letter too many, too few, wrong, or two swapped) in words of 4 letters or more,
        two in words of 8 or more. Words with digits are not corrected: they are codes and sizes.
        """
        if len(word) < MIN_LENGTH_TO_CORRECT or any(c.isdigit() for c in word):
            return None
        most_errors = 2 if len(word) >= MIN_LENGTH_FOR_TWO_ERRORS else 1
        near = process.extract(
            word,
            [*self.spellings, *self.joined],
            scorer=DamerauLevenshtein.distance,
            score_cutoff=most_errors,
            limit=None,
        )
        likely = [
            (distance, found[0] != word[0], -self._count(found), found)
            for found, distance, _ in near
            if len(found) >= MIN_LENGTH_TO_CORRECT and not any(c.isdigit() for c in found)
        ]
        return min(likely)[-1] if likely else None

    def _count(self, spelled: str) -> int:
        return self.spellings.get(spelled, 0) or self.joined.get(spelled, 0)


def current_vocabulary() -> Vocabulary:
    """Return the vocabulary of what is on sale; it is built again when the catalogue changes."""
    groups, tags = _words_of_editors()
    version = repr((_version_of_pages(), [group.words for group in groups], tags))
    kept: tuple[str, Vocabulary] | None = cache.get("search-vocabulary")
    if kept and kept[0] == version:
        return kept[1]
    vocabulary = build_vocabulary(groups, tags)
    cache.set("search-vocabulary", (version, vocabulary), CACHE_SECONDS)
    return vocabulary


def build_vocabulary(groups: Iterable[SynonymGroup], tags: Iterable[str]) -> Vocabulary:
    """Read the words of products and bundles on sale. One query."""
    counts: Counter[str] = Counter()
    spellings: Counter[str] = Counter()
    joined: Counter[str] = Counter()
    for texts in chain(_texts_of_pages(), ((tag,) for tag in tags)):
        spelled = [words(text) for text in texts if text]
        of_page = {word for text in spelled for word in text}
        spellings.update(of_page)
        counts.update({term(word) for word in of_page})
        counts.update({pair for text in spelled for pair in joined_pairs(text)})
        joined.update({first + second for first, second in pairwise(spelled[0])})
    for word in {word for group in groups for word in words(group.words)}:
        spellings.setdefault(word, 1)
    return Vocabulary(dict(counts), dict(spellings), dict(joined), _synonyms(groups))


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


def _texts_of_pages() -> Iterator[tuple[Any, ...]]:
    """Return the texts of each product and bundle on sale, the title first."""
    none, kind = (Value(text, CharField()) for text in ("", "bundle set"))
    products = ProductPage.objects.on_sale().order_by()
    bundles = BundlePage.objects.on_sale().order_by()
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


def _synonyms(groups: Iterable[SynonymGroup]) -> dict[Phrase, tuple[Phrase, ...]]:
    meanings: dict[Phrase, list[Phrase]] = {}
    for group in groups:
        for phrase in group.phrases:
            others = meanings.setdefault(phrase, [])
            others += [other for other in group.phrases if other != phrase and other not in others]
    return {phrase: tuple(others) for phrase, others in meanings.items()}


def _version_of_pages() -> list[object]:
    """Return facts that change whenever a product or bundle is published or taken down."""
    pages = Page.objects.live().type(ProductPage, BundlePage)
    facts = pages.aggregate(n=Count("pk"), at=Max("last_published_at"), pk=Max("pk"))
    return list(facts.values())
