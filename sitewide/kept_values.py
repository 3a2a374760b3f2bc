"""Values that are kept in the process until the catalogue changes.

Each request that only reads gets one generation of the catalogue (`sitewide.generation`), read
before anything else. A value is kept with the generation that was read before the value was made,
so a request never gets a value that is older than its generation. Requests that write, and code
outside of requests, make each value themselves: what they have just changed counts.
"""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Any, cast

from sitewide.generation import read_generation

MAX_KEPT = 2048


class GenerationOfRequest:
    """Generation of one request; it is read when it is first needed."""

    def __init__(self, number: int | None = None) -> None:
        if number is not None:
            self.number = number

    @cached_property
    def number(self) -> int | None:
        return read_generation()


_of_request: ContextVar[GenerationOfRequest | None] = ContextVar("generation", default=None)
_kept: dict[Hashable, tuple[int, Any]] = {}
_writing = threading.Lock()


@contextmanager
def reading(generation: int | None = None) -> Iterator[None]:
    """Use kept values while this request is answered. `generation`: if it was read already."""
    token = _of_request.set(GenerationOfRequest(generation))
    try:
        yield
    finally:
        _of_request.reset(token)


def keep_until_change[Value](key: Hashable, make: Callable[[], Value]) -> Value:
    """Return the kept value of this key, or make and keep it.

    `make` reads only what raises the generation: no clock, no request, no orders. Its value is
    immutable, because several requests use it at once.
    """
    of_request = _of_request.get()
    generation = of_request.number if of_request else None
    if generation is None:
        return make()
    known = _kept.get(key)
    if known and known[0] == generation:
        return cast("Value", known[1])
    value = make()
    with _writing:
        _kept.pop(key, None)
        _kept[key] = (generation, value)
        while len(_kept) > MAX_KEPT:  # the one that was made first
            del _kept[next(iter(_kept))]
    return value


def forget_kept_values() -> None:
    """Forget all values: a test begins with another database of the same generation."""
    _kept.clear()
