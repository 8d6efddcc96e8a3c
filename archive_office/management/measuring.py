"""What the office promises to measure: a name, a value, a goal, and whether it is met."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured promise.

    Attributes:
        value: A ratio to the bare way of doing the same; smaller is better.
        goal: The largest value that keeps the promise.
        note: What was measured, in one line.
    """

    name: str
    value: float
    goal: float
    note: str

    @property
    def verdict(self) -> str:
        """``ok``, or ``short`` when the goal is missed."""
        return "ok" if self.value <= self.goal else "short"

    def __str__(self) -> str:
        return (
            f"{self.name:<28} {self.value:5.2f}x   goal {self.goal:.1f}x   {self.verdict:<5}  "
            f"{self.note}"
        )


@dataclass(slots=True)
class Stopwatch:
    """Seconds between beginning and end."""

    seconds: float = 0.0


@contextmanager
def timed(clock: Callable[[], float] = time.perf_counter) -> Iterator[Stopwatch]:
    """Measure a block, by the clock on the wall or by processor time."""
    watch = Stopwatch()
    gc.collect()
    began = clock()
    yield watch
    watch.seconds = clock() - began


def median(values: list[float]) -> float:
    """The middle one of several runs."""
    return statistics.median(values)
