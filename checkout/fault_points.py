"""Places where a test may kill this process, to prove that nothing is lost there and nothing done
twice. Only a test's settings name the file that arms one; production refuses to start with it."""

import os
import signal
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from django.conf import settings


class FaultPoint(StrEnum):
    """Between "order placed" and "mail sent", in the order of a purchase; refunds at the end."""

    ORDER_PLACED = "order placed and committed, Stripe not asked yet"
    COUPON_CREATED = "coupon made at Stripe, no session yet"
    SESSION_CREATED = "session made at Stripe, its id not kept yet"
    SESSION_KEPT = "session's id kept, the shopper not sent there yet"
    EVENT_READ = "event read, its transaction not begun"
    PAYMENT_TAKEN = "payment taken, its transaction not committed"
    PAYMENT_COMMITTED = "payment and its mail's task committed, nothing done since"
    EVENT_TAKEN = "event taken and mail queued, Stripe not answered"
    MAIL_CLAIMED = "mail claimed, not sent"
    MAIL_SENT = "mail sent, not noted"
    REFUND_COMMITTED = "refund and its task committed, nothing done since"
    REFUND_ANSWERED = "refund made at Stripe, not noted"


def reached(point: FaultPoint) -> None:
    """Nothing, unless this very point is armed: then SIGKILL, once."""
    armed_by = settings.FAULT_POINT_FILE
    if armed_by and _disarm(Path(armed_by), point):
        os.kill(os.getpid(), signal.SIGKILL)


def _disarm(file: Path, point: FaultPoint) -> bool:
    """Whether the file named this point. It is gone then: what starts next is not armed."""
    with suppress(FileNotFoundError):
        if file.read_text() == point.name:
            file.unlink()
            return True
    return False
