"""Fault points do nothing by themselves; the hook of `tests/faults` kills at the armed one only."""

import os
import signal

import pytest

from checkout.fault_points import FaultPoint
from tests.faults.kill_hook import kill_hook


@pytest.fixture
def killed(monkeypatch) -> list[tuple[int, int]]:
    """Process ids and signals, which are not sent."""
    killed: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda process, number: killed.append((process, number)))
    return killed


def test_the_process_is_killed_once_at_the_armed_point(tmp_path, killed):
    armed = tmp_path / "armed"
    armed.write_text(FaultPoint.ORDER_PLACED)
    hook = kill_hook(armed)
    hook(FaultPoint.ORDER_PLACED, ())
    hook(FaultPoint.ORDER_PLACED, ())
    assert killed == [(os.getpid(), signal.SIGKILL)]


def test_nothing_happens_at_another_point_or_event_or_without_a_file(tmp_path, killed):
    armed = tmp_path / "armed"
    hook = kill_hook(armed)
    hook(FaultPoint.ORDER_PLACED, ())
    armed.write_text(FaultPoint.MAIL_SENT)
    hook(FaultPoint.ORDER_PLACED, ())
    hook("open", ())
    assert killed == []
    assert armed.read_text() == FaultPoint.MAIL_SENT
