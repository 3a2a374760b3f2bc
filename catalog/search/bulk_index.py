"""Saving many pages: each is put into the search index and the reference index once, at the end.

A page that is made and published is saved three times, and each time both indexes are written; the
search index of SQLite then goes over all its entries. Nothing is left out: what was put off is done
in the same transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db.models.signals import post_save
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends_with_name
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.tasks import update_reference_index_task

from catalog.deferred_index import DeferredIndex, deferring_index


@contextmanager
def indexed_together() -> Iterator[None]:
    """Inside a transaction: what is saved within is indexed when this ends well."""
    put_off = DeferredIndex()
    referring: set[tuple[str, str, str]] = set()

    def note_saved(sender, instance, **kwargs) -> None:
        if ReferenceIndex.is_indexed(sender):
            meta = instance._meta
            referring.add((meta.app_label, meta.model_name, str(instance.pk)))

    post_save.connect(note_saved)
    try:
        with deferring_index(put_off), disable_reference_index_auto_update():
            yield
    finally:
        post_save.disconnect(note_saved)
    _put_into_the_search_index(put_off)
    _put_into_the_reference_index(referring)


def _put_into_the_search_index(put_off: DeferredIndex) -> None:
    for model, pks in put_off.searchable.items():
        found = list(model.get_indexed_objects().filter(pk__in=pks))
        for _, backend in get_search_backends_with_name(with_auto_update=True):
            if found:
                backend.add_bulk(model, found)


def _put_into_the_reference_index(referring: set[tuple[str, str, str]]) -> None:
    """A row that was refused is rolled back, and was never there."""
    for app_label, model_name, pk in sorted(referring):
        if apps.get_model(app_label, model_name).objects.filter(pk=pk).exists():
            update_reference_index_task.call(app_label, model_name, pk)
