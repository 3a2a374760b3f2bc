"""`manage.py check_offers`: whether lists and cart show what the pages say."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.offers.check import differences
from catalog.offers.check import mend as mend_offers


class Command(BaseCommand):
    help = (
        "Compare the table of offers, which lists, search and cart read, with the products and "
        "bundles. Lists the differences; the exit status is 1 then."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="write wrong rows again")

    def handle(self, *, mend: bool, **options: Any) -> None:
        found = list(differences())
        for difference in found:
            self.stdout.write(str(difference))
        if mend:
            mend_offers(found)
        if found:
            done = "They are mended." if mend else "--mend mends them."
            raise CommandError(f"{len(found)} offers differ. {done}", returncode=1)
        self.stdout.write("All offers are as their pages say.")
