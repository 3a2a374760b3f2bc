"""Periodic jobs: each has its period, and a failing or hanging job stops no other."""

import threading
from datetime import timedelta

import pytest

from jobs.schedule import Job, Schedule
from tests.waits import wait_for

ALWAYS = timedelta(0)


@pytest.fixture
def stopped():
    stopped = threading.Event()
    yield stopped
    stopped.set()


@pytest.mark.parametrize("error", [ValueError, UnicodeEncodeError("idna", "x", 0, 1, "")])
def test_an_exception_of_a_job_stops_no_other(error, stopped, caplog):
    done = []

    def fails():
        raise error

    jobs = [Job("a", ALWAYS, fails), Job("a", ALWAYS, lambda: done.append(1))]
    Schedule(jobs, stopped=stopped).run_once()
    assert done == [1]
    assert "job fails failed" in caplog.text


def test_a_failing_job_runs_again_and_ends_no_thread(stopped, monkeypatch):
    monkeypatch.setattr("jobs.schedule.TICK_SECONDS", 0.01)
    tries = []

    def fails():
        tries.append(1)
        raise ValueError

    clock = threading.Thread(target=Schedule([Job("a", ALWAYS, fails)], stopped=stopped).run)
    clock.start()
    wait_for(lambda: len(tries) > 2, "the third try")
    stopped.set()
    clock.join(timeout=10)
    assert not clock.is_alive()


def test_a_group_that_hangs_delays_no_other_group(stopped, monkeypatch):
    monkeypatch.setattr("jobs.schedule.TICK_SECONDS", 0.01)
    done, released = [], threading.Event()
    jobs = [Job("mails", ALWAYS, released.wait), Job("money", ALWAYS, lambda: done.append(1))]
    clock = threading.Thread(target=Schedule(jobs, stopped=stopped).run)
    clock.start()
    wait_for(lambda: len(done) > 2, "the third round of the other group")
    stopped.set()
    released.set()
    clock.join(timeout=10)
    assert not clock.is_alive()


def test_a_job_runs_once_in_its_period(stopped, monkeypatch):
    monkeypatch.setattr("jobs.schedule.TICK_SECONDS", 0.01)
    often, daily = [], []
    jobs = [
        Job("a", ALWAYS, lambda: often.append(1)),
        Job("a", timedelta(days=1), lambda: daily.append(1)),
    ]
    clock = threading.Thread(target=Schedule(jobs, stopped=stopped).run)
    clock.start()
    wait_for(lambda: len(often) > 3, "the fourth round")
    stopped.set()
    clock.join(timeout=10)
    assert daily == [1]


def test_a_waiting_group_keeps_no_connection_from_the_others(stopped, monkeypatch):
    """With a pool: the connection is returned after the job, not before the next one."""
    monkeypatch.setattr("jobs.schedule.TICK_SECONDS", 0.01)
    events = []
    monkeypatch.setattr("jobs.schedule.close_old_connections", lambda: events.append("returned"))
    monkeypatch.setattr("jobs.schedule.connections.close_all", stopped.set)
    job = Job("a", timedelta(hours=1), lambda: events.append("done"))
    thread = threading.Thread(target=Schedule([job], stopped=stopped).run)
    thread.start()
    wait_for(lambda: len(events) == 3, "the end of the job")
    stopped.set()
    thread.join()
    assert events == ["returned", "done", "returned"]
