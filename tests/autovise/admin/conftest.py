"""Fixtures of the table of roles × actions."""

from copy import deepcopy

import pytest

from tests.autovise.admin.roles_table import Desk


@pytest.fixture(scope="module")
def built_desk(module_db) -> Desk:
    """The objects that most actions need: building them takes longer than the actions."""
    desk = Desk()
    assert all((desk.product, desk.bundle, desk.picture))
    return desk


@pytest.fixture
def desk(built_desk, db) -> Desk:
    """The objects of an action, as they were built."""
    return deepcopy(built_desk)
