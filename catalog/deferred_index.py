"""Whether the indexes are told of a page now or, while many are saved, together at the end.

The models ask; `catalog.search.bulk_index` says.
"""

from contextlib import contextmanager

from asgiref.local import Local
from django.db import models

_state = Local()


class DeferredIndex:
    """The pages that the search index is still to be told of, by their model."""

    def __init__(self) -> None:
        self.searchable: dict[type[models.Model], set[int]] = {}


@contextmanager
def deferring_index(put_off: DeferredIndex):
    _state.put_off = put_off
    try:
        yield
    finally:
        del _state.put_off


def is_deferred(page: models.Model) -> bool:
    """Whether the search index is told of this page later; asked when it would be told now."""
    put_off: DeferredIndex | None = getattr(_state, "put_off", None)
    if put_off is not None:
        put_off.searchable.setdefault(type(page), set()).add(page.pk)
    return put_off is not None
