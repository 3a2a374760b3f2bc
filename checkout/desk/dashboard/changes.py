"""Changes of figures against the period before, in words with a sign."""

from collections.abc import Callable

_PERMILLE_IN_PERCENT = 10


def describe_change(now: int, before: int, *, show: Callable[[int], str]) -> str:
    """Return a phrase such as “+£12.00 (+12 %), up from £100.00”.

    The percentage is left out if the figure before was not above zero.
    """
    if now == before:
        return f"No change, as before {show(before)}"
    percent = f" ({_signed(_percent(now - before, before), '{:,} %'.format)})" if before > 0 else ""
    direction = "up" if now > before else "down"
    return f"{_signed(now - before, show)}{percent}, {direction} from {show(before)}"


def describe_points(now: int, before: int) -> str:
    """Return the change of a share, in percentage points; both are of a thousand."""
    if now == before:
        return f"No change, as before {percent_text(before)}"
    points = _signed(now - before, lambda permille: f"{permille / _PERMILLE_IN_PERCENT:.1f} points")
    return f"{points}, {'up' if now > before else 'down'} from {percent_text(before)}"


def percent_text(permille: int) -> str:
    return f"{permille / _PERMILLE_IN_PERCENT:.1f} %"


def _percent(change: int, before: int) -> int:
    """Return the change in percent, rounded half away from zero."""
    percent = (200 * abs(change) + before) // (2 * before)
    return percent if change > 0 else -percent


def _signed(amount: int, show: Callable[[int], str]) -> str:
    return f"{'−' if amount < 0 else '+'}{show(abs(amount))}"
