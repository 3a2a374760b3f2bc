"""Count searches that found nothing, so that editors can add synonyms or products."""

import logging
from datetime import timedelta

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from catalog.models import SearchMiss
from catalog.search_terms import words

log = logging.getLogger(__name__)

MAX_LENGTH = 60
MAX_DIGITS = 5
MAX_ROWS = 2000
KEPT_FOR = timedelta(days=90)


def count_miss(query: str) -> None:
    """Count a search that found nothing. A failure is logged: the shopper gets the page anyway.

    Queries with an @ or many digits are left out, because they may be personal: e-mail addresses,
    phone and order numbers. At most 2,000 different queries are kept.
    """
    text = " ".join(words(query))
    if not text or len(text) > MAX_LENGTH or _may_be_personal(query):
        return
    try:
        now = timezone.now()
        if SearchMiss.objects.filter(words=text).update(times=F("times") + 1, last_at=now):
            return
        if SearchMiss.objects.count() < MAX_ROWS:
            SearchMiss.objects.get_or_create(words=text)
    except DatabaseError as error:
        log.warning("a search without results was not counted: %s", type(error).__name__)


def delete_old_misses() -> None:
    """Delete queries that were not searched for in 90 days. Runs on a schedule."""
    SearchMiss.objects.filter(last_at__lt=timezone.now() - KEPT_FOR).delete()


def _may_be_personal(query: str) -> bool:
    return "@" in query or sum(character.isdigit() for character in query) > MAX_DIGITS
