"""Which tests `make mutation` runs first."""

from pathlib import Path

import pytest

from tests.mutation_order import file_of_tests, in_order


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


def test_the_own_tests_come_first_and_the_others_last():
    others = ["tests/checkout/cart/test_lines.py::test_a", "tests/catalog/test_prices.py::test_b"]
    beside = "tests/checkout/orders/test_place.py::test_c[1]"
    own = "tests/checkout/orders/test_limits.py::test_d"
    tests = [others[0], beside, own, others[1]]
    file = Path("tests/checkout/orders/test_limits.py")
    assert in_order(tests, file, only_near=False) == [own, beside, *others]
    assert in_order(tests, file, only_near=True) == [own, beside]
