"""URLs of the shop itself: check redirect targets, build absolute URLs."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme


def is_own_url(url: str) -> bool:
    """Whether this is a path or a URL at SITE_URL. Other ALLOWED_HOSTS do not count."""
    own = urlsplit(settings.SITE_URL)
    return url_has_allowed_host_and_scheme(
        url, allowed_hosts={own.netloc}, require_https=own.scheme == "https"
    )


def absolute_url(path: str) -> str:
    """Return the absolute URL of a path at SITE_URL, not at the request's Host header."""
    return settings.SITE_URL + path
