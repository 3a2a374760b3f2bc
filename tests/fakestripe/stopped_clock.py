"""fakestripe's clock, stopped, for tests of what is too early or too late.

Tests of webhooks keep the running one: their deliveries fall due by it.
"""

import time

import pytest

from fakestripe.clock import OwnClock

BEGAN_AT = int(time.time())


class StoppedClock(OwnClock):
    """Stands at `BEGAN_AT` until it is moved on, so that a busy machine makes nothing too late."""

    def now(self) -> int:
        return BEGAN_AT + self.ahead_s


@pytest.fixture
def clock() -> OwnClock:
    return StoppedClock()


def in_(seconds: int) -> int:
    """That many seconds after the beginning, as Stripe writes times."""
    return BEGAN_AT + seconds
