"""The register of reviewed readings as an Excel workbook, to be sorted and filtered.

Source: SEC-41.
"""

from collections.abc import Iterator
from typing import Final

from archive_office.printing.workbook import Listing, Value, workbook_of
from dossiers.papers.readings import ReviewRegister

COLUMNS: Final = (
    ("序号", 8),
    ("查阅时间", 18),
    ("查阅人", 20),
    ("档号", 28),
    ("复核事由", 24),
    ("查阅依据", 28),
    ("次数", 8),
    ("复核结论", 16),
    ("复核意见及查阅人说明", 50),
    ("复核人", 24),
)


def review_workbook(facts: ReviewRegister) -> bytes:
    """The register as a workbook of one sheet.

    Source: SEC-41.
    """
    above = (f"{facts.fonds.code} {facts.fonds.name}　范围：{facts.scope}", facts.cut)
    listing = Listing("查阅复核登记簿", [text for text in above if text], COLUMNS, _lines(facts))
    return workbook_of(listing)


def _lines(facts: ReviewRegister) -> Iterator[list[Value]]:
    for number, line in enumerate(facts.lines, 1):
        texts = (line.at, line.person, line.thing, line.ground, line.right)
        yield [number, *texts, line.views, line.verdict, line.words, line.reviewed]
