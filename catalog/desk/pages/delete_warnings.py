"""Warnings of other apps before products or bundles are deleted.

An app registers a function that takes SKUs and returns a message or "".
"""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from catalog.models import Sku

_registered: list[Callable[[list[str]], str]] = []


def register(warning: Callable[[list[str]], str]) -> None:
    if warning not in _registered:
        _registered.append(warning)


def warnings_before_deleting(pages: Iterable[Page]) -> list[str]:
    """Return the messages about these pages and all pages below them."""
    below = [Q(page__path__startswith=page.path) for page in pages]
    if not below:
        return []
    skus = list(Sku.objects.filter(reduce(or_, below)).values_list("pk", flat=True))
    return [sentence for warning in _registered if skus and (sentence := warning(skus))]


@hooks.register("before_delete_page")
def warn_before_deleting(request: HttpRequest, page: Page) -> None:
    if request.method == "GET":
        for sentence in warnings_before_deleting([page]):
            messages.warning(request, sentence)
