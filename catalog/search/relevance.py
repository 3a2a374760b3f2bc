"""Rank pages that match a query, the same on every database.

The best match has the query's words in its name or product type. A word in the variant, category,
tags or tier counts less, and one in the description least. A page that is the thing itself comes
before its accessories: "dash camera" names all of a dash camera, and half of its bracket.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalog.search.interpretation import Concept, Interpretation
from catalog.search.vocabulary import Phrase
from catalog.search_weights import SearchFacts

WHOLE_NAME, LAST_WORD_OF_NAME, WHOLE_TYPE, WHOLE_CODE = 8.0, 5.0, 5.0, 100.0
ALL_IN_TITLE = 10.0  # every word as typed, not a synonym
MISSING = -8.0  # for each word that a page has not
SYNONYM_FACTOR = 0.85


@dataclass(frozen=True, slots=True)
class SearchedPage:
    """A product or bundle with the terms that are ranked."""

    pk: int
    title: str
    is_featured: bool
    facts: SearchFacts


@dataclass(frozen=True, slots=True)
class Match:
    """How well a page matches. `matched`: how many of the required concepts it has.

    `is_named`: its title has all of them as typed.
    """

    page: SearchedPage
    matched: int
    score: float
    is_named: bool = False

    @property
    def sort_key(self) -> tuple[float, bool, str, int]:
        page = self.page
        return -round(self.score, 6), not page.is_featured, page.title, page.pk


def rank(pages: Iterable[SearchedPage], query: Interpretation) -> list[Match]:
    """Return the pages with at least one concept, best match first."""
    factors, code = _factors(query), query.code
    matches = (_match(page, query, factors, code) for page in pages)
    return sorted((match for match in matches if match.matched), key=lambda match: match.sort_key)


def _factors(query: Interpretation) -> dict[str, float]:
    """Return what the query's terms count: those of synonyms less than those that were typed."""
    typed = query.own_terms
    return {word: 1.0 if word in typed else SYNONYM_FACTOR for word in query.terms}


def _match(
    page: SearchedPage, query: Interpretation, factors: Mapping[str, float], code: str
) -> Match:
    weights = page.facts.weights
    found = {concept: _weight_of(concept, weights) for concept in query.concepts}
    matched = sum(found[concept] > 0 for concept in query.required)
    missing = len(query.required) - matched
    is_named = _is_named(page, query)
    bonus = _bonus(page, factors)
    if is_named:
        bonus += ALL_IN_TITLE
    if is_code_of(page, code):
        bonus += WHOLE_CODE
    score = sum(found.values()) + MISSING * missing + bonus
    return Match(page, matched, score, is_named)


def _weight_of(concept: Concept, weights: Mapping[str, float]) -> float:
    """Return the weight of the best alternative: that of its least word."""
    own = concept.own
    synonyms = concept.alternatives[len(own) :]
    best_synonym = max((_weight_of_phrase(phrase, weights) for phrase in synonyms), default=0.0)
    best_own = max(_weight_of_phrase(phrase, weights) for phrase in own)
    return max(best_own, best_synonym * SYNONYM_FACTOR)


def _weight_of_phrase(phrase: Phrase, weights: Mapping[str, float]) -> float:
    return min(weights.get(word, 0.0) for word in phrase)


def _bonus(page: SearchedPage, factors: Mapping[str, float]) -> float:
    """Return the bonus for a name and type that are asked for. `factors`: by the query's terms."""
    name = page.facts.name
    bonus = WHOLE_NAME * _share(name, factors) + WHOLE_TYPE * _share(page.facts.type, factors)
    if name:
        bonus += LAST_WORD_OF_NAME * factors.get(name[-1], 0.0)
    return bonus


def _is_named(page: SearchedPage, query: Interpretation) -> bool:
    title = set(page.facts.title)
    return all(any(set(own) <= title for own in concept.own) for concept in query.required)


def is_code_of(page: SearchedPage, code: str) -> bool:
    """Return whether this is the page's SKU or product code, written as one word."""
    return bool(code) and code in page.facts.codes


def _share(own: Sequence[str], factors: Mapping[str, float]) -> float:
    return sum(factors.get(word, 0.0) for word in own) / len(own) if own else 0.0
