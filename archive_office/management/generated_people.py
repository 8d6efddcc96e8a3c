"""The invented residents of the generated office: names as frequent as in life, sealed numbers.

Nobody seals two million numbers for a measurement: the numbers come from a pool of sealed ones,
so that ten thousand keys open them and each tail belongs to about a hundred people.
"""

import json
import random
from bisect import bisect
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import accumulate
from typing import Final

from django.db import connection

from archive_office.crypto import DataKey, blind_index, tail_index
from archive_office.journal.copying import line_of
from archive_office.management.fictions import GIVEN, SURNAMES, Fiction
from dossiers.models.naming import initials_of

POOL: Final = 10_000
COMMON: Final = (("王", 7.6), ("李", 7.2), ("张", 6.8), ("刘", 5.4), ("陈", 4.6), ("诸葛", 0.1))
"""Of a hundred people, how many bear these surnames; all others share the rest."""
SHORT: Final = 0.2
"""Given names of one character; every fifth of them is 芳."""

PEOPLE: Final = """
    DROP TABLE IF EXISTS bench_person;
    CREATE UNLOGGED TABLE bench_person (n int PRIMARY KEY, name text, initials text);
    DROP TABLE IF EXISTS bench_number;
    CREATE UNLOGGED TABLE bench_number (
        n int PRIMARY KEY, data_key text, id_number text, id_index text, id_tail text,
        phones text, phone_indexes text[], phone_tails text[], contact text)
"""


class Names:
    """A seeded source of names of residents."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - names, not secrets
        common = dict(COMMON)
        rest = [surname for surname in SURNAMES if surname not in common]
        share = (100 - sum(common.values())) / len(rest)
        weights = [*common.values(), *(share for _surname in rest)]
        self._surnames = [*common, *rest]
        self._sums = list(accumulate(weights))

    def next(self) -> str:
        """A name of two or three characters, seldom of four."""
        draw = self._random.random
        found = bisect(self._sums, draw() * self._sums[-1])
        surname = self._surnames[min(found, len(self._surnames) - 1)]
        if draw() < SHORT:
            return surname + ("芳" if draw() < SHORT else self._random.choice(GIVEN))
        return surname + self._random.choice(GIVEN) + self._random.choice(GIVEN)


def invent_people(count: int) -> int:
    """Fill the tables of names and of sealed numbers; how many sealed numbers there are."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE)
    names = Names(1)
    _copy("bench_person", ((n, *_named(names.next())) for n in range(1, count + 1)))
    pool = min(POOL, count)
    fiction = Fiction(2)
    _copy("bench_number", ((n, *_sealed(fiction)) for n in range(pool)))
    return pool


def _named(name: str) -> tuple[str, str]:
    return name, initials_of(name)


def _sealed(fiction: Fiction) -> tuple[str, ...]:
    key, number, phone = DataKey.new(), fiction.id_number(), fiction.phone()
    return (
        key.wrapped,
        key.seal(number),
        blind_index(number),
        tail_index(number),
        key.seal(json.dumps([phone])),
        f"{{{blind_index(phone)}}}",
        f"{{{tail_index(phone)}}}",
        key.seal(fiction.phone()),
    )


def _copy(table: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Send rows a few thousand at a time."""
    with connection.cursor() as cursor:
        for text in _chunks(rows):
            cursor.copy_expert(f"COPY {table} FROM STDIN", StringIO(text))


def _chunks(rows: Iterable[tuple[object, ...]], size: int = 20_000) -> Iterator[str]:
    lines: list[str] = []
    for row in rows:
        lines.append(line_of(row))
        if len(lines) == size:
            yield "\n".join(lines) + "\n"
            lines = []
    if lines:
        yield "\n".join(lines) + "\n"
