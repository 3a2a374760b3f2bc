"""Before products go: which bundles they are part of, for they stop being for sale with them."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.contrib import messages
from django.db.models import Q
from wagtail import hooks
from wagtail.models import Page

from catalog.models import BundlePage

MAX_NAMED = 5


def touched_bundles(pages: Iterable[Page]) -> list[str]:
    """Titles of live bundles that have a part among these pages or below, and do not go too."""
    paths = [page.path for page in pages]
    if not paths:
        return []
    part_goes = reduce(or_, (Q(parts__product__path__startswith=path) for path in paths))
    goes_itself = reduce(or_, (Q(path__startswith=path) for path in paths))
    touched = BundlePage.objects.live().filter(part_goes).exclude(goes_itself)
    return list(touched.order_by("title").values_list("title", flat=True).distinct())


def named(titles: list[str]) -> str:
    """The first few by name, and how many more."""
    first = ", ".join(f"“{title}”" for title in titles[:MAX_NAMED])
    return f"{first} and {len(titles) - MAX_NAMED} more" if len(titles) > MAX_NAMED else first


def warning_before_going(pages: list[Page]) -> str:
    """A sentence that names the bundles; empty when there are none."""
    titles = touched_bundles(pages)
    if not titles:
        return ""
    subject = "It is" if len(pages) == 1 else "What you selected is"
    without = "it" if len(pages) == 1 else "these"
    sold = "the bundle is" if len(titles) == 1 else "the bundles are"
    return f"{subject} part of {named(titles)}: without {without}, {sold} no longer for sale."


@hooks.register("before_delete_page")
def tell_before_deleting(request, page: Page) -> None:
    """Where confirmation is asked for; the other confirmations have no such hook, but templates
    of ours."""
    if request.method == "GET" and (sentence := warning_before_going([page])):
        messages.warning(request, sentence)
