"""Access to the search engine of `SEARCH_URL`.

Its library is imported with Wagtail's backend, so only if there is an engine.
"""

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from wagtail.search.backends import get_search_backend

from jobs.tasks import ServiceUnavailable

if TYPE_CHECKING:
    from catalog.search.engine.backend import EngineBackend

NAME = "engine"


class EngineFailed(ServiceUnavailable):
    """The search engine did not respond, responded with an error, or has no index yet."""


def is_configured() -> bool:
    return NAME in settings.WAGTAILSEARCH_BACKENDS


@cache
def engine() -> "EngineBackend":
    """Return the backend of this process, which keeps its connections."""
    return get_search_backend(NAME)
