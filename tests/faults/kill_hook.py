"""Audit hook that kills the process at a fault point (`checkout.fault_points`)."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from checkout.fault_points import FaultPoint

POINTS = frozenset(FaultPoint)


def kill_hook(armed: Path) -> Callable[[str, object], None]:
    """Return a hook that kills this process at the point which the file `armed` names.

    The file is deleted first, so that only one process is killed.
    """

    def kill_at_armed_point(event: str, arguments: object) -> None:
        if event in POINTS and _disarm(armed, event):
            os.kill(os.getpid(), signal.SIGKILL)

    return kill_at_armed_point


def _disarm(armed: Path, point: str) -> bool:
    """Delete the file if it names this point. Return whether it did."""
    with suppress(FileNotFoundError):
        if armed.read_text() == point:
            armed.unlink()
            return True
    return False
