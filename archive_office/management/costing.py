"""What a page or an act costs: processor time of this process and of its database backend."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os import sysconf
from pathlib import Path
from typing import Final

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive_office.management.measuring import median
from archive_office.organisation.models import QuestionCount, User

ROUNDS: Final = 9
FEW_TURNS: Final = 5
SAMPLE: Final = 0.1
"""Seconds of processor time that one sample takes at least."""
BACKEND: Final = "archive_office.organisation.backends.MembershipBackend"
Work = Callable[[], object]


def backend_seconds() -> float:
    """Processor time of the database backend that serves this connection."""
    connection.ensure_connection()
    process = Path("/proc") / str(connection.connection.get_backend_pid())
    try:
        nanoseconds = int((process / "schedstat").read_text().split()[0])
    except OSError:
        nanoseconds = 0
    if nanoseconds:
        return nanoseconds / 1e9
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / sysconf("SC_CLK_TCK")


def seconds_of(work: Work, times: int = 1) -> float:
    """Processor time of one turn, the mean of several."""
    began = time.process_time() + backend_seconds()
    for _turn in range(times):
        work()
    return (time.process_time() + backend_seconds() - began) / times


def compared(*works: Work, rounds: int = ROUNDS) -> list[float]:
    """Processor time of each work, the median of several samples taken in turn."""
    times = []
    for work in works:
        work()  # what is prepared once is prepared now
        times.append(max(1, round(SAMPLE / max(seconds_of(work), 0.001))))
    samples: list[list[float]] = [[] for _work in works]
    for _round in range(rounds):
        for work, turns, found in zip(works, times, samples, strict=True):
            found.append(seconds_of(work, turns))
    return [median(found) for found in samples]


def least(work: Work, times: int = FEW_TURNS) -> float:
    """Processor time of one turn at its best: what is compared with a figure of another run.

    Whatever else a machine does makes a sample dearer and never cheaper.

    Args:
        times: Turns of one sample; as many as the work has addresses, so that each sample opens
            the same pages.
    """
    work()  # what is prepared once is prepared now
    return min(seconds_of(work, times) for _sample in range(ROUNDS))


def statements_of(work: Work) -> int:
    """How many statements the database is sent."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody at the screen, signed in."""

    client: Client

    @classmethod
    def named(cls, username: str) -> "Reader":
        """This account of the generated office; what it asked for other figures is forgotten."""
        QuestionCount.objects.filter(user__username=username).update(count=0)
        logging.getLogger("axes").setLevel(logging.WARNING)  # it tells of every login
        client = Client(headers={"host": "localhost"})
        client.force_login(User.objects.get(username=username), backend=BACKEND)
        return cls(client)

    def opens(self, address: str) -> bytes:
        """The page at an address.

        Raises:
            RuntimeError: it is not shown.
        """
        response = self.client.get(address)
        if response.status_code != 200:  # noqa: PLR2004 - shown
            raise RuntimeError(f"{address} answered {response.status_code}")
        return bytes(response.content)

    def opening(self, *addresses: str) -> Work:
        """The work of opening these pages in turn, one at a time."""
        turns = _endless(addresses)
        return lambda: self.opens(next(turns))


def _endless(addresses: Sequence[str]) -> Iterator[str]:
    while True:
        yield from addresses


@contextmanager
def replaced(place: object, name: str, value: object) -> Iterator[None]:
    """Put something else in the place of a name during the block."""
    kept = getattr(place, name)
    setattr(place, name, value)
    try:
        yield
    finally:
        setattr(place, name, kept)
