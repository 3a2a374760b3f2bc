"""Every call is counted once, with what it took."""

import threading
from collections import Counter

import pytest

from tests.benchmarks.in_parallel import (
    Run,
    Timed,
    after,
    percentile,
    run_in_parallel,
    run_until,
    spread,
)


@pytest.mark.parametrize(
    ("percent", "value"), [(0, 1), (1, 1), (50, 10), (94, 19), (95, 19), (96, 20), (100, 20)]
)
def test_a_percentile_is_one_of_the_values(percent, value):
    assert percentile([*range(20, 0, -1)], percent) == value


def test_the_percentiles_of_one_value_are_that_value():
    assert (percentile([7], 50), percentile([7], 95)) == (7, 7)


def test_a_spread_is_rounded_and_may_be_of_nothing():
    assert spread([1.4, 2.6, 100.2]) == "3 / 100 ms"
    assert spread([]) == "none"


def test_a_run_counts_its_calls_over_its_own_time():
    run = Run([Timed("a", 4.0), Timed("b", 8.0)], took_s=0.5)
    assert (run.per_second, run.outcomes, run.spread()) == (4.0, ["a", "b"], "4 / 8 ms")


def test_calls_are_made_at_the_same_time_and_answered_in_their_order():
    meeting = threading.Barrier(3, timeout=60)

    def meet(number: int) -> int:
        meeting.wait()
        return number * number

    run = run_in_parallel(meet, range(6), at_once=3)
    assert run.outcomes == [0, 1, 4, 9, 16, 25]
    assert run.took_s > 0


def test_an_exception_of_a_call_is_raised():
    with pytest.raises(ZeroDivisionError):
        run_in_parallel(lambda number: 1 / number, [1, 0], at_once=2)


def test_workers_finish_their_last_call():
    is_over = threading.Event()
    last = threading.Barrier(2, action=is_over.set, timeout=60)
    made = Counter()

    def call(number: int) -> int:
        made[number] += 1
        if made[number] == 3:
            last.wait()
        return number

    run = run_until(is_over.is_set, call, at_once=2)
    assert Counter(run.outcomes) == made == {0: 3, 1: 3}
    assert run_until(is_over.is_set, call, at_once=2).outcomes == []


def test_the_time_is_up_after_so_many_seconds_and_not_before():
    assert after(0)()
    assert not after(3600)()
