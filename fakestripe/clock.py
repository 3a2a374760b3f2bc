"""The stand-in's own clock: what is due, expired or too early is judged by it.

Only the times in signatures are the real ones, because the shop checks them by its own clock.
"""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    def now(self) -> int:
        """Seconds since the epoch."""


class OwnClock:
    """Real time until it is moved on. Where it stands is forgotten at a restart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.ahead_s = 0

    def now(self) -> int:
        return int(time.time()) + self.ahead_s

    def advance(self, seconds: int) -> None:
        """Whole seconds; a negative number moves it back."""
        with self._lock:
            self.ahead_s += seconds
