"""Pages of Wagtail's own that would let somebody in beside the one log-in, or take guesses at a
password without a limit."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from autovise.admin.log_in import redirect_to_log_in


@never_cache
@require_safe
def log_in_to_page(request: HttpRequest) -> HttpResponse:
    """Private pages and documents are opened by the shop's own log-in."""
    return redirect_to_log_in(request, otherwise=reverse("wagtail_serve", args=[""]))


def refuse_shared_password(request: HttpRequest, **keys: int) -> HttpResponse:
    """Pages and documents are not shared by a password: it could be guessed without a limit."""
    raise Http404


urlpatterns = [
    path("_util/login/", log_in_to_page),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        refuse_shared_password,
    ),
    path("documents/authenticate_with_password/<int:restriction_id>/", refuse_shared_password),
]
