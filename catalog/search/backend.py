"""Wagtail's search in the database, for every search of the shop and its admin.

What a person typed is cleaned here, in one place: SQLite's full-text search fails on a double
quote, finds nothing for a dash that stands alone, and no database takes a NUL.
"""

import re
import unicodedata
from functools import cache, partial

from django.db.models import QuerySet
from wagtail.search import query as q
from wagtail.search.backends import database
from wagtail.search.backends.base import BaseSearchBackend

# More would be of no use to anybody, and SQLite refuses an expression of some hundred words.
MAX_WORDS = 20
_OUTSIDE_WORDS = re.compile(r"^[\W_]+|[\W_]+$")
_BREAKS_WORDS = re.compile(r'["\x00-\x1f\x7f]')


def search_words(text: str) -> list[str]:
    """The words of what was typed, as they stand in the index. A SKU stays one word."""
    words = _BREAKS_WORDS.sub(" ", unicodedata.normalize("NFC", text)).split()
    bare = (_OUTSIDE_WORDS.sub("", word) for word in words)
    return [word for word in bare if word][:MAX_WORDS]


def clean_query(query: q.SearchQuery) -> q.SearchQuery | None:
    """The query with clean words; None when no word is left."""
    match query:
        case q.PlainText(query_string=text):
            words = " ".join(search_words(text))
            return q.PlainText(words, operator=query.operator, boost=query.boost) if words else None
        case q.Phrase(query_string=text):
            words = " ".join(search_words(text))
            return q.Phrase(words) if words else None
        case q.Fuzzy(query_string=text):
            words = " ".join(search_words(text))
            return q.Fuzzy(words, query.operator, query.unaccent) if words else None
        case q.And(subqueries=parts) | q.Or(subqueries=parts):
            kept = [part for part in map(clean_query, parts) if part is not None]
            return type(query)(kept) if kept else None
        case q.Boost(subquery=part) | q.Not(subquery=part):
            kept = clean_query(part)
            rebuild = partial(q.Boost, boost=query.boost) if isinstance(query, q.Boost) else q.Not
            return rebuild(kept) if kept else None
    return query


class CleanWords(BaseSearchBackend):
    def _search(self, query_compiler_class, query, model_or_queryset, **kwargs):
        if isinstance(query, str):
            cleaned = " ".join(search_words(query)) or None
        else:
            cleaned = clean_query(query)
        if cleaned is None:
            found_none = model_or_queryset
            if not isinstance(found_none, QuerySet):
                found_none = model_or_queryset.objects.all()
            cleaned, model_or_queryset = q.MATCH_ALL, found_none.none()
        return super()._search(query_compiler_class, cleaned, model_or_queryset, **kwargs)


def SearchBackend(params):  # noqa: N802 (the name that Wagtail looks for)
    return _clean(type(database.SearchBackend(params)))(params)


@cache
def _clean(backend: type[BaseSearchBackend]) -> type[BaseSearchBackend]:
    return type(f"Clean{backend.__name__}", (CleanWords, backend), {})
