"""The printed digest of a day, read back and held against the seals of the history.

Source: SEC-42.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from archive_office.clock import day_of
from archive_office.journal.models import HistorySeal
from archive_office.journal.sealing import chained
from archive_office.organisation.models import User
from archive_office.originals.prints import Answer, Code, Compared, reads_prints

START: Final = "ARCHIVE-HISTORY"
READS_SEALS: Final = "journal.view_historyseal"

_TEXT: Final = re.compile(
    rf"{START} (?P<day>\d{{4}}-\d\d-\d\d) ERA (?P<era>\d{{1,9}}) SEAL (?P<seal>\d{{1,18}}) "
    r"ROWS (?P<rows>\d{1,18}) SHA256 (?P<digest>[0-9A-F]{64})"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """What a digest says."""

    day: date
    era: int
    seal: int
    rows: int
    digest: str


def printed_digest(text: str) -> Printed | None:
    """What stands in the code of a digest; None if it is none."""
    found = _TEXT.fullmatch(" ".join(text.upper().split()))
    try:
        day = date.fromisoformat(found["day"]) if found else None
    except ValueError:
        return None
    if found is None or day is None:
        return None
    era, seal, rows = (int(found[name]) for name in ("era", "seal", "rows"))
    return Printed(day, era, seal, rows, found["digest"].lower())


@reads_prints(START)
def compare_digest(code: Code, by: User) -> Compared | None:
    """Whether the seal that a printed digest names still says what was printed.

    Source: SEC-42.
    """
    printed = printed_digest(code.text)
    if printed is None:
        return Compared(Answer.DIFFERS)
    rows = HistorySeal.objects.select_related("era")
    seal = rows.filter(era__number=printed.era, number=printed.seal).first()
    told = Compared(
        Answer.DIFFERS,
        detailed=by.has_perm(READS_SEALS),
        label=_("Digest of the history, %(day)s") % {"day": f"{printed.day:%F}"},
        url=f"{reverse('workbench:seals')}?month={printed.day:%Y-%m}",
    )
    return _held_against(printed, seal, told)


def _held_against(printed: Printed, seal: HistorySeal | None, told: Compared) -> Compared:
    name = f"{printed.era}-{printed.seal}"
    if seal is None:
        about: tuple[tuple[str, str], ...] = (
            (_("History seal %(seal)s") % {"seal": name}, _("not there")),
        )
        return _as(told, Answer.DIFFERS, about)
    counted = _rows_until(seal)
    agrees = {
        _("History seal %(seal)s") % {"seal": name}: _is_whole(seal),
        _("Digest"): seal.digest == printed.digest,
        _("Day"): day_of(seal.sealed_at) == printed.day,
        _("Sealed rows of the day until then"): counted == printed.rows,
    }
    about = tuple((what, _("agrees") if so else _("differs")) for what, so in agrees.items())
    if all(agrees.values()):
        return _as(told, Answer.AGREES, about)
    # As printed, and yet the seal does not follow from its own rows: it was changed to look so.
    damaged = seal.digest == printed.digest and not _is_whole(seal)
    return _as(told, Answer.DAMAGED if damaged else Answer.DIFFERS, about)


def _as(told: Compared, answer: Answer, about: tuple[tuple[str, str], ...]) -> Compared:
    return Compared(answer, told.detailed, told.label, told.url, about=about)


def _is_whole(seal: HistorySeal) -> bool:
    """Whether the seal follows from its rows and from the seal before it."""
    before = seal.era.seals.filter(number=seal.number - 1).first()
    parts = list(seal.parts.order_by("table"))
    return chained(before.digest if before else "", seal, parts) == seal.digest


def _rows_until(seal: HistorySeal) -> int:
    """How many rows were sealed on the seal's day, in all eras, up to this seal."""
    day = day_of(seal.sealed_at)
    rows = HistorySeal.objects.filter(
        pk__lte=seal.pk, sealed_at__gte=seal.sealed_at - timedelta(days=1)
    )
    found = rows.values_list("sealed_at", "row_count")
    return sum(count for at, count in found if day_of(at) == day)
