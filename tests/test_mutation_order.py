"""Which tests `make mutation` runs first."""

from pathlib import Path

import pytest

from tests.mutation_order import file_of_tests


@pytest.mark.parametrize(
    ("mutant", "file"),
    [
        (
            "checkout.orders.limits.x_hold_times__mutmut_3",
            Path("tests/checkout/orders/test_limits.py"),
        ),
        ("catalog.prices.x_saving__mutmut_1", Path("tests/catalog/test_prices.py")),
        ("stats", None),
        ("", None),
    ],
)
def test_the_tests_of_the_changed_module_are_found(mutant, file):
    assert file_of_tests(mutant) == file


def test_the_files_of_all_changed_modules_exist():
    names = ("checkout.orders.limits", "checkout.payments.settle", "checkout.pricing.quote")
    for name in names:
        assert file_of_tests(f"{name}.x_f__mutmut_1").is_file()
