"""`manage.py run_worker`: run background tasks until stopped."""

import signal
import sys
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from jobs.worker import WorkerThreads


class Command(BaseCommand):
    help = "Run the background tasks: one thread for each queue (mails, money and imports)."

    def handle(self, **options: Any) -> None:
        threads = WorkerThreads()

        def stop(number: int, frame: FrameType | None) -> None:
            """Finish the running tasks. A second signal ends the process at once."""
            threads.stop()
            signal.signal(number, lambda *_: sys.exit(1))

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        threads.run()
