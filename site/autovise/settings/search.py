"""Settings of a search engine, for shops that outgrow the search of their database."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from autovise import env
from jobs.queues import Queue

DATABASE = {"BACKEND": "catalog.search.backend"}
INDEX_PREFIX = "autovise_"
# What the engine allows at the beginning of a name, without dots.
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]*")
# Of a request that writes. A request of a search has its own, shorter one.
WRITE_TIMEOUT_SECONDS = 30


def search_backends() -> dict[str, dict[str, Any]]:
    """Return Wagtail's WAGTAILSEARCH_BACKENDS: the database and, with SEARCH_URL, the engine.

    The admin searches in the database always. Raises ImproperlyConfigured.
    """
    url = env.text("SEARCH_URL")
    prefix = env.text("SEARCH_INDEX_PREFIX", INDEX_PREFIX)
    return {"default": DATABASE} | ({"engine": engine_at(url, prefix=prefix)} if url else {})


def engine_at(url: str, *, prefix: str = INDEX_PREFIX) -> dict[str, Any]:
    """Return the settings of the engine at this URL. Raises ImproperlyConfigured.

    `prefix`: begins the names of the shop's indices.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ImproperlyConfigured(
            "SEARCH_INDEX_PREFIX must consist of lower-case letters, digits, _ and -, and begin "
            "with a letter or digit."
        )
    return {
        "BACKEND": "catalog.search.engine.backend",
        "HOSTS": [_host(url)],
        "INDEX_PREFIX": prefix,
        "TIMEOUT": WRITE_TIMEOUT_SECONDS,
        # A search that fails is answered by the database; an update that fails, by the next try.
        "OPTIONS": {"max_retries": 0, "retry_on_timeout": False},
        # The shop's worker updates the engine, never the request of an editor.
        "AUTO_UPDATE": False,
    }


def worker_queues(backends: dict[str, dict[str, Any]]) -> list[Queue]:
    """Return the queues that the worker runs: that of the engine only if there is one."""
    return [queue for queue in Queue if queue != Queue.SEARCH or "engine" in backends]


def _host(url: str) -> dict[str, Any]:
    """Return the host as opensearch-py takes it; name and password may be percent-encoded."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _not_a_url() from None
    if parts.scheme not in env.DEFAULT_PORTS or not parts.hostname or parts.query or parts.fragment:
        raise _not_a_url()
    if bool(parts.username) != bool(parts.password):
        raise ImproperlyConfigured("SEARCH_URL must have both a user and a password, or neither.")
    is_https = parts.scheme == "https"
    log_in = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return {
        "host": parts.hostname,
        "port": port or env.DEFAULT_PORTS[parts.scheme],
        "url_prefix": parts.path.strip("/"),
        "use_ssl": is_https,
        "verify_certs": is_https,
        "http_auth": log_in,
    }


def _not_a_url() -> ImproperlyConfigured:
    """Return the error. The URL is not quoted, because it may contain a password."""
    return ImproperlyConfigured("SEARCH_URL must be like https://user:password@search.example:9200")
