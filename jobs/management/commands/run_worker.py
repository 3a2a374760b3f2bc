"""`manage.py run_worker`: work off the shop's background tasks until stopped."""

import signal
import sys

from django.core.management.base import BaseCommand

from jobs.worker import WorkerThreads


class Command(BaseCommand):
    help = "Run the background tasks: mails, money and imports, each queue by itself."

    def handle(self, **options):
        threads = WorkerThreads()

        def stop(number, frame):
            """Finish what is under way; a second signal ends the process at once."""
            threads.stop()
            signal.signal(number, lambda *_: sys.exit(1))

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        threads.run()
