"""Points where a test may kill this process, to prove that no work is lost or done twice.

Only test settings name the file that arms a point; production refuses to start with it.
"""

import os
import signal
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from django.conf import settings


class FaultPoint(StrEnum):
    """Points from "order placed" to "mail sent", in the order of a purchase, then of a refund."""

    ORDER_PLACED = "order placed and committed, Stripe not called yet"
    COUPON_CREATED = "coupon created at Stripe, no session yet"
    SESSION_CREATED = "session created at Stripe, its id not stored yet"
    SESSION_KEPT = "session's id stored, the shopper not redirected yet"
    EVENT_READ = "event read, its transaction not begun"
    PAYMENT_TAKEN = "payment applied, its transaction not committed"
    PAYMENT_COMMITTED = "payment and its mail's task committed, nothing done since"
    EVENT_TAKEN = "event applied and mail queued, no response to Stripe yet"
    MAIL_CLAIMED = "mail claimed, not sent"
    MAIL_SENT = "mail sent, not recorded"
    REFUND_COMMITTED = "refund and its task committed, nothing done since"
    REFUND_ANSWERED = "refund made at Stripe, not recorded"


def reached(point: FaultPoint) -> None:
    """Kill this process once if the point is armed; otherwise do nothing."""
    armed_by = settings.FAULT_POINT_FILE
    if armed_by and _disarm(Path(armed_by), point):
        os.kill(os.getpid(), signal.SIGKILL)


def _disarm(file: Path, point: FaultPoint) -> bool:
    """Delete the file if it names this point, so that only one process is killed. Return whether it
    did."""
    with suppress(FileNotFoundError):
        if file.read_text() == point.name:
            file.unlink()
            return True
    return False
