"""Queue an update of the search engine when a product or bundle is saved or deleted.

Publishing and unpublishing save the page.
"""

from collections.abc import Collection
from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page

from catalog.deferred_index import is_deferred
from catalog.models import BundlePage, ProductPage
from catalog.pages.sku_page import NEVER_SHOWN
from catalog.search.engine.access import is_configured
from catalog.search.engine.updates import queue_updates

SOLD = (ProductPage, BundlePage)


def connect() -> None:
    for model in (Page, *SOLD):
        post_save.connect(_page_saved, sender=model, dispatch_uid=f"engine after saving {model}")
    for model in SOLD:
        post_delete.connect(_page_deleted, sender=model, dispatch_uid=f"engine without {model}")


def _page_saved(
    instance: Page,
    created: bool,
    raw: bool = False,
    update_fields: Collection[str] | None = None,
    **kwargs: Any,
) -> None:
    if raw or not is_configured() or not issubclass(instance.specific_class or Page, SOLD):
        return
    is_new_draft = created and not instance.live
    is_draft_only = update_fields is not None and NEVER_SHOWN.issuperset(update_fields)
    if is_new_draft or is_draft_only or (isinstance(instance, SOLD) and is_deferred(instance)):
        return
    queue_updates([instance.pk])


def _page_deleted(instance: Page, **kwargs: Any) -> None:
    queue_updates([instance.pk])
