"""Protect forms on public pages without a CSRF token, so that the pages can be cached
(docs/design.md, law 8).

A POST is checked by its `Sec-Fetch-Site` header, else by `Origin`. Requests with neither header are
refused if they carry a session cookie.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

OWN_SITES = {"same-origin", "none"}


def same_origin_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a POST from another origin with 403. Replaces the CSRF token."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not is_same_origin(request):
            return render(request, "403_csrf.html", status=403)
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the browser sent this request from a page of the shop."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in OWN_SITES
    if origin := request.headers.get("Origin"):
        return origin in _own_origins(request)
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def _own_origins(request: HttpRequest) -> set[str]:
    parts = urlsplit(settings.SITE_URL)
    return {f"{parts.scheme}://{parts.netloc}", f"{request.scheme}://{request.get_host()}"}
