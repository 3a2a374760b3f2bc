from django.core.management.base import BaseCommand

from checkout.payments.expiry import release_stale_orders


class Command(BaseCommand):
    help = "Settle or give up every open order whose hold is over. The clock does so every minute."

    def handle(self, **options):
        self.stdout.write(f"{release_stale_orders()} orders were past their time.")
