"""Thread-local flag that defers search indexing while many pages are saved.

Page models read it; `catalog.search.bulk_index` sets it and indexes the pages at the end.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from asgiref.local import Local
from django.db import models

_state = Local()


class DeferredIndex:
    """Primary keys of the pages that still have to be indexed, by model."""

    def __init__(self) -> None:
        self.searchable: dict[type[models.Model], set[int]] = {}


@contextmanager
def deferring_index(deferred: DeferredIndex) -> Iterator[None]:
    """Collect saved pages in `deferred` instead of indexing them."""
    _state.deferred = deferred
    try:
        yield
    finally:
        del _state.deferred


def is_deferred(page: models.Model) -> bool:
    """Return True, and record the page, if indexing is deferred. Call it when a page is indexed."""
    deferred: DeferredIndex | None = getattr(_state, "deferred", None)
    if deferred is not None:
        deferred.searchable.setdefault(type(page), set()).add(page.pk)
    return deferred is not None
