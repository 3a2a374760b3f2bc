"""Sentences about counts: what was recorded, and why a count is refused."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from catalog.models import StockMove
from catalog.models.stock_counts import CountBelowHeld


def describe_count(move: StockMove, counted_at: datetime) -> str:
    """Say what was counted when, what came or went since, and the difference."""
    difference = f"{move.pieces:+d} recorded" if move.pieces else "no difference"
    if not move.moved_since_count:
        return f"{move.counted} counted, {difference}."
    since = _moved(move.moved_since_count)
    return (
        f"{move.counted} counted at {_time(counted_at)}, {since} since: {move.on_hand_after} on "
        f"hand, {difference}."
    )


def describe_below_held(refused: CountBelowHeld) -> str:
    """Say what must be done before the count can be recorded."""
    if refused.on_hand < 0:
        since = _moved(refused.on_hand - refused.counted)
        return f"{refused.counted} counted, but {since} since: count again."
    must = "1 of them must" if refused.to_release == 1 else f"{refused.to_release} of them must"
    more = "than were counted"
    if refused.on_hand != refused.counted:
        more = f"than the {refused.on_hand} that are left of those counted"
    return (
        f"{refused.held} held for unpaid orders, more {more}: {must} be released before this "
        "count can be recorded. The owner can release unpaid orders on the page of this SKU."
    )


def _moved(pieces: int) -> str:
    return f"{pieces} added" if pieces > 0 else f"{-pieces} sold or removed"


def _time(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "H:i, j M Y")
