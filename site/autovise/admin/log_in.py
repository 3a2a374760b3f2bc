"""Log-in and log-out of the admin. Staff use the same log-in page and accounts as customers."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.views.account import LogoutView

from sitewide.safe_urls import is_own_url

# Wagtail's view answers a GET with 405, but deletes the session cookie nevertheless.
log_out_of_admin = require_POST(LogoutView.as_view())


@never_cache
@require_safe
def log_in_to_admin(request: HttpRequest) -> HttpResponse:
    """Redirect to the shop's log-in. Raises PermissionDenied for customers."""
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return redirect_to_log_in(request, otherwise=reverse("wagtailadmin_home"))


def redirect_to_log_in(request: HttpRequest, *, otherwise: str) -> HttpResponse:
    """Redirect to the shop's log-in, which continues to the URL in `next`; else to that URL.

    `otherwise` is used if `next` is not a URL of the shop.
    """
    url = request.GET.get("next", "")
    url = url if is_own_url(url) else otherwise
    if request.user.is_anonymous:
        return redirect_to_login(url, login_url=reverse("account_login"))
    return HttpResponseRedirect(url)
