"""Before a product goes: which bundles it is part of, for they stop being for sale with it."""

from django.contrib import messages
from wagtail import hooks
from wagtail.models import Page

from catalog.models import BundlePage

MOST_NAMED = 5


def touched_bundles(page: Page) -> str:
    """A sentence that names them; empty when there are none."""
    touched = BundlePage.objects.live().filter(parts__product=page.pk).order_by("title")
    titles = list(touched.values_list("title", flat=True))
    if not titles:
        return ""
    named = ", ".join(f"“{title}”" for title in titles[:MOST_NAMED])
    more = f" and {len(titles) - MOST_NAMED} more" if len(titles) > MOST_NAMED else ""
    are = "that bundle is" if len(titles) == 1 else "these bundles are"
    return f"It is part of {named}{more}: without it, {are} no longer for sale."


@hooks.register("before_delete_page")
def tell_before_deleting(request, page: Page) -> None:
    """Where confirmation is asked for; unpublishing has no such hook, but a template of ours."""
    if request.method == "GET" and (sentence := touched_bundles(page)):
        messages.warning(request, sentence)
