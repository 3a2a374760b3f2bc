"""Facts of packshots, with defaults for all arguments, and the pages of the demo as facts."""

import csv
from functools import cache

from catalog.management.commands.load_demo import DEMO
from catalog.packshots.packshot import Facts

SECTIONS = ("accessories", "cleaning-care", "electronics", "performance", "safety-emergency")


def some_facts(**fields) -> Facts:
    defaults = {
        "image_type": "C1",
        "sku": "AUT-CC-001",
        "title": "Glass Cleaner – 500 ml",
        "brand": "Autovise",
        "name": "Glass Cleaner",
        "detail": "500 ml",
        "is_pro": False,
    }
    return Facts(**defaults | fields)


@cache
def demo_facts() -> dict[str, Facts]:
    """The products of the demo by SKU."""
    rows = []
    for section in SECTIONS:
        with open(DEMO / f"{section}.csv", newline="", encoding="utf-8") as file:
            rows += list(csv.DictReader(file))
    return {row["sku"]: _facts(row) for row in rows}


@cache
def demo_bundles() -> dict[str, list[Facts]]:
    """The parts of the demo's bundles by SKU."""
    with open(DEMO / "bundles.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    facts = demo_facts()
    return {
        row["sku"]: [facts[part.partition("*")[0]] for part in row["parts"].split("|")]
        for row in rows
    }


def _facts(row: dict[str, str]) -> Facts:
    return some_facts(
        image_type=row["image_type"],
        sku=row["sku"],
        title=row["title"],
        name=row["title"].partition(" – ")[0],
        detail=row["variant"] or row["net_quantity"],
        is_pro=row["tier"] == "Pro",
    )
