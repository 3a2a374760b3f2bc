"""Delete drawn pictures that a redraw has replaced. Uploads are never deleted."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex, Revision

from catalog.models import ShopImage

KEPT = timedelta(days=1)  # pages in caches and mails may still show it


def delete_unused_drawings() -> None:
    """Delete the drawings, with their files, that no page and no pending draft shows.

    Runs on a schedule.
    """
    old = ShopImage.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(drawn_from="")
    for image in old:
        if not (ReferenceIndex.get_references_to(image).exists() or _drafts_with(image).exists()):
            image.delete()


def _drafts_with(image: ShopImage) -> QuerySet[Revision]:
    """Return the live, latest and scheduled revisions that show the image."""
    of_page = Page.objects.filter(
        Q(latest_revision=OuterRef("pk")) | Q(live_revision=OuterRef("pk"))
    )
    pending = Q(Exists(of_page)) | Q(approved_go_live_at__isnull=False)
    key = f'"image": {image.pk}'
    shows = Q(text__contains=key + ",") | Q(text__contains=key + "}")
    revisions = Revision.page_revisions.annotate(text=Cast("content", TextField()))
    return revisions.filter(pending, shows)
