"""Redirect a page's old URL to its new one, if the old URL was public.

`WAGTAILREDIRECTS_AUTO_CREATE` is off, because Wagtail also creates redirects from URLs of drafts,
which were never public and which another page may need.
"""

from copy import copy
from typing import Any

from django.db.models import QuerySet
from wagtail.contrib.redirects.signal_handlers import create_redirects
from wagtail.models import Page, PageLogEntry, Site
from wagtail.signals import page_slug_changed, post_page_move

PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
MOVED = ("wagtail.move",)
UNPUBLISHED = ("wagtail.unpublish", "wagtail.unpublish.scheduled")


def connect() -> None:
    """Connect the receivers to Wagtail's signals."""
    page_slug_changed.connect(redirect_from_old_slug, dispatch_uid="redirect from old slug")
    post_page_move.connect(redirect_from_old_place, dispatch_uid="redirect from old place")


def redirect_from_old_slug(
    sender: type[Page], instance: Page, instance_before: Page, **kwargs: Any
) -> None:
    """Create redirects after a change of a page's slug."""
    was_public = instance_before.live or _was_public(instance_before)
    _redirect(instance, instance_before, was_public=was_public)


def redirect_from_old_place(
    sender: type[Page], instance: Page, url_path_before: str, url_path_after: str, **kwargs: Any
) -> None:
    """Create redirects after a page was moved."""
    if url_path_before == url_path_after:
        return  # the page was only reordered below the same parent
    page = instance.specific
    before = copy(page)
    before.url_path = url_path_before
    was_public = page.live or _was_public(page)
    _redirect(page, before, was_public=was_public)


def _redirect(page: Page, before: Page, *, was_public: bool) -> None:
    sites = _sites_of(page, before)
    if was_public:
        create_redirects(page=page, page_old=before, sites=sites)
        return
    for child in page.get_descendants().live().specific():
        child_before = copy(child)
        child_before.url_path = before.url_path + child.url_path[len(page.url_path) :]
        create_redirects(page=child, page_old=child_before, sites=sites)


def _sites_of(page: Page, before: Page) -> list[Site]:
    """Return the sites that contain both the old and the new URL."""
    sites = Site.objects.exclude(root_page=page).select_related("root_page")
    paths = (page.url_path, before.url_path)
    return [site for site in sites if all(p.startswith(site.root_page.url_path) for p in paths)]


def _was_public(page: Page) -> bool:
    """Whether an unpublished page still has the URL that it had when it was last public."""
    if page.first_published_at is None:
        return False
    last = _entries(page, PUBLISHED).exclude(revision=None).select_related("revision").first()
    has_its_slug = last is None or last.revision.content.get("slug") == page.slug
    return has_its_slug and not _moved_while_hidden(page)


def _moved_while_hidden(page: Page) -> bool:
    """Whether an earlier move followed the unpublishing. The current move is not yet logged."""
    unpublished = _entries(page, UNPUBLISHED).first()
    since = {"timestamp__gt": unpublished.timestamp} if unpublished else {}
    return _entries(page, MOVED).filter(**since).exists()


def _entries(page: Page, actions: tuple[str, ...]) -> QuerySet[PageLogEntry]:
    """Return the page's log entries of these actions, newest first."""
    entries = PageLogEntry.objects.filter(page=page.pk, action__in=actions)
    return entries.order_by("-timestamp", "-pk")
