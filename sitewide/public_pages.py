"""Public pages: the same for every visitor, so that one copy can be sent to all (law 8).

A view or a class of pages declares its pages public; nothing else is ever stored by the page cache.
A list of URL prefixes would also cover views that are added later and show personal data.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponseBase
from wagtail.models import PageViewRestriction

from sitewide.generation.replica import note_public_page
from sitewide.kept_values import keep_until_change

if TYPE_CHECKING:
    from wagtail.models import Page as PageBase
else:
    PageBase = object

_MARK = "_public_page"


@dataclass(frozen=True, slots=True)
class PublicMark:
    """Declaration of a public page.

    `is_stored`: whether the page cache may keep it. `reads_query`: whether the page depends on the
    query string; if not, only the URL without one is stored.
    """

    is_stored: bool = True
    reads_query: bool = True


def mark_public[Response: HttpResponseBase](
    response: Response, *, is_stored: bool = True, reads_query: bool = True
) -> Response:
    """Declare that this response is the same for every visitor."""
    vars(response)[_MARK] = PublicMark(is_stored, reads_query)
    return response


def public_mark(response: HttpResponseBase) -> PublicMark | None:
    """Return the declaration of the response; None for any page that was not declared public."""
    return vars(response).get(_MARK)


def unmark_public(response: HttpResponseBase) -> None:
    """Withdraw the declaration: a preview is rendered by the view of a public page."""
    vars(response).pop(_MARK, None)


def public_page(
    *, reads_query: bool = True
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Declare that all responses of a view are public. Only those with status 200 are stored."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            note_public_page()
            response = view(request, *args, **kwargs)
            if public_mark(response) is None:
                mark_public(response, reads_query=reads_query)
            return response

        return serve

    return decorate


class PublicPage(PageBase):
    """Mixin of Wagtail pages that are the same for every visitor."""

    @property
    def is_stored(self) -> bool:
        """Whether the page cache may keep this page."""
        return True

    def get_view_restrictions(self) -> Any:
        """Return the restrictions of the page and its ancestors.

        Most shops have none at all; then the ancestors are not asked for.
        """
        if keep_until_change("has view restrictions", PageViewRestriction.objects.exists):
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        note_public_page()
        response = super().serve(request, *args, **kwargs)
        return mark_public(response, is_stored=self.is_stored)
