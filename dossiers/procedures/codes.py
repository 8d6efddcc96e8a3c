"""Reference codes 档号: gap-free, frozen, never reused.

Source: FIL-03, FIL-04; decisions 7.
"""

import re
from datetime import date

from django.db import connection

from archive_office import policy
from archive_office.journal.bulk import copy_all, reserve_ids
from archive_office.journal.copying import Mould
from archive_office.journal.running import running
from archive_office.organisation.models import Department
from dossiers.models import Category, Estate, IssuedCode

_DOTS = re.compile(r"[．・•.·‧∙]")


def normalised_code(text: str) -> str:
    """A typed or scanned code as it is stored: one middle dot, no spaces, capitals."""
    return _DOTS.sub("·", re.sub(r"\s", "", text)).upper()


def class_code(category: Category) -> str:
    """A category's classes as codes write them: ``ZY·KH``, or ``WS`` without a sub-class."""
    return "·".join(filter(None, (category.archive_class, category.sub_class)))


def estate_series(category: Category, estate: Estate) -> str:
    """The series of a category numbered estate by estate, e.g. ``W001-ZY·KH-P01``."""
    return f"{estate.centre.fonds}-{class_code(category)}-{estate.code}"


def yearly_series(category: Category, office: Department, *, year: int, term: str) -> str:
    """The series of a category numbered by year, e.g. ``W001-WS·2026-D30-ZHB``.

    ``term`` is the retention code (``Y``, ``D30``, ``D10``).
    """
    return f"{office.fonds}-{class_code(category)}·{year}-{term}-{office.code}"


def archive_number(series_key: str, *, on: date) -> str:
    """The next archive number 档号 of a series, in the pattern that the office set for that day."""
    return archive_numbers(series_key, 1, on=on)[0]


def archive_numbers(series_key: str, count: int, *, on: date) -> list[str]:
    """A block of archive numbers; those given before the pattern changed stay as they are.

    Source: FIL-04.
    """
    return reserve(series_key, count, width=int(policy.text("archive_number_pattern", on=on)))


def next_code(series_key: str, *, joint: str = "-", width: int = 4) -> str:
    """The next reference code of a series; call inside an act, late.

    The counter row stays locked until the act commits, so a number is neither
    skipped nor given twice. ``series_key`` is all of the code before the running
    number, e.g. ``W001-ZY·KH-P01``.
    """
    return reserve(series_key, 1, joint=joint, width=width)[0]


def reserve(series_key: str, count: int, *, joint: str = "-", width: int = 4) -> list[str]:
    """A block of ``count`` codes of a series, in order; for one row as for an import."""
    if running() is None:
        raise RuntimeError("codes are given inside an act only")
    series_id, last = _advance(series_key, count)
    first = last - count + 1
    numbers = range(first, last + 1)
    codes = [f"{series_key}{joint}{number:0{width}}" for number in numbers]
    ids = reserve_ids(IssuedCode, count)
    mould = Mould(IssuedCode, series_id=series_id)
    copy_all(
        [
            mould.cast(id=pk, number=number, code=code)
            for pk, number, code in zip(ids, numbers, codes, strict=True)
        ]
    )
    return codes


def _advance(series_key: str, count: int) -> tuple[int, int]:
    """Move the counter on, holding its row until the act ends; series and last number."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO dossiers_numberseries AS s (key, last) VALUES (%s, %s)
            ON CONFLICT (key) DO UPDATE SET last = s.last + EXCLUDED.last RETURNING id, last""",
            [series_key, count],
        )
        series_id, last = cursor.fetchone()
    return series_id, last
