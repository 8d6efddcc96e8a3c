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
    def kept(self) -> bool:
        """Whether the value is within the goal."""
        return self.value <= self.goal

    @property
    def verdict(self) -> str:
        """``ok``, or ``short`` when the goal is missed."""
        return "ok" if self.kept else "short"

    def __str__(self) -> str:
        value = f"{self.value:.2f}" if self.value >= 0.1 else f"{self.value:.4f}"  # noqa: PLR2004 - small shares need their figures
        return f"{self.name:<28} {value:>6}x   goal {self.goal}x   {self.verdict:<5}  {self.note}"


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
