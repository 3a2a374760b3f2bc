"""`python -m tests.benchmarks desk`: one benchmark on the database of the environment."""

import argparse
import os
import sys
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "site"))
os.environ["DJANGO_SETTINGS_MODULE"] = "autovise.settings.test"
django.setup()

from tests.benchmarks import desk, figures, fresh_pages, imports, mixed_load, orders  # noqa: E402 (only now can models be imported)

BENCHMARKS = {
    "desk": desk,
    "figures": figures,
    "imports": imports,
    "load": mixed_load,
    "orders": orders,
    "pages": fresh_pages,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    subjects = parser.add_subparsers(dest="subject", required=True)
    for name, subject in BENCHMARKS.items():
        subject.add_arguments(subjects.add_parser(name, help=subject.__doc__))
    arguments = parser.parse_args()
    return BENCHMARKS[arguments.subject].run(arguments)


if __name__ == "__main__":
    sys.exit(main())
