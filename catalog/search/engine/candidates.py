"""Candidates of a search from the engine; None while it fails, so that the database is asked."""

import logging
import threading
import time

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.search.query import SearchQuery

from catalog.search.engine.access import EngineFailed, engine, is_configured

log = logging.getLogger(__name__)

PAUSE_SECONDS = 10.0


class Reachability:
    """Whether to ask the engine. After a failure, one request asks it again in each pause.

    So an engine that does not respond delays one search in each pause. Its loss and return are
    logged once each.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_away = False
        self._away_until = 0.0

    def may_ask(self) -> bool:
        """Return whether to ask now. If the engine was away, other requests then do not ask."""
        with self._lock:
            if not self._is_away:
                return True
            if time.monotonic() < self._away_until:
                return False
            self._away_until = time.monotonic() + PAUSE_SECONDS
            return True

    def mark_failed(self, error: EngineFailed) -> None:
        with self._lock:
            self._away_until = time.monotonic() + PAUSE_SECONDS
            if not self._is_away:
                log.error("searches ask the database: %s", error)
            self._is_away = True

    def mark_answered(self) -> None:
        with self._lock:
            if self._is_away:
                log.warning("the search engine responds again")
            self._is_away = False


_reachability = Reachability()


def engine_candidates(pages: QuerySet[Page], query: SearchQuery, *, limit: int) -> list[int] | None:
    """Return the keys of pages that match, in no order; None without an engine that responds."""
    if not is_configured() or not _reachability.may_ask():
        return None
    try:
        found = engine().find(pages, query, limit=limit)
    except EngineFailed as error:
        _reachability.mark_failed(error)
        return None
    _reachability.mark_answered()
    return found
