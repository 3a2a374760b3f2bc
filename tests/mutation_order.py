"""pytest plugin of `make mutation`: run the tests beside the changed module first.

They fail for most changes, and sooner than the tests of the whole shop. `ONLY_NEAR` in the
environment leaves the other tests out.
"""

import os
from pathlib import Path

import pytest

MUTANT = "MUTANT_UNDER_TEST"  # mutmut's: "checkout.orders.limits.x_hold_times__mutmut_3"
ONLY_NEAR = "MUTATION_ONLY_NEAR"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    folder = folder_of_tests(os.environ.get(MUTANT, ""))
    if folder is None:
        return
    tests = config.rootpath / folder
    near = [item for item in items if item.path.is_relative_to(tests)]
    others = [item for item in items if not item.path.is_relative_to(tests)]
    if os.environ.get(ONLY_NEAR):
        config.hook.pytest_deselected(items=others)
        others = []
    items[:] = near + others


def folder_of_tests(mutant: str) -> Path | None:
    """Return the folder with the tests of the mutant's package; None if no mutant is tested."""
    module, is_mutant, _ = mutant.partition(".x")
    if not is_mutant:
        return None
    *package, _ = module.split(".")
    return Path("tests", *package)
