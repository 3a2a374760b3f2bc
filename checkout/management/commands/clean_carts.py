"""`manage.py clean_carts`: delete and empty the carts that have expired."""

from typing import Any

from django.core.management.base import BaseCommand

from checkout.cart.expiry import clean_carts


class Command(BaseCommand):
    help = (
        "Delete guests' carts whose session has ended, and empty customers' carts that were not "
        "changed for the days set under Settings → Carts. The clock does the same every hour."
    )

    def handle(self, **options: Any) -> None:
        expired = clean_carts()
        self.stdout.write(
            f"{expired.deleted} carts of guests deleted, {expired.emptied} carts of customers "
            "emptied."
        )
