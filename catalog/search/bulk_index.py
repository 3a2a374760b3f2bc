"""Index many saved pages together: once each in the search index and the reference index.

Creating and publishing a page saves it three times, and each save would write both indexes; SQLite
then scans its whole search index. The deferred indexing runs in the same transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.signals import post_save
from wagtail.models import Page, ReferenceIndex
from wagtail.search.backends import get_search_backends_with_name
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.tasks import update_reference_index_task

from catalog.deferred_index import DeferredIndex, deferring_index
from catalog.search.engine.updates import queue_updates


@contextmanager
def indexed_together() -> Iterator[None]:
    """Index the objects saved within this context at its end. Use it inside a transaction."""
    deferred = DeferredIndex()
    referring: set[tuple[str, str, str]] = set()

    def record_saved(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
        if ReferenceIndex.is_indexed(sender):
            meta = instance._meta
            referring.add((meta.app_label, str(meta.model_name), str(instance.pk)))

    post_save.connect(record_saved)
    try:
        with deferring_index(deferred), disable_reference_index_auto_update():
            yield
    finally:
        post_save.disconnect(record_saved)
    _update_search_index(deferred)
    _update_reference_index(referring)


def _update_search_index(deferred: DeferredIndex) -> None:
    for model, pks in deferred.searchable.items():
        indexed: Any = model  # every deferred model is index.Indexed
        pages = list(indexed.get_indexed_objects().filter(pk__in=pks))
        for _, backend in get_search_backends_with_name(with_auto_update=True):
            if pages:
                backend.add_bulk(model, pages)
    queue_updates(pk for pks in deferred.searchable.values() for pk in pks)


def _update_reference_index(referring: set[tuple[str, str, str]]) -> None:
    """Update the reference index, without objects whose save was rolled back."""
    for app_label, model_name, pk in sorted(referring):
        if apps.get_model(app_label, model_name)._default_manager.filter(pk=pk).exists():
            update_reference_index_task.call(app_label, model_name, pk)


def index_new_pages(model: type[Page], pages: Sequence[Page]) -> None:
    """Add pages that were just inserted to both indexes, without reading them again."""
    if not pages:
        return
    for _, backend in get_search_backends_with_name(with_auto_update=True):
        backend.add_bulk(model, pages)
    queue_updates(page.pk for page in pages if page.live)
    ReferenceIndex.objects.bulk_create(_references_of(model, pages))


def _references_of(model: type[Page], pages: Iterable[Page]) -> Iterator[ReferenceIndex]:
    """Yield the entries that `ReferenceIndex.create_or_update_for_object` would create."""
    kind = ContentType.objects.get_for_model(model)
    base = ContentType.objects.get_for_model(Page)
    for page in pages:
        # The same reference may be found twice, such as a link in two paragraphs of one block.
        for to_kind, to_id, model_path, content_path in set(
            ReferenceIndex._extract_references_from_object(page)
        ):
            yield ReferenceIndex(
                content_type=kind,
                base_content_type=base,
                object_id=str(page.pk),
                to_content_type_id=to_kind,
                to_object_id=to_id,
                model_path=model_path,
                content_path=content_path,
                content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
            )
