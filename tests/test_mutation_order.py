"""Which tests `make mutation` runs first."""

from pathlib import Path

import pytest

from tests.mutation_order import folder_of_tests


@pytest.mark.parametrize(
    ("mutant", "folder"),
    [
        ("checkout.orders.limits.x_hold_times__mutmut_3", Path("tests/checkout/orders")),
        ("catalog.prices.x_saving__mutmut_1", Path("tests/catalog")),
        ("stats", None),
        ("", None),
    ],
)
def test_the_tests_beside_the_changed_module_are_found(mutant, folder):
    assert folder_of_tests(mutant) == folder


def test_the_folders_of_all_changed_modules_exist():
    names = ("checkout.orders.limits", "checkout.payments.settle", "checkout.pricing.quote")
    for name in names:
        assert folder_of_tests(f"{name}.x_f__mutmut_1").is_dir()
