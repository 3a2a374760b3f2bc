"""Browsers that have logged in to an account before, known by a signed cookie.

Wrong passwords are counted by account and internet address, so that nobody can close somebody
else's log-in. A known browser has a count of its own (OWASP's "device cookies"): its owner can log
in while others guess.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from accounts.email_addresses import email_hash

COOKIE = "known_browser"
COOKIE_PATH = "/accounts/"
LASTS_SECONDS = 365 * 24 * 60 * 60
MAX_ACCOUNTS = 5  # of one browser; the one that was used longest ago is forgotten
_SALT = "autovise.accounts.known_browsers"


def known_browser_key(request: HttpRequest, email: str) -> str:
    """The key of this browser's own count for this account; empty where it is not known there."""
    known = _read(request)
    mark = email_hash(email)
    return f"{known['browser']}:{mark}" if mark in known["accounts"] else ""


def remember_browser(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Let this browser be known to the account that has just logged in there."""
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


def _read(request: HttpRequest) -> dict:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return {"browser": get_random_string(22), "accounts": []}
