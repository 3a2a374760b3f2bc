"""The stand-in's clock for tests."""

import time

from fakestripe.clock import OwnClock

BEGAN_AT = int(time.time())


class StoppedClock(OwnClock):
    """Stands at `BEGAN_AT` until it is moved on, so that a busy machine makes nothing too late."""

    def now(self) -> int:
        return BEGAN_AT + self.ahead_s


def in_(seconds: int) -> int:
    """That many seconds after the beginning, as Stripe writes times."""
    return BEGAN_AT + seconds
