"""What somebody should know before products or bundles are deleted: what the apps above say of it.

An app that sells registers a function of SKUs that gives a sentence, or nothing.
"""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_

from django.contrib import messages
from django.db.models import Q
from wagtail import hooks
from wagtail.models import Page

from catalog.models import Sku

_registered: list[Callable[[list[str]], str]] = []


def register(tell: Callable[[list[str]], str]) -> None:
    if tell not in _registered:
        _registered.append(tell)


def warnings_before_deleting(pages: Iterable[Page]) -> list[str]:
    """Sentences about these pages and all below them."""
    below = [Q(page__path__startswith=page.path) for page in pages]
    if not below:
        return []
    skus = list(Sku.objects.filter(reduce(or_, below)).values_list("pk", flat=True))
    return [sentence for tell in _registered if skus and (sentence := tell(skus))]


@hooks.register("before_delete_page")
def tell_before_deleting(request, page: Page) -> None:
    if request.method == "GET":
        for sentence in warnings_before_deleting([page]):
            messages.warning(request, sentence)
