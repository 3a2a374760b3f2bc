"""Waiting for a condition, never for a time. The deadline only ends what hangs."""

import time
from collections.abc import Callable

LOOKS_EVERY_S = 0.05


class NeverHappened(AssertionError):
    """The condition did not come true before the deadline."""


def wait_for[Found](condition: Callable[[], Found], what: str, *, within_s: float = 60) -> Found:
    """The condition's first true answer. Raises NeverHappened naming `what`."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(LOOKS_EVERY_S)
    raise NeverHappened(f"{what}: not within {within_s:g} s")
