"""What must happen as time passes: scheduled pages, holds that end, work that was cut short."""

import logging
import signal
import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError
from django.db import close_old_connections

from accounts.consents import forget_old_consents
from accounts.downloads import clear_old_downloads, resume_downloads
from accounts.erasing import send_farewells
from accounts.newsletter import forget_unconfirmed
from accounts.sessions import forget_ended_devices
from accounts.unconfirmed_accounts import forget_unconfirmed_accounts
from autovise.scheduling import publish_scheduled
from catalog.uploads.queueing import clear_old_imports, resume_imports
from checkout.cart_reminders import send_cart_reminders
from checkout.cart_session import forget_old_carts
from checkout.erasing import forget_buyers_in_time
from checkout.reconciliations import queue_hourly_reconciliation
from checkout.stale_orders import release_stale_orders, resume_unfinished_work
from checkout.webhook import forget_old_events

log = logging.getLogger(__name__)

EVERY_SECONDS = 60
KEPT_DAYS = 30


def clear_what_is_old() -> None:
    """Finished tasks, ended sessions, old events and guests' carts that nobody came back to."""
    tasks = ("--backend", "shop", "--queue-name", "*", "--min-age-days", str(KEPT_DAYS))
    call_command("prune_db_task_results", *tasks, verbosity=0)
    call_command("clearsessions")
    forget_ended_devices()
    forget_old_carts()
    forget_old_events()
    forget_unconfirmed()
    forget_old_consents()


JOBS = (
    release_stale_orders,
    resume_unfinished_work,
    publish_scheduled,
    resume_imports,
    clear_old_imports,
    queue_hourly_reconciliation,
    resume_downloads,
    clear_old_downloads,
    send_farewells,
    send_cart_reminders,
    forget_buyers_in_time,
    forget_unconfirmed_accounts,
    clear_what_is_old,
)


class Command(BaseCommand):
    help = "Publish what is scheduled and release stale orders, every minute until stopped."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do it once, and end")

    def handle(self, *, once: bool, **options):
        if once:
            tick()
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.wait(EVERY_SECONDS):
            close_old_connections()
            tick()


def tick() -> None:
    """One round. Each job stands alone: one that fails is reported, and the others still run."""
    for job in JOBS:
        try:
            job()
        except (DatabaseError, OSError):
            log.exception("%s failed; it is tried again in a minute", job.__name__)
