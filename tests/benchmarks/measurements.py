"""What a page costs: queries, and the time to answer."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

TIMES = 5


@dataclass(frozen=True)
class PageCost:
    queries: int
    median_ms: float


def cost_of(ask: Callable[[], HttpResponse]) -> PageCost:
    """Asked once to warm up, then a few times; it must answer 200."""
    answer = ask()
    assert answer.status_code == 200, f"{answer.status_code} at {answer.request['PATH_INFO']}"
    with CaptureQueriesContext(connection) as queries:
        ask()
    return PageCost(len(queries), statistics.median(_took_ms(ask) for _ in range(TIMES)))


def _took_ms(ask: Callable[[], HttpResponse]) -> float:
    began_at = time.perf_counter()
    ask()
    return (time.perf_counter() - began_at) * 1000
