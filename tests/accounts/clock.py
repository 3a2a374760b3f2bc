"""Replacement of `time.time` that tests can advance."""

import time

import pytest


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._ahead_s = 0.0
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + self._ahead_s)

    def goes_on(self, seconds: float) -> None:
        self._ahead_s += seconds
