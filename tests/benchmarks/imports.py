"""An import of new, unchanged and changed products: processor time, statements and memory.

"Unchanged" is the same file again, "exported" the shop's own export of it, with all columns.
"""

import argparse
import csv
import logging
import random
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from catalog.imports.exports.catalogue import export_catalogue
from catalog.imports.runner import Import, ImportOptions
from catalog.models import Category, ProductType, Subcategory, Tag
from tests.databases import migrated_copy

ROWS = (1_000, 10_000)
FILES = ("new", "unchanged", "exported", "changed")
SECTIONS, SHELVES, TYPES, TAGS = 8, 6, 12, 40
COLUMNS = (
    "sku", "title", "tier", "product_type", "category", "subcategory", "tags", "price",
    "description", "featured", "stock",
)  # fmt: skip
WORDS = (
    "made", "from", "durable", "recycled", "steel", "soft", "matt", "finish", "folds", "flat",
    "fits", "small", "boots", "wipes", "clean", "comes", "ten", "year", "guarantee", "spare",
    "parts", "kept", "stock", "our", "workshop", "checks", "each", "piece", "hand", "before",
)  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """Of one pass over the file, for each row."""

    cpu_ms: float
    statements: float

    def __str__(self) -> str:
        return f"{self.cpu_ms:8.2f} ms {self.statements:8.2f} statements"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, nargs="+", default=ROWS)
    parser.add_argument("--only", nargs="+", choices=FILES, default=FILES, help="besides “new”")


def run(arguments: argparse.Namespace) -> int:
    logging.disable(logging.WARNING)
    print(f"\nImports on {connection.vendor}, processor time of this process for each row\n")
    for rows in arguments.rows:
        with migrated_copy(), TemporaryDirectory() as folder:
            _make_sections()
            _measure(Path(folder), rows, {FILES[0], *arguments.only})
    return 0


def _measure(folder: Path, rows: int, names: set[str]) -> None:
    for name in (name for name in FILES if name in names):
        path = folder / "rows.csv"
        if name == "exported":
            with path.open("w", newline="", encoding="utf-8") as file:
                export_catalogue(file)
        else:
            _write(path, rows, extra_pence=100 if name == "changed" else 0)
        before = _peak_mb()
        task = Import(ImportOptions(path))
        for step in (task.check, task.write):
            print(f"  {rows:7,} {name:10}{step.__name__:8}{_cost_of(step, rows)}", flush=True)
        print(f"  {rows:7,} {name:10}memory  {before:8.0f} MB before, {_peak_mb():.0f} MB peak")


def _cost_of(step: Callable, rows: int) -> Cost:
    statements = 0

    def count(execute: Callable, *arguments: object) -> object:
        nonlocal statements
        statements += 1
        return execute(*arguments)

    began_at = time.process_time()
    with connection.execute_wrapper(count):
        report = step()
    assert not report.refused, report.counts_in_words()
    return Cost((time.process_time() - began_at) * 1000 / rows, statements / rows)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _make_sections() -> None:
    for number in range(SECTIONS):
        category = Category.objects.create(name=f"Section {number}", slug=f"s-{number}")
        for shelf in range(SHELVES):
            Subcategory.objects.create(name=f"Shelf {shelf}", slug=f"f-{shelf}", category=category)
    for number in range(TYPES):
        ProductType.objects.create(name=f"Type {number}", slug=f"t-{number}")
    for number in range(TAGS):
        Tag.objects.create(name=f"Tag {number}", slug=f"g-{number}")


def _write(path: Path, rows: int, *, extra_pence: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_rows(rows, extra_pence))


def _rows(count: int, extra_pence: int) -> Iterator[tuple]:
    """Yield rows with three sentences of 24 words each. The same number is the same product."""
    chance = random.Random(7)  # noqa: S311 (the same rows each time)
    for number in range(count):
        sentences = (" ".join(chance.choices(WORDS, k=24)).capitalize() for _ in range(3))
        yield (
            f"AUT-BM-{number:06d}",
            f"{chance.choice(WORDS).capitalize()} {chance.choice(WORDS)} No. {number}",
            chance.choice(("Standard", "Pro")),
            f"Type {number % TYPES}",
            f"s-{number % SECTIONS}",
            f"f-{number % SHELVES}",
            "|".join(sorted({f"g-{chance.randrange(TAGS)}" for _ in range(3)})),
            f"{(199 + number * 7_919 % 20_000 + extra_pence) / 100:.2f}",
            ". ".join(sentences) + ".",
            "yes" if number < 4 else "",
            chance.randrange(60),
        )
