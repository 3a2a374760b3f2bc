"""fakestripe's clock, which can be moved. It decides what is due or expired.

Only signatures use the real time, because the shop verifies them with its own clock.
"""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    def now(self) -> int:
        """Seconds since the epoch."""


class OwnClock:
    """The real time plus an offset, which is lost at a restart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.ahead_s = 0

    def now(self) -> int:
        return int(time.time()) + self.ahead_s

    def advance(self, seconds: int) -> None:
        """Move the clock forward by whole seconds; back if negative."""
        with self._lock:
            self.ahead_s += seconds
