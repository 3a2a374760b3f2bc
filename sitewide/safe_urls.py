"""Which addresses lead into the shop: the only ones that a redirect may follow."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme


def is_own_url(address: str) -> bool:
    """A path, or an address at SITE_URL; other names that this server answers to do not count."""
    own = urlsplit(settings.SITE_URL)
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={own.netloc}, require_https=own.scheme == "https"
    )


def absolute_url(path: str) -> str:
    """The absolute address of a path, whatever the Host header claims."""
    return settings.SITE_URL + path
