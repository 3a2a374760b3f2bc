"""Real transactions, on whichever engine the tests run on, and fakestripe."""

import pytest
from django.db import connection

from tests.checkout.conftest import stripe_server

__all__ = ["stripe_server"]


@pytest.fixture(autouse=True)
def _real_database(real_database):
    """Every test here has a database of its own."""


@pytest.fixture
def postgres_only():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time: it cannot deadlock")
