"""Middleware that answers public pages from the page cache, before all other middleware.

docs/architecture.md explains why an answer is never older than the last committed change.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from autovise.page_cache.answers import (
    STORED_ENCODINGS,
    Answer,
    accepted_encoding,
    is_shared,
)
from autovise.page_cache.keys import is_canonical, state_of, url_of, version_of_shop
from autovise.page_cache.store import PageStore
from catalog.models.images import files_missing
from sitewide.generation import read_generation
from sitewide.generation.replica import may_read_replica
from sitewide.kept_values import reading
from sitewide.public_pages import public_mark, unmark_public

type GetResponse = Callable[[HttpRequest], HttpResponse]

# No view below these is public. They are not looked up, which spares a query; what is stored is
# decided by `is_shared` and the declaration of the page alone.
NEVER_STORED = (
    "/accounts/", "/admin/", "/cart/", "/checkout/", "/documents/", "/media/", "/saved/",
    "/static/", "/users/", "/webhook/",
)  # fmt: skip

# Whether the page being rendered shows a drawing in place of a picture whose files are missing.
_lacks_pictures: ContextVar[bool] = ContextVar("lacks_pictures", default=False)


def connect() -> None:
    """Connect the receiver that notices missing pictures."""
    files_missing.connect(_note_missing_picture, dispatch_uid="page cache: missing picture")


def _note_missing_picture(**kwargs: Any) -> None:
    _lacks_pictures.set(True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answer to a request may be stored, and under which state of the shop."""

    url: str
    generation: int
    state: bytes


class PageCacheMiddleware:
    """Answer from the cache, or render, and store what is public.

    Public pages get the same headers and encoding whether they are stored or not.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.store = PageStore()
        # Read now: a later version may replace the files while this process runs.
        self.version = version_of_shop() if settings.PAGE_CACHE else b""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "is_dummy", False):
            return self._preview(request)
        place = self._place(request)
        if place:
            encoding = accepted_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
            if answer := self.store.read(place.url, place.state, encoding):
                return answer.to_response(request.META.get("HTTP_IF_NONE_MATCH", ""))
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        if place is None:
            with reading():
                return self._render(request, None)
        with reading(place.generation), may_read_replica(place.generation):
            return self._render(request, place)

    def _place(self, request: HttpRequest) -> Place | None:
        """Return None if the answer may not be stored. Reads the generation: one query."""
        may_be_stored = (
            settings.PAGE_CACHE
            and request.method in ("GET", "HEAD")
            and not request.path_info.startswith(NEVER_STORED)
            and is_canonical(request)
        )
        url = url_of(request) if may_be_stored else ""
        generation = _read_generation() if url else None
        if generation is None:
            return None
        return Place(url, generation, state_of(url, generation, self.version))

    def _preview(self, request: HttpRequest) -> HttpResponse:
        """Render a preview: Wagtail asks for it under the URL of the public page."""
        response = self.get_response(request)
        unmark_public(response)
        return response

    def _render(self, request: HttpRequest, place: Place | None) -> HttpResponse:
        token = _lacks_pictures.set(False)
        try:
            response = self.get_response(request)
            is_whole = not _lacks_pictures.get()
        finally:
            _lacks_pictures.reset(token)
        if not is_shared(request, response):
            return response
        answer = Answer.of(response)
        encoding = accepted_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        if place is None or not is_whole or not _is_stored(request, response):
            encoded = {encoding: answer.encoded(encoding)}
        else:
            encoded = {name: answer.encoded(name) for name in STORED_ENCODINGS}
            self._store(place, encoded)
        found = encoded.get(encoding, answer)
        return found.to_response(request.META.get("HTTP_IF_NONE_MATCH", ""))

    def _store(self, place: Place, encoded: dict[str, Answer]) -> None:
        """Store the page, unless something that pages show changed while it was rendered."""
        if _read_generation() == place.generation:
            self.store.write(place.url, place.state, encoded)


def _is_stored(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the page is stored under the URL of this request."""
    mark = public_mark(response)
    if mark is None or not mark.is_stored or request.method != "GET":
        return False
    return mark.reads_query or not request.META.get("QUERY_STRING")


def _read_generation() -> int | None:
    try:
        return read_generation()
    except DatabaseError:
        return None  # the page itself reports the failed database
