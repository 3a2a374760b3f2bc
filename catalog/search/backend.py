"""Wagtail's database search with cleaned queries, for every search of the shop and its admin.

SQLite's full-text search fails on a double quote and finds nothing for a single dash, and no
database accepts a NUL character. On PostgreSQL, updates of the index do not wait for each other.
"""

import re
import unicodedata
from functools import cache, partial
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Avg, F, Model, QuerySet
from django.db.models.functions import Length
from wagtail.search import query as q
from wagtail.search.backends import database
from wagtail.search.backends.base import BaseSearchBackend, BaseSearchResults

# SQLite refuses expressions of some hundred words.
MAX_WORDS = 20
_OUTSIDE_WORDS = re.compile(r"^[\W_]+|[\W_]+$")
_BREAKS_WORDS = re.compile(r'["\x00-\x1f\x7f]')


def search_words(text: str) -> list[str]:
    """Split a query into words as they are in the index. A SKU is one word."""
    words = _BREAKS_WORDS.sub(" ", unicodedata.normalize("NFC", text)).split()
    bare = (_OUTSIDE_WORDS.sub("", word) for word in words)
    return [word for word in bare if word][:MAX_WORDS]


def clean_query(query: q.SearchQuery) -> q.SearchQuery | None:
    """Return the query with clean words, or None if it has no words."""
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
            cleaned_parts = [part for part in map(clean_query, parts) if part is not None]
            return type(query)(cleaned_parts) if cleaned_parts else None
        case q.Boost(subquery=part) | q.Not(subquery=part):
            cleaned = clean_query(part)
            rebuild = partial(q.Boost, boost=query.boost) if isinstance(query, q.Boost) else q.Not
            return rebuild(cleaned) if cleaned else None
    return query


class CleanWords(BaseSearchBackend):
    """Mixin of search backends that cleans each query first."""

    def _search(
        self,
        query_compiler_class: type,
        query: str | q.SearchQuery,
        model_or_queryset: type[Model] | QuerySet,
        **kwargs: Any,
    ) -> BaseSearchResults:
        cleaned: str | q.SearchQuery | None
        if isinstance(query, str):
            cleaned = " ".join(search_words(query)) or None
        else:
            cleaned = clean_query(query)
        if cleaned is None:
            queryset = (
                model_or_queryset
                if isinstance(model_or_queryset, QuerySet)
                else model_or_queryset._default_manager.all()
            )
            cleaned, model_or_queryset = q.MATCH_ALL, queryset.none()
        return super()._search(query_compiler_class, cleaned, model_or_queryset, **kwargs)


class TitleNorms:
    """Mixin of the index in PostgreSQL: skips the rows that other transactions have locked.

    The library updates every row whose title has the default norm, also those that another
    transaction has just written; two transactions then wait for each other's rows.
    """

    write_connection: BaseDatabaseWrapper
    entries: QuerySet

    def _refresh_title_norms(self, full: bool = False) -> None:
        if full:
            super()._refresh_title_norms(full=True)  # type: ignore[misc]
            return
        with_title = self.entries.annotate(title_length=Length("title")).filter(title_length__gt=0)
        average = with_title.aggregate(average=Avg("title_length"))["average"]
        with transaction.atomic(using=self.write_connection.alias):
            new = self.entries.filter(title_norm=1.0).select_for_update(skip_locked=True)
            with_title.filter(pk__in=new.values("pk")).update(
                title_norm=average / F("title_length")
            )


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:  # noqa: N802 (the name that Wagtail looks for)
    backend = type(database.SearchBackend(params))
    return _clean(backend)(params)  # type: ignore[arg-type]  # classes are hashable


@cache
def _clean(backend: type[BaseSearchBackend]) -> type[BaseSearchBackend]:
    """Return a subclass of the library's backend for the database in use."""
    index: type = backend.index_class
    if connection.vendor == "postgresql":
        index = type(f"Clean{index.__name__}", (TitleNorms, index), {})
    return type(f"Clean{backend.__name__}", (CleanWords, backend), {"index_class": index})
