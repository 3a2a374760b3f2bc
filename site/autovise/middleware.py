"""Middleware of the whole site: content policy, host, caching, URLs and two-factor of staff."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.csp import CSP

from accounts.log_in.two_factor import (
    has_second_factor,
    has_shown_second_factor,
    second_factor_url,
)

ADMIN_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
    "base-uri": [CSP.SELF],
}


class AdminContentSecurityPolicyMiddleware:
    """Loosen the content policy in the admin: Wagtail's editor writes inline scripts and styles."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_config = ADMIN_CSP  # what Django's own csp_override decorator sets
        return response


class CanonicalHostMiddleware:
    """Redirect pages requested under another allowed host to SITE_URL.

    A cart's cookie belongs to one host, and Stripe sends shoppers back to SITE_URL: somebody who
    began at 127.0.0.1 would come back to localhost with no cart.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.netloc = urlsplit(settings.SITE_URL).netloc

    def __call__(self, request):
        is_page = request.method in ("GET", "HEAD")
        if is_page and not settings.DEBUG and request.get_host() != self.netloc:
            return HttpResponseRedirect(settings.SITE_URL + request.get_full_path())
        return self.get_response(request)


PERSONAL = ("/accounts/", "/users/", "/cart/", "/saved/", "/checkout/")


class PersonalPagesMiddleware:
    """Forbid proxies and browsers to store personal pages."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(PERSONAL):
            add_never_cache_headers(response)
        return response


NUL = "\0"


class ReadableUrlMiddleware:
    """Answer 404 to a NUL in the path; drop NULs from the query string. PostgreSQL takes none."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)
        return self.get_response(request)


def _without_nul(query: QueryDict) -> QueryDict:
    cleaned = QueryDict(mutable=True)
    for name, values in query.lists():
        cleaned.setlist(name.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    cleaned._mutable = False
    return cleaned


SET_ONE_UP = "Staff need a second factor: please set up an authenticator app or a passkey first."


class StaffTwoFactorMiddleware:
    """Require two-factor authentication for every view under /admin/ in production."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_NEED_TWO_FACTOR and _is_for_staff(request.path):
            user = request.user
            # Others are refused by the admin itself.
            if user.has_perm("wagtailadmin.access_admin") and not has_shown_second_factor(request):
                return _ask_for_second_factor(request)
        return self.get_response(request)


def _is_for_staff(path: str) -> bool:
    """All of the admin but its way in and its way out."""
    ways = {reverse("wagtailadmin_login"), reverse("wagtailadmin_logout")}
    return path.startswith(reverse("wagtailadmin_home")) and path not in ways


def _ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    if not has_second_factor(request.user):
        messages.warning(request, SET_ONE_UP)
    is_read = request.method in ("GET", "HEAD")
    back = request.get_full_path() if is_read else reverse("wagtailadmin_home")
    page = second_factor_url(request.user)
    return HttpResponseRedirect(f"{page}?{urlencode({'next': back})}")
