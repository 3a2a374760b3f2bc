"""`manage.py run_clock`: run the periodic jobs."""

import signal
import threading
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from accounts.consent.newsletter import delete_unconfirmed_subscribers
from accounts.consent.records import delete_expired_consents
from accounts.log_in.sessions import delete_ended_devices
from accounts.log_in.unconfirmed_accounts import delete_unconfirmed_accounts
from accounts.privacy.erase import delete_old_account_deleted_mails
from accounts.privacy.exports import delete_expired_downloads, resume_downloads
from autovise.caches import delete_expired_fallback
from autovise.publish_scheduled import publish_scheduled
from catalog.back_in_stock.announcements import announce_stock
from catalog.back_in_stock.requests import delete_old_stock_requests
from catalog.desk.stock.alerts import report_low_stock
from catalog.offers.check import check_offers
from catalog.packshots.unused import delete_unused_drawings
from catalog.search.engine.updates import update_waiting_pages
from catalog.search.misses import delete_old_misses
from catalog.uploads.queue import clean_up_imports, resume_imports
from checkout.cart.expiry import clean_carts
from checkout.cart.reminders import send_cart_reminders
from checkout.orders.held_stock import warn_of_held_stock
from checkout.orders.holds import mark_old_orders_yielding
from checkout.orders.limits import delete_limit_data
from checkout.payments.balance_readings import queue_balance_reading
from checkout.payments.expiry import release_stale_orders, resume_refunds
from checkout.payments.reconciliations import queue_hourly_reconciliation
from checkout.payments.start import close_all_lost_sessions
from checkout.payments.webhook import apply_waiting_events, delete_expired_events
from checkout.privacy.erase import erase_expired_order_data
from home.contact.retention import delete_old_contact_messages
from jobs.schedule import Job, Schedule
from outbox.mail_log import delete_old_sent_mails
from outbox.mails import send_waiting_mails
from sitewide.generation import fold_generation

TASK_RETENTION_DAYS = 30
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def delete_old_tasks() -> None:
    """Delete the results of tasks that finished more than `TASK_RETENTION_DAYS` ago."""
    tasks = ("--backend", "shop", "--queue-name", "*", "--min-age-days", str(TASK_RETENTION_DAYS))
    call_command("prune_db_task_results", *tasks, verbosity=0)


def delete_ended_sessions() -> None:
    """Delete expired sessions."""
    call_command("clearsessions")


# Each group has its own thread: a service that hangs delays only its own group.
JOBS = (
    Job("catalogue", MINUTE, publish_scheduled),
    Job("catalogue", MINUTE, resume_imports),
    Job("catalogue", MINUTE, fold_generation),
    Job("money", MINUTE, mark_old_orders_yielding),
    Job("money", MINUTE, release_stale_orders),
    Job("money", MINUTE, resume_refunds),
    Job("money", MINUTE, close_all_lost_sessions),
    Job("money", MINUTE, apply_waiting_events),
    Job("money", 15 * MINUTE, warn_of_held_stock),
    Job("money", 5 * MINUTE, queue_hourly_reconciliation),
    Job("money", 5 * MINUTE, queue_balance_reading),
    Job("mails", MINUTE, delete_old_account_deleted_mails),
    Job("mails", MINUTE, report_low_stock),
    Job("mails", MINUTE, announce_stock),
    Job("mails", MINUTE, send_waiting_mails),
    Job("mails", 5 * MINUTE, send_cart_reminders),
    Job("mails", 5 * MINUTE, resume_downloads),
    Job("search", MINUTE, update_waiting_pages),
    Job("housekeeping", HOUR, erase_expired_order_data),
    Job("housekeeping", HOUR, delete_ended_sessions),
    Job("housekeeping", HOUR, delete_expired_fallback),
    Job("housekeeping", HOUR, delete_ended_devices),
    Job("housekeeping", HOUR, clean_carts),
    Job("housekeeping", HOUR, delete_unconfirmed_subscribers),
    Job("housekeeping", HOUR, delete_unconfirmed_accounts),
    Job("housekeeping", HOUR, delete_expired_downloads),
    Job("housekeeping", HOUR, clean_up_imports),
    Job("housekeeping", HOUR, check_offers),
    Job("housekeeping", DAY, delete_old_tasks),
    Job("housekeeping", DAY, delete_old_misses),
    Job("housekeeping", DAY, delete_unused_drawings),
    Job("housekeeping", DAY, delete_expired_events),
    Job("housekeeping", HOUR, delete_limit_data),
    Job("housekeeping", DAY, delete_expired_consents),
    Job("housekeeping", DAY, delete_old_contact_messages),
    Job("housekeeping", DAY, delete_old_stock_requests),
    Job("housekeeping", DAY, delete_old_sent_mails),
)


class Command(BaseCommand):
    help = "Run the periodic jobs until stopped: publish, release stale orders, delete old data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="run every job once, then exit")

    def handle(self, *, once: bool, **options: Any) -> None:
        stopped = threading.Event()
        schedule = Schedule(JOBS, stopped=stopped)
        if once:
            schedule.run_once()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        schedule.run()
