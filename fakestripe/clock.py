"""The stand-in's own clock, so that tests and later mischief can move it."""

import time
from typing import Protocol


class Clock(Protocol):
    def now(self) -> int:
        """Seconds since the epoch."""


class SystemClock:
    def now(self) -> int:
        return int(time.time())
