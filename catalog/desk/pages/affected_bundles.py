"""Warn about bundles that cannot be sold any more if products are unpublished or deleted."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from catalog.models import BundlePage

MAX_NAMED = 5


def affected_bundles(pages: Iterable[Page]) -> list[str]:
    """Return titles of live bundles with a part among these pages or below them.

    Bundles that are themselves among the pages are not included.
    """
    paths = [page.path for page in pages]
    if not paths:
        return []
    part_goes = reduce(or_, (Q(parts__product__path__startswith=path) for path in paths))
    goes_itself = reduce(or_, (Q(path__startswith=path) for path in paths))
    affected = BundlePage.objects.live().filter(part_goes).exclude(goes_itself)
    return list(affected.order_by("title").values_list("title", flat=True).distinct())


def named(titles: list[str]) -> str:
    """Return the first titles and the number of further ones."""
    first = ", ".join(f"“{title}”" for title in titles[:MAX_NAMED])
    return f"{first} and {len(titles) - MAX_NAMED} more" if len(titles) > MAX_NAMED else first


def affected_bundles_warning(pages: list[Page]) -> str:
    """Return a warning that names the affected bundles, or "" if there are none."""
    titles = affected_bundles(pages)
    if not titles:
        return ""
    subject = "It is" if len(pages) == 1 else "Your selection is"
    without = "it" if len(pages) == 1 else "these"
    sold = "the bundle is" if len(titles) == 1 else "the bundles are"
    return f"{subject} part of {named(titles)}: without {without}, {sold} no longer for sale."


@hooks.register("before_delete_page")
def warn_before_deleting(request: HttpRequest, page: Page) -> None:
    """Warn on the confirmation page. Other confirmations have no hook; their templates warn."""
    if request.method == "GET" and (sentence := affected_bundles_warning([page])):
        messages.warning(request, sentence)
