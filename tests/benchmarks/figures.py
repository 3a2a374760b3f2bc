"""`make bench`: the shop's figures, each kind in a module of its own, with a database of its own.

A further one is a module with `measure(seconds) -> list[Figure]`, named in `KINDS`.
"""

import argparse
import logging
import os

from django.db import connection

from tests.benchmarks import checkouts, fresh_pages, log_in_timing, quotes, warm_pages, webhooks
from tests.benchmarks.figure import Figure
from tests.benchmarks.shop import local_stripe
from tests.databases import migrated_copy

KINDS = {
    "quotes": quotes,
    "warm-pages": warm_pages,
    "fresh-pages": fresh_pages,
    "stand-in": local_stripe,
    "webhooks": webhooks,
    "checkouts": checkouts,
    "log-in": log_in_timing,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=int, default=os.environ.get("BENCH_SECONDS", "60"))
    parser.add_argument("--only", nargs="+", choices=KINDS, default=[*KINDS])


def run(arguments: argparse.Namespace) -> int:
    """Everything is tried; the exit status says whether nothing is wrong."""
    logging.disable(logging.WARNING)
    _print_head()
    figures = [figure for kind in arguments.only for figure in _shown(kind, arguments.seconds)]
    return exit_status(figures)


def exit_status(figures: list[Figure]) -> int:
    return 1 if any(figure.complaint for figure in figures) else 0


def _shown(kind: str, seconds: int) -> list[Figure]:
    with migrated_copy():
        figures = KINDS[kind].measure(seconds)
    for figure in figures:
        print(figure, flush=True)
    return figures


def _print_head() -> None:
    one, five, _ = os.getloadavg()
    print(f"\nThe shop on {connection.vendor}, {os.cpu_count()} processors; load average before:")
    print(f"{one:.1f} in the last minute, {five:.1f} in the last five\n", flush=True)
