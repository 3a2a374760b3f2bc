"""pytest plugin of `make mutation`: run the changed module's tests first, then those beside it.

They fail for most changes, and sooner than the tests of the whole shop. `ONLY_NEAR` in the
environment leaves the other tests out.
"""

import os
from pathlib import Path

import pytest

MUTANT = "MUTANT_UNDER_TEST"  # mutmut's: "checkout.orders.limits.x_hold_times__mutmut_3"
ONLY_NEAR = "MUTATION_ONLY_NEAR"


def pytest_configure(config: pytest.Config) -> None:
    own = file_of_tests(os.environ.get(MUTANT, ""))
    if own is not None and any("::" in test for test in config.args):
        config.args = in_order(config.args, own, only_near=bool(os.environ.get(ONLY_NEAR)))


def in_order(tests: list[str], own: Path, *, only_near: bool) -> list[str]:
    """Sort the ids: tests of the file `own`, tests beside it, the others unless `only_near`."""
    near, others = [], []
    for test in tests:
        is_near = Path(test.partition("::")[0]).is_relative_to(own.parent)
        (near if is_near else others).append(test)
    near.sort(key=lambda test: test.partition("::")[0] != str(own))
    return near if only_near else near + others


def file_of_tests(mutant: str) -> Path | None:
    """Return the file with the tests of the mutant's module; None if no mutant is tested.

    Its folder has the tests of the module's package.
    """
    module, is_mutant, _ = mutant.partition(".x")
    if not is_mutant:
        return None
    *package, name = module.split(".")
    return Path("tests", *package, f"test_{name}.py")
