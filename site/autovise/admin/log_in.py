"""Staff log in to the admin where customers log in, with the same accounts."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.views.account import LogoutView

from sitewide.safe_urls import is_own_url

# Wagtail's own answers 405 to a GET, but takes the session's cookie away all the same.
log_out_of_admin = require_POST(LogoutView.as_view())


@never_cache
@require_safe
def log_in_to_admin(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return redirect_to_log_in(request, otherwise=reverse("wagtailadmin_home"))


def redirect_to_log_in(request: HttpRequest, *, otherwise: str) -> HttpResponse:
    """Lead to the shop's log-in, and from there to the page in `next` if that is one of ours;
    whoever is logged in is led on at once."""
    wanted = request.GET.get("next", "")
    wanted = wanted if is_own_url(wanted) else otherwise
    if request.user.is_anonymous:
        return redirect_to_login(wanted, login_url=reverse("account_login"))
    return HttpResponseRedirect(wanted)
