"""Middleware of the site.

Compression, health, content policy, host, caching, URLs, two-factor authentication, failed mails
and failed file storages.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    QueryDict,
)
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.csp import CSP

from accounts.log_in.two_factor import (
    has_second_factor,
    has_used_second_factor,
    second_factor_url,
)
from accounts.requests import CustomerRequest
from autovise.health import HEALTH_PATH, show_health
from autovise.page_cache.answers import is_shared
from outbox.failures import MailNotSent
from sitewide.storage_failures import StorageFailed

type GetResponse = Callable[[HttpRequest], HttpResponse]

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
PERSONAL = ("/accounts/", "/users/", "/cart/", "/saved/", "/checkout/")
NUL = "\0"
SET_UP_FIRST = (
    "Staff need two-factor authentication. Please set up an authenticator app or a passkey first."
)


@dataclass(frozen=True, slots=True)
class Failure:
    """What the page and the log say of a service that failed. `logged`: path and error follow."""

    heading: str
    text: str
    logged: str


FAILURES: dict[type[Exception], Failure] = {
    MailNotSent: Failure(
        "The email could not be sent",
        "We cannot send emails at the moment. Please try again in a few minutes, and we will send "
        "you a new email.",
        "the mail for %s could not be sent: %s",
    ),
    StorageFailed: Failure(
        "The file storage does not respond",
        "We cannot store or read files at the moment. Please go back and try again in a few "
        "minutes.",
        "%s failed: %s",
    ),
}

log = logging.getLogger(__name__)


class CompressionMiddleware(GZipMiddleware):
    """Compress pages and other texts for browsers that accept it.

    Downloads such as ZIP and PDF files, and pictures, are compressed already. Django adds padding
    of random length, which hides the length of secrets, such as CSRF tokens, in pages. It can do so
    with gzip only, so these pages are not sent with Brotli. The page cache compresses public pages,
    which have no secrets.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if not (kind.startswith("text/") or kind.endswith(("json", "xml"))):
            return response
        if request.method in ("GET", "HEAD") and is_shared(request, response):
            return response
        return super().process_response(request, response)


class HealthMiddleware:
    """Answer health checks before all other middleware.

    A load balancer uses plain HTTP and the machine's IP address, which is not in ALLOWED_HOSTS.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == HEALTH_PATH:
            return show_health()
        return self.get_response(request)


class AdminContentSecurityPolicyMiddleware:
    """Loosen the content policy in the admin: Wagtail's editor writes inline scripts and styles."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            # The attribute that Django's csp_override decorator sets.
            response._csp_config = ADMIN_CSP  # type: ignore[attr-defined]
        return response


class CanonicalHostMiddleware:
    """Redirect pages requested under another allowed host to SITE_URL.

    The session cookie belongs to one host, and Stripe redirects shoppers to SITE_URL. A shopper who
    started at 127.0.0.1 would return to localhost with an empty cart.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.netloc = urlsplit(settings.SITE_URL).netloc

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_page = request.method in ("GET", "HEAD")
        if is_page and not settings.DEBUG and request.get_host() != self.netloc:
            return HttpResponseRedirect(settings.SITE_URL + request.get_full_path())
        return self.get_response(request)


class PersonalPagesMiddleware:
    """Forbid proxies and browsers to cache personal pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(PERSONAL):
            add_never_cache_headers(response)
        return response


class LowerCaseUrlMiddleware:
    """Redirect the URL of a page that is not found and has capital letters to small letters."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        path = request.path.lower()
        match = request.resolver_match
        is_page = match is not None and match.url_name == "wagtail_serve"
        if response.status_code == 404 and is_page and path != request.path:
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect("?".join(filter(None, (path, query))))
        return response


class ReadableUrlMiddleware:
    """Answer 404 to a NUL in the path, and drop NULs from the query string.

    PostgreSQL does not accept NUL in text.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            # QueryDict's stubs have a mutable and an immutable class; this one is immutable.
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        return self.get_response(request)


def _without_nul(query: QueryDict) -> QueryDict:
    cleaned = QueryDict(mutable=True)
    for name, values in query.lists():
        texts = [str(value) for value in values]
        cleaned.setlist(name.replace(NUL, ""), [text.replace(NUL, "") for text in texts])
    cleaned._mutable = False
    return cleaned


class StaffTwoFactorMiddleware:
    """Require two-factor authentication for every view under /admin/ in production."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_NEED_TWO_FACTOR and _needs_two_factor(request.path):
            # Customers are refused by the admin itself.
            is_staff = request.user.has_perm("wagtailadmin.access_admin")
            user_request = cast("CustomerRequest", request)
            if is_staff and not has_used_second_factor(user_request):
                return _ask_for_second_factor(user_request)
        return self.get_response(request)


def _needs_two_factor(path: str) -> bool:
    """Whether this is a URL of the admin other than its log-in and log-out."""
    exempt = {reverse("wagtailadmin_login"), reverse("wagtailadmin_logout")}
    return path.startswith(reverse("wagtailadmin_home")) and path not in exempt


def _ask_for_second_factor(request: CustomerRequest) -> HttpResponse:
    """Redirect to the page for the second factor, which continues to the requested page."""
    if not has_second_factor(request.user):
        messages.warning(request, SET_UP_FIRST)
    is_read = request.method in ("GET", "HEAD")
    next_url = request.get_full_path() if is_read else reverse("wagtailadmin_home")
    page = second_factor_url(request.user)
    return HttpResponseRedirect(f"{page}?{urlencode({'next': next_url})}")


class ServiceFailureMiddleware:
    """Show a page if a mail cannot be sent, or if the file storage fails.

    The page about a mail does not reveal whether an account exists: both cases send a mail. Forms
    of pictures show a failed storage themselves.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        for kind, failure in FAILURES.items():
            if isinstance(exception, kind):
                log.error(failure.logged, request.path, exception)
                context = {"heading": failure.heading, "text": failure.text}
                return render(request, "service_failure.html", context, status=503)
        return None
