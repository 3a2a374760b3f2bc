"""Limits on log-in attempts with a password.

Attempts are counted per account and IP address, per IP address, and per account from all addresses.
A browser that has logged in to the account before has a count of its own, so that an attacker
cannot lock the owner out. The setting ACCOUNT_RATE_LIMITS defines the limits.
"""

from allauth.core.internal import ratelimit  # the public module has no rollback of counted tries
from django.http import HttpRequest

from accounts.log_in.known_browsers import known_browser_key


def count_try(request: HttpRequest, email: str) -> ratelimit.RateLimitUsage | None:
    """Count an attempt to log in to this account. Return None if there were too many.

    allauth gives the counted try back if the password is right.
    """
    if browser := known_browser_key(request, email):
        return _consume(request, "login_failed_known_browser", browser)
    usage = _consume(request, "login_failed", f"{email}:{ratelimit.get_ip(request)}")
    if not usage:
        return None
    everywhere = _consume(request, "login_failed_everywhere", email)
    if not everywhere:
        usage.rollback()
        return None
    usage.usage += everywhere.usage  # so that a rollback gives back all counts
    return usage


def _consume(request: HttpRequest, action: str, key: str) -> ratelimit.RateLimitUsage | None:
    return ratelimit.consume(request, app="allauth.account", action=action, key=key)
