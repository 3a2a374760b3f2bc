"""Complaints are shown with their figure and set the exit status."""

from tests.benchmarks.checkouts import slowest_window
from tests.benchmarks.figure import Figure
from tests.benchmarks.figures import exit_status

FAST = Figure("Webhook: events", "61.2 /s")
LOST = Figure("Orders lost or doubled, of 68 settled", "1", "lost: AV-1 is paid, and not settled")


def test_one_complaint_makes_the_exit_status_1():
    assert exit_status([FAST, FAST]) == 0
    assert exit_status([FAST, LOST, FAST]) == 1


def test_a_complaint_is_shown_at_the_end_of_its_line():
    assert str(LOST).split("  ")[-1] == "lost: AV-1 is paid, and not settled"
    assert str(FAST).split() == ["Webhook:", "events", "61.2", "/s"]


def test_the_slowest_ten_seconds_of_a_run_are_found():
    begun_slowly = [9.9, *[10.0] * 20, *[29.9] * 30]
    assert slowest_window(begun_slowly, 30) == "0.1 /s"
    assert slowest_window([*begun_slowly, *[5.0] * 39], 30) == "2.0 /s"


def test_an_incomplete_last_window_is_ignored():
    assert slowest_window([1.0, 12.0, 25.0], 25) == "0.1 /s"
    assert slowest_window([1.0], 9) == "–"
