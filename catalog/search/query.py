"""Search for products and bundles that are on sale."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from wagtail.models import Page
from wagtail.search import query as q

from catalog.models import BundlePage, ListedOffer, ProductPage
from catalog.search.current_vocabulary import current_vocabulary
from catalog.search.engine.candidates import engine_candidates
from catalog.search.help_links import HelpLink, help_for
from catalog.search.interpretation import Concept, Interpretation, interpret, reinterpret
from catalog.search.relevance import Match, SearchedPage, is_code_of, rank
from catalog.search_weights import SearchFacts

MAX_RESULTS = 1000
MAX_CANDIDATES = 10_000
# With fewer results than this for all words, pages that lack one are shown too.
FEW_RESULTS = 10
MIN_CONCEPTS_FOR_MOST = 3
# With as few results for all words, a near word is tried; it must find so many times as many.
HARDLY_ANY = 2
FAR_FEWER = 3


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Ranked pages of a query. `is_partial`: no page has all words, these have most of them."""

    pks: tuple[int, ...]
    query: Interpretation
    is_partial: bool = False


def search_pages(
    query: str, *, is_typing: bool = False, kept: Set[str] = frozenset()
) -> SearchResults:
    """Return the pages on sale that match, best first: at most 1,000.

    `is_typing`: the last word may be the beginning of a longer one. `kept`: terms that are not
    corrected.

    If no page has all words, or hardly any, one word is replaced by a near one if more pages have
    all words then. Else those with most of them are returned. If three words or more find few
    pages, those that lack one word are ranked among them.
    """
    vocabulary = current_vocabulary()
    read = interpret(query, vocabulary, is_typing=is_typing, kept=kept)
    required = read.required
    if not required:
        return SearchResults((), read)
    complete = _complete(rank(_searched(_candidates(q.And, required)), read), read)
    others: list[Interpretation] = []
    if len(required) > 1 and _may_be_mistyped(complete, read):
        others = reinterpret(query, vocabulary, is_typing=is_typing, kept=kept)
    if len(required) == 1 or (_is_enough(complete, read) and not others):
        return SearchResults(_pks(complete), read)
    wanted = dict.fromkeys([*required, *(c for other in others for c in other.required)])
    candidates = list(_searched(_candidates(q.Or, wanted)))
    for other in others:
        found = _complete(rank(candidates, other), other)
        if len(found) > FAR_FEWER * len(complete):
            return SearchResults(_pks(found), other)
    if _is_enough(complete, read):
        return SearchResults(_pks(complete), read)
    likely = rank(candidates, read)
    if not complete:
        most = max((match.matched for match in likely), default=0)
        partial = [match for match in likely if match.matched == most]
        return SearchResults(_pks(partial), read, is_partial=True)
    return SearchResults(_pks(m for m in likely if m.matched >= len(required) - 1), read)


def search_with_help(
    query: str, *, is_typing: bool = False
) -> tuple[SearchResults, tuple[HelpLink, ...]]:
    """Return what a search finds, and links to the help pages that answer it.

    Words that a help page knows are not corrected: “delivery” is no typing error for “delivers”.
    Where a help page answers, pages that lack a word are left out.
    """
    answer = help_for(query, is_typing=is_typing)
    found = search_pages(query, is_typing=is_typing, kept=answer.known)
    if answer.links and (found.is_partial or found.query.corrected):
        found = SearchResults((), found.query)
    return found, answer.links


def _may_be_mistyped(complete: list[Match], read: Interpretation) -> bool:
    """Return whether so few pages have all words that a known word may be a typing error."""
    if any(match.is_named or is_code_of(match.page, read.code) for match in complete):
        return False
    return len(complete) <= HARDLY_ANY


def _complete(matches: Iterable[Match], read: Interpretation) -> list[Match]:
    return [match for match in matches if match.matched == len(read.required)]


def _is_enough(complete: list[Match], read: Interpretation) -> bool:
    """Return whether pages with all words are enough: pages with most of them are not shown."""
    if not complete or is_code_of(complete[0].page, read.code):
        return bool(complete)
    return len(read.required) < MIN_CONCEPTS_FOR_MOST or len(complete) >= FEW_RESULTS


def _candidates(combine: type[q.And | q.Or], concepts: Iterable[Concept]) -> list[int]:
    """Return pages that Wagtail's index finds for all or any of the concepts, in no order.

    The index of the search engine is asked, or that of the database if there is no engine or it
    does not respond. They are ranked here: sorting by relevance costs SQLite a scan for each hit.
    """
    pages = Page.objects.live().type(ProductPage, BundlePage)
    wanted = _combined(combine, [_query_of(concept) for concept in concepts])
    in_engine = engine_candidates(pages, wanted, limit=MAX_CANDIDATES)
    if in_engine is not None:
        return in_engine
    found = pages.search(wanted, order_by_relevance=False)[:MAX_CANDIDATES]
    return list(found.get_queryset().values_list("pk", flat=True))


def _query_of(concept: Concept) -> q.SearchQuery:
    texts = (q.PlainText(" ".join(phrase), operator="and") for phrase in concept.alternatives)
    return _combined(q.Or, list(texts))


def _combined(combine: type[q.And | q.Or], queries: list[q.SearchQuery]) -> q.SearchQuery:
    return queries[0] if len(queries) == 1 else combine(queries)


def _searched(pks: list[int]) -> Iterator[SearchedPage]:
    """Read the terms of those pages that are on sale. One query."""
    rows = ListedOffer.objects.filter(pk__in=pks)
    for pk, title, is_featured, search in rows.values_list("pk", "title", "is_featured", "search"):
        yield SearchedPage(pk, title, is_featured, SearchFacts.from_json(search))


def _pks(matches: Iterable[Match]) -> tuple[int, ...]:
    return tuple(match.page.pk for match in matches)[:MAX_RESULTS]
