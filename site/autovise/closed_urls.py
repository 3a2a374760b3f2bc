"""Replacements for Wagtail's pages that log in without rate limits or two-factor authentication."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from autovise.admin.log_in import redirect_to_log_in


@never_cache
@require_safe
def log_in_to_page(request: HttpRequest) -> HttpResponse:
    """Redirect the log-in of private pages and documents to the shop's log-in."""
    return redirect_to_log_in(request, otherwise=reverse("wagtail_serve", args=[""]))


def refuse_shared_password(request: HttpRequest, **keys: int) -> HttpResponse:
    """Answer 404. A shared password of a page or document could be guessed without a rate limit."""
    raise Http404


urlpatterns = [
    path("_util/login/", log_in_to_page),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        refuse_shared_password,
    ),
    path("documents/authenticate_with_password/<int:restriction_id>/", refuse_shared_password),
]
