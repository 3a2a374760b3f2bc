"""SKUs of two products in stock."""

import pytest

from tests.builders import a_product


@pytest.fixture
def wax():
    return a_product(sku="AUT-CC-001", stock=5).sku


@pytest.fixture
def mitt():
    return a_product(sku="AUT-CC-002", stock=2).sku
