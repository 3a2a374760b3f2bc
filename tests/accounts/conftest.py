"""What the tests of logging in share."""

import pytest

from tests.accounts.clock import Clock


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)
