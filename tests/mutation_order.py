"""pytest plugin of `make mutation`: run the changed module's tests first, then those beside it.

They fail for most changes, and sooner than the tests of the whole shop. `ONLY_NEAR` in the
environment leaves the other tests out.
"""

import os
from pathlib import Path

import pytest

MUTANT = "MUTANT_UNDER_TEST"  # mutmut's: "checkout.orders.limits.x_hold_times__mutmut_3"
ONLY_NEAR = "MUTATION_ONLY_NEAR"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    own = file_of_tests(os.environ.get(MUTANT, ""))
    if own is None:
        return
    file, folder = config.rootpath / own, config.rootpath / own.parent
    near = [item for item in items if item.path.is_relative_to(folder)]
    near.sort(key=lambda item: item.path != file)
    others = [item for item in items if not item.path.is_relative_to(folder)]
    if os.environ.get(ONLY_NEAR):
        config.hook.pytest_deselected(items=others)
        others = []
    items[:] = near + others


def file_of_tests(mutant: str) -> Path | None:
    """Return the file with the tests of the mutant's module; None if no mutant is tested.

    Its folder has the tests of the module's package.
    """
    module, is_mutant, _ = mutant.partition(".x")
    if not is_mutant:
        return None
    *package, name = module.split(".")
    return Path("tests", *package, f"test_{name}.py")
