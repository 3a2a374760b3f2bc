"""Fixtures of the log-in tests."""

import pytest

from tests.accounts.clock import Clock


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)
