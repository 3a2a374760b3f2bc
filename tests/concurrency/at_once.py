"""Concurrent calls, each in a thread with its own database connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, connections


def at_once(*calls: Callable, refused_by: tuple[type[Exception], ...] = ()) -> list:
    """What each call returned, or the refusal it raised; any other exception is raised here."""
    starting_line = Barrier(len(calls))

    def run(call: Callable):
        try:
            connection.ensure_connection()
            starting_line.wait()
            return call()
        except refused_by as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        under_way = [threads.submit(run, call) for call in calls]
    return [call.result() for call in under_way]


def refusals(outcomes: list) -> list[type]:
    """The kinds of the refusals among these outcomes."""
    return [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)]
