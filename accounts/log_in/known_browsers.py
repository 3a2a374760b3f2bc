"""Browsers that have logged in to an account before, recognised by a signed cookie.

Failed log-ins are counted per account and IP address, so that an attacker cannot lock the owner
out. A known browser has a count of its own (OWASP's "device cookies"): the owner can log in during
an attack.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from sitewide.email_addresses import email_hash

COOKIE = "known_browser"
COOKIE_PATH = "/accounts/"
LASTS_SECONDS = 365 * 24 * 60 * 60
MAX_ACCOUNTS = 5  # per browser; the least recently used one is dropped
_SALT = "autovise.accounts.known_browsers"


def known_browser_key(request: HttpRequest, email: str) -> str:
    """Return the rate limit key of this browser and account; empty if the browser is not known."""
    known = _read(request)
    mark = email_hash(email)
    return f"{known['browser']}:{mark}" if mark in known["accounts"] else ""


def remember_browser(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Set the cookie after a log-in, with this account first."""
    known = _read(request)
    mark = email_hash(email)
    accounts = [mark, *(other for other in known["accounts"] if other != mark)][:MAX_ACCOUNTS]
    response.set_cookie(
        COOKIE,
        signing.dumps(known | {"accounts": accounts}, salt=_SALT),
        max_age=LASTS_SECONDS,
        path=COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return {"browser": get_random_string(22), "accounts": []}
