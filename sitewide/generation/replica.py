"""Whether a request may read what public pages show from a replica of the database.

A replica lags. It is read only for a public page, and only if it has the generation of the
catalogue (`sitewide.generation`) that the request got from the database itself. Then everything
that public pages show is the same in both. A replica that does not respond is not asked again for
`PAUSE_SECONDS`.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property

from django.db import DatabaseError

from sitewide.generation import read_generation

log = logging.getLogger(__name__)

ALIAS = "replica"
PAUSE_SECONDS = 10.0

_away_until = 0.0  # of this process


class _Request:
    """What is known of the request: its generation, and whether its page is public."""

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self.is_public = False

    @cached_property
    def replica_is_current(self) -> bool:
        global _away_until
        if time.monotonic() < _away_until:
            return False
        try:
            return read_generation(ALIAS) == self.generation
        except DatabaseError as error:
            log.warning("the replica is not read: %s", type(error).__name__)
            _away_until = time.monotonic() + PAUSE_SECONDS
            return False


_of_request: ContextVar[_Request | None] = ContextVar("replica", default=None)


@contextmanager
def may_read_replica(generation: int) -> Iterator[None]:
    """Allow the public page of this request to be read from the replica.

    `generation`: that of the database, read at the beginning of the request.
    """
    token = _of_request.set(_Request(generation))
    try:
        yield
    finally:
        _of_request.reset(token)


def note_public_page() -> None:
    """Record that this request makes a public page.

    Until then it reads nothing from the replica.
    """
    if request := _of_request.get():
        request.is_public = True


def reads_replica() -> bool:
    """Whether this request reads from the replica. Asks it for its generation once."""
    request = _of_request.get()
    return request is not None and request.is_public and request.replica_is_current
