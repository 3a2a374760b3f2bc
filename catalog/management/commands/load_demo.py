"""The demo catalogue, by the same commands that a merchant would use."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand

from catalog.imports.taxonomy import load_taxonomy

DEMO = Path(__file__).resolve().parents[2] / "demo"
SECTIONS = ("accessories", "electronics", "cleaning-care", "performance", "safety-emergency")


class Command(BaseCommand):
    help = (
        "Load the demo catalogue: sections, products and bundles. Running it again changes nothing."
    )

    def handle(self, **options):
        load_taxonomy(DEMO / "taxonomy.csv")
        for section in SECTIONS:
            self.stdout.write(f"{section}:")
            self._import("import_products", section)
        self.stdout.write("bundles:")
        self._import("import_bundles", "bundles")

    def _import(self, command: str, name: str) -> None:
        call_command(command, DEMO / f"{name}.csv", apply=True, stdout=self.stdout)
