"""`manage.py load_demo`: load the demo catalogue with `import_products`."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

DEMO = Path(__file__).resolve().parents[2] / "demo"
SECTIONS = ("accessories", "electronics", "cleaning-care", "performance", "safety-emergency")
FILES = ("snippets", *SECTIONS, "bundles")


class Command(BaseCommand):
    help = (
        "Load the demo catalogue: sections, products and bundles. Running it again changes nothing."
    )

    def handle(self, **options: Any) -> None:
        for name in FILES:
            self.stdout.write(f"{name}:")
            file = DEMO / f"{name}.csv"
            call_command("import_products", str(file), apply=True, stdout=self.stdout)
