"""Real transactions: on PostgreSQL the generation is raised once in each."""

import pytest


@pytest.fixture(autouse=True)
def _real_database(real_database):
    """Every test here has a database of its own."""
