"""Forms on public pages carry no token, so that the pages can be cached anywhere
(docs/design.md, law 8).

The browser itself says where a POST comes from: `Sec-Fetch-Site`, else `Origin`. A request with
neither is no browser of today; it is refused when it bears a session, since then it could spend
somebody's rights.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

OWN_SITES = {"same-origin", "none"}


def same_origin_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """In place of the CSRF token: only the shop's own pages may post here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST" and not comes_from_us(request):
            return render(request, "403_csrf.html", status=403)
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


def comes_from_us(request: HttpRequest) -> bool:
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in OWN_SITES
    if origin := request.headers.get("Origin"):
        return origin in _own_origins(request)
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def _own_origins(request: HttpRequest) -> set[str]:
    parts = urlsplit(settings.SITE_URL)
    return {f"{parts.scheme}://{parts.netloc}", f"{request.scheme}://{request.get_host()}"}
