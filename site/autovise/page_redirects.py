"""Redirects from an address that a page had to the one it has: where the old one was public.

Wagtail makes them for drafts, too (`WAGTAILREDIRECTS_AUTO_CREATE` is off for that): from addresses
that nobody was ever given, and that another page may want.
"""

from copy import copy

from wagtail.contrib.redirects.signal_handlers import create_redirects
from wagtail.models import Page, PageLogEntry, Site
from wagtail.signals import page_slug_changed, post_page_move

PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
MOVED = ("wagtail.move",)
UNPUBLISHED = ("wagtail.unpublish", "wagtail.unpublish.scheduled")


def connect() -> None:
    page_slug_changed.connect(redirect_from_old_slug, dispatch_uid="redirect from old slug")
    post_page_move.connect(redirect_from_old_place, dispatch_uid="redirect from old place")


def redirect_from_old_slug(sender, instance: Page, instance_before: Page, **kwargs) -> None:
    was_public = instance_before.live or _was_public(instance_before)
    _redirect(instance, instance_before, was_public=was_public)


def redirect_from_old_place(
    sender, instance: Page, url_path_before: str, url_path_after: str, **kwargs
) -> None:
    if url_path_before == url_path_after:
        return  # another order of the same list
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
    for below in page.get_descendants().live().specific():
        below_before = copy(below)
        below_before.url_path = before.url_path + below.url_path[len(page.url_path) :]
        create_redirects(page=below, page_old=below_before, sites=sites)


def _sites_of(page: Page, before: Page) -> list[Site]:
    """Those that it was, and is, below the first page of."""
    sites = Site.objects.exclude(root_page=page).select_related("root_page")
    paths = (page.url_path, before.url_path)
    return [site for site in sites if all(p.startswith(site.root_page.url_path) for p in paths)]


def _was_public(page: Page) -> bool:
    """Whether a page that is hidden now stands where it was when it was last public."""
    if page.first_published_at is None:
        return False
    last = _entries(page, PUBLISHED).exclude(revision=None).select_related("revision").first()
    has_its_slug = last is None or last.revision.content.get("slug") == page.slug
    return has_its_slug and not _moved_while_hidden(page)


def _moved_while_hidden(page: Page) -> bool:
    """Before the move that is being told: Wagtail writes that one down afterwards."""
    hidden = _entries(page, UNPUBLISHED).first()
    since = {"timestamp__gt": hidden.timestamp} if hidden else {}
    return _entries(page, MOVED).filter(**since).exists()


def _entries(page: Page, actions: tuple[str, ...]):
    """Newest first."""
    entries = PageLogEntry.objects.filter(page=page.pk, action__in=actions)
    return entries.order_by("-timestamp", "-pk")
