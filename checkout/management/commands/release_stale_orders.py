"""`manage.py release_stale_orders`: expire unpaid orders now."""

from typing import Any

from django.core.management.base import BaseCommand

from checkout.payments.expiry import release_stale_orders


class Command(BaseCommand):
    help = (
        "Settle or expire every open order whose hold is over, as the scheduler does each minute."
    )

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Orders settled or expired: {release_stale_orders()}.")
