"""Stocktakes: what is expected in a place, how a scan is judged, what may follow from it.

Source: STO-05, STO-17.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from archive_office.custody.models import Box, Cabinet, Shelf, Storeroom
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause, Refusal
from dossiers.models import Holding, HoldingState, Stocktake, StocktakeLine
from dossiers.models.holdings import IN_A_SLOT
from dossiers.rules.boxes import keeps

Place: TypeAlias = Storeroom | Cabinet | Shelf
Verdict: TypeAlias = StocktakeLine.Verdict
Correction: TypeAlias = StocktakeLine.Correction

MOST_THINGS: Final = 20_000
"""More than anybody counts in one go; a room with more is counted cabinet by cabinet."""

SORE: Final = (
    Verdict.MISSING,
    Verdict.MISPLACED,
    Verdict.ON_LOAN_HERE,
    Verdict.AWAY_HERE,
    Verdict.UNKNOWN,
)
"""Verdicts that ask for a correction or an explanation."""

CORRECTIONS: Final[Mapping[str, tuple[Correction, ...]]] = MappingProxyType(
    {
        Verdict.MISSING: (
            Correction.REPORTED_MISSING, Correction.PUT_BACK, Correction.EXPLAINED,
        ),
        Verdict.MISPLACED: (
            Correction.PUT_BACK, Correction.MOVED_HERE, Correction.EXPLAINED,
        ),
        Verdict.ON_LOAN_HERE: (Correction.EXPLAINED,),
        Verdict.AWAY_HERE: (Correction.FOUND_AGAIN, Correction.EXPLAINED),
        Verdict.UNKNOWN: (Correction.EXPLAINED,),
    }
)  # fmt: skip
"""What can be done about each verdict."""

NEEDS_WORDS: Final = (Correction.REPORTED_MISSING, Correction.FOUND_AGAIN, Correction.EXPLAINED)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a stocktake looks: a room, one of its cabinets, one level of it."""

    room: Storeroom
    cabinet: Cabinet | None = None
    shelf: Shelf | None = None

    @classmethod
    def of(cls, place: "Place | Stocktake") -> "Scope":
        """The scope of a place, or of a stocktake that was opened for one."""
        if isinstance(place, Stocktake):
            return cls(place.room, place.cabinet, place.shelf)
        if isinstance(place, Shelf):
            return cls(place.cabinet.room, place.cabinet, place)
        return cls(place.room, place) if isinstance(place, Cabinet) else cls(place)

    @property
    def department(self) -> Department:
        """Whose place it is."""
        return self.room.department

    def boxes(self) -> QuerySet[Box]:
        """The boxes that stand there."""
        if self.shelf is not None:
            return Box.objects.filter(shelf=self.shelf)
        if self.cabinet is not None:
            return Box.objects.filter(shelf__cabinet=self.cabinet)
        return Box.objects.filter(shelf__cabinet__room=self.room)

    def holds(self, box: Box) -> bool:
        """Whether a box stands there by the records."""
        return self.boxes().filter(pk=box.pk).exists()

    def covers(self, shelf: Shelf) -> bool:
        """Whether a shelf is one of those that are counted."""
        if self.shelf is not None:
            return shelf.pk == self.shelf.pk
        if self.cabinet is not None:
            return shelf.cabinet_id == self.cabinet.pk
        return shelf.cabinet.room_id == self.room.pk


def expected_in(scope: Scope) -> QuerySet[Holding]:
    """What stands in a place by the records.

    Source: STO-05, STO-17.
    """
    return Holding.objects.filter(
        state__in=IN_A_SLOT, present_slot__in=scope.boxes()
    ).select_related("present_slot__shelf__cabinet__room")


def verdict_of(holding: Holding, box: Box) -> Verdict:
    """How a thing stands that was scanned in this box.

    Source: STO-17.
    """
    if holding.state in IN_A_SLOT:
        return Verdict.FOUND if holding.present_slot_id == box.pk else Verdict.MISPLACED
    return Verdict.ON_LOAN_HERE if holding.state == HoldingState.ON_LOAN else Verdict.AWAY_HERE


def verdict_of_box(box: Box, shelf: Shelf) -> Verdict:
    """How a whole box stands that was scanned on this shelf.

    Source: STO-05, STO-17.
    """
    return Verdict.FOUND if box.shelf_id == shelf.pk else Verdict.MISPLACED


def verdict_without_scan(line: StocktakeLine, holding: Holding) -> Verdict:
    """Missing, unless an act took it away since the stocktake was opened.

    Source: STO-17.
    """
    still = holding.state == line.stood and holding.present_slot_id == line.expected_in_id
    return Verdict.MISSING if still else Verdict.MOVED


def counts_of(stocktake: Stocktake) -> dict[str, int]:
    """How many lines have which verdict.

    Source: STO-17.
    """
    rows = stocktake.lines.order_by().values_list("verdict").annotate(n=Count("pk"))
    return dict.fromkeys(Verdict.values, 0) | dict(rows)


def sore_lines(stocktake: Stocktake) -> QuerySet[StocktakeLine]:
    """What does not stand as the records say, and what nobody knows.

    Source: STO-17.
    """
    return stocktake.lines.filter(verdict__in=SORE).select_related(
        "holding", "box", "expected_in", "found_in", "scanned_by", "corrected_by"
    )


def against_opening(scope: Scope, by: User) -> Iterator[Refusal]:
    """Why this place cannot be counted now.

    Source: ORG-01, STO-17.
    """
    yield from against_strangers(scope.department, by)
    same = Q(room=scope.room, cabinet=scope.cabinet, shelf=scope.shelf)
    if Stocktake.objects.filter(same, state=Stocktake.State.OPEN).exists():
        yield Refusal(Clause.STO_17, _("A stocktake of this place is open already; go on with it."))
    if expected_in(scope)[MOST_THINGS:].exists():
        yield Refusal(
            Clause.STO_17,
            _("More than %(n)d things stand here; count it cabinet by cabinet.")
            % {"n": MOST_THINGS},
        )


def against_strangers(department: Department, by: User) -> Iterator[Refusal]:
    """Refuse whoever does not look after the things of this archive room (ORG-01)."""
    if not keeps(by, department):
        yield Refusal(
            Clause.ORG_01, _("Only the archivist of %(room)s does this.") % {"room": department}
        )


def against_scanning_boxes(stocktake: Stocktake, shelf: Shelf, by: User) -> Iterator[Refusal]:
    """Why no box can be scanned on this shelf for this stocktake.

    Source: ORG-01, STO-17.
    """
    yield from against_closing(stocktake, by)
    if not Scope.of(stocktake).covers(shelf):
        yield Refusal(Clause.STO_17, _("Shelf %(shelf)s is not counted here.") % {"shelf": shelf})


def against_scanning(stocktake: Stocktake, box: Box, by: User) -> Iterator[Refusal]:
    """Why nothing can be scanned in this box for this stocktake.

    Source: ORG-01, STO-17.
    """
    yield from against_closing(stocktake, by)
    if not Scope.of(stocktake).holds(box):
        yield Refusal(
            Clause.STO_17,
            _("Box %(box)s stands elsewhere by the records: %(place)s.")
            % {"box": box, "place": box.place},
        )


def against_closing(stocktake: Stocktake, by: User) -> Iterator[Refusal]:
    """Why nothing more is counted in this stocktake, and it is not closed once more.

    Source: ORG-01, STO-17.
    """
    yield from against_strangers(stocktake.department, by)
    if stocktake.state != Stocktake.State.OPEN:
        yield Refusal(Clause.STO_17, _("This stocktake is closed."))


def against_correcting(
    line: StocktakeLine, how: Correction, words: str, by: User
) -> Iterator[Refusal]:
    """Why this line cannot be settled in this way.

    Source: ORG-01, STO-17.
    """
    yield from against_strangers(line.stocktake.department, by)
    yield from against_open(line.stocktake)
    if line.correction:
        yield Refusal(Clause.STO_17, _("%(code)s is settled already.") % {"code": line.code})
    elif how not in CORRECTIONS.get(line.verdict, ()):
        yield Refusal(
            Clause.STO_17,
            _("%(code)s: “%(verdict)s” is not settled like this.")
            % {"code": line.code, "verdict": line.get_verdict_display()},
        )
    if how in NEEDS_WORDS and not words.strip():
        yield Refusal(
            Clause.STO_17, _("%(code)s: say what happened.") % {"code": line.code}, field="note"
        )
    if how == Correction.REPORTED_MISSING and line.holding is not None:
        yield from _against_what_came_back(line, line.holding)


def against_open(stocktake: Stocktake) -> Iterator[Refusal]:
    """Nothing is corrected while somebody still scans.

    Source: STO-17.
    """
    if stocktake.state != Stocktake.State.CLOSED:
        yield Refusal(Clause.STO_17, _("Close the stocktake first; then correct the records."))


def _against_what_came_back(line: StocktakeLine, holding: Holding) -> Iterator[Refusal]:
    if verdict_without_scan(line, holding) == Verdict.MOVED:
        yield Refusal(
            Clause.STO_17,
            _("%(code)s is no longer where the stocktake missed it; look at it first.")
            % {"code": line.code},
        )
