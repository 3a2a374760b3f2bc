"""Scheduled jobs that resume unfinished work."""

from datetime import timedelta

from checkout.payments.expiry import resume_refunds
from checkout.payments.start import close_all_lost_sessions
from checkout.payments.webhook import apply_waiting_events
from jobs.schedule import Job, run_job
from outbox.mails import send_waiting_mails

RESUMING = (resume_refunds, send_waiting_mails, close_all_lost_sessions, apply_waiting_events)


def resume_unfinished_work() -> None:
    """Run the jobs once, each on its own as in the scheduler."""
    for work in RESUMING:
        run_job(Job("tests", timedelta(minutes=1), work))
