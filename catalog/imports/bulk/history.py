"""Revisions and log entries of new products, as `save_revision` and `publish` write them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import router
from django.db.models import F, OuterRef, Subquery, TextField
from django.db.models.functions import Cast
from django.db.models.signals import pre_save
from modelcluster.models import get_serializable_data_for_fields
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, PageLogEntry, Revision

from catalog.imports.bulk.products import NewProduct
from catalog.models import ProductPage
from catalog.models.users import AnyUser


def set_times(products: Sequence[NewProduct], now: datetime) -> None:
    """Set the times and the state that the pages have when their history is written."""
    for product in products:
        page = product.page
        page.latest_revision_created_at = now
        page.live = product.is_published
        page.has_unpublished_changes = not product.is_published
        if product.is_published:
            page.first_published_at = page.last_published_at = now


def insert_revisions(products: Sequence[NewProduct], user: AnyUser | None, now: datetime) -> None:
    """Insert the first revision of each page, which is live if the page is."""
    kind = ContentType.objects.get_for_model(ProductPage)
    base = ContentType.objects.get_for_model(Page)
    for product in products:
        product.revision = Revision(
            content_type=kind,
            base_content_type=base,
            object_id=str(product.page.pk),
            created_at=now,
            user=user,
            object_str=str(product.page),
            content=_content_of(product),
        )
    Revision.objects.bulk_create(product.revision for product in products)
    _link_revisions(products, base)


def _content_of(product: NewProduct) -> dict:
    """Return the content with what is only known of a stored page."""
    page = product.page
    pictures = [get_serializable_data_for_fields(one) for one in page.more_pictures.all()]
    return product.content | {
        "pk": page.pk,
        "path": page.path,
        "url_path": page.url_path,
        "more_pictures": pictures,
    }


def _link_revisions(products: Sequence[NewProduct], base: ContentType) -> None:
    """Make each page's only revision its latest one, and the live one of a live page."""
    own = Revision.objects.filter(
        base_content_type=base, object_id=Cast(OuterRef("pk"), TextField())
    )
    pages = Page.objects.filter(pk__in=[product.page.pk for product in products])
    pages.update(latest_revision=Subquery(own.values("pk")[:1]))
    pages.filter(live=True).update(live_revision=F("latest_revision"))
    for product in products:
        product.page.latest_revision = product.revision
        if product.is_published:
            product.page.live_revision = product.revision


def insert_log_entries(products: Sequence[NewProduct], user: AnyUser | None, now: datetime) -> None:
    entries = [
        _log_entry(product, action, user, now)
        for product in products
        for action in _actions_of(product)
    ]
    using = router.db_for_write(PageLogEntry)
    for entry in entries:  # receivers give each page an id of its own in the log
        pre_save.send(
            sender=PageLogEntry, instance=entry, raw=False, using=using, update_fields=None
        )
    PageLogEntry.objects.bulk_create(entries)


def _actions_of(product: NewProduct) -> Iterator[str]:
    yield "wagtail.create"
    yield "wagtail.edit"
    if product.is_published:
        yield "wagtail.publish"


def _log_entry(
    product: NewProduct, action: str, user: AnyUser | None, now: datetime
) -> PageLogEntry:
    context = get_active_log_context()
    return PageLogEntry(
        page=product.page,
        content_type_id=product.page.content_type_id,
        label=product.page.get_admin_display_title(),
        action=action,
        timestamp=now,
        user=user or context.user,
        uuid=context.uuid,
        revision=None if action == "wagtail.create" else product.revision,
        content_changed=True,
        data={},
    )
