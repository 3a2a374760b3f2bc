"""The same call on many things, several at a time: how long each took, and all of them."""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass


@dataclass(frozen=True)
class Timed[Outcome]:
    outcome: Outcome
    took_ms: float


@dataclass(frozen=True)
class Run[Outcome]:
    """`took_s`: from the first call's beginning to the last one's end."""

    calls: Sequence[Timed[Outcome]]
    took_s: float

    @property
    def outcomes(self) -> list[Outcome]:
        return [call.outcome for call in self.calls]

    @property
    def per_second(self) -> float:
        return len(self.calls) / self.took_s

    def spread(self) -> str:
        """The middle, and what only one in twenty exceeds, in ms."""
        return spread([call.took_ms for call in self.calls])


def run_in_parallel[Item, Outcome](
    call: Callable[[Item], Outcome], items: Iterable[Item], *, at_once: int
) -> Run[Outcome]:
    """Raises what a call raises, once all have ended."""
    began_at = time.perf_counter()
    with ThreadPoolExecutor(at_once) as threads:
        calls = [threads.submit(_timed, call, item) for item in items]
    return Run([made.result() for made in calls], time.perf_counter() - began_at)


def run_until[Outcome](
    is_over: Callable[[], bool], call: Callable[[int], Outcome], *, at_once: int
) -> Run[Outcome]:
    """So many go on calling, each with a number of its own, until it is over. What is under way
    then is finished."""

    def go_on(number: int) -> list[Timed[Outcome]]:
        calls = []
        while not is_over():
            calls.append(_timed(call, number))
        return calls

    began_at = time.perf_counter()
    with ThreadPoolExecutor(at_once) as threads:
        calls = [call for made in threads.map(go_on, range(at_once)) for call in made]
    return Run(calls, time.perf_counter() - began_at)


def after(seconds: float) -> Callable[[], bool]:
    """Whether so many have passed since now."""
    until = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= until


def spread(values_ms: Sequence[float]) -> str:
    if not values_ms:
        return "none"
    return f"{percentile(values_ms, 50):.0f} / {percentile(values_ms, 95):.0f} ms"


def percentile(values: Sequence[float], percent: int) -> float:
    """By nearest rank: the smallest of the values that so many percent do not exceed."""
    return sorted(values)[max(math.ceil(len(values) * percent / 100), 1) - 1]


def _timed(call: Callable, item) -> Timed:
    began_at = time.perf_counter()
    outcome = call(item)
    return Timed(outcome, (time.perf_counter() - began_at) * 1000)
