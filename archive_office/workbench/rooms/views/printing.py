"""The papers of the storerooms, filled from their records.

Source: STO-02, STO-03, STO-11, STO-12, STO-14, STO-15, STO-16, STO-18, FRM-48, FRM-52.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from types import MappingProxyType
from typing import Final

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archive_office import clock
from archive_office.custody.models import (
    Backup,
    Equipment,
    Point,
    RoomClosing,
    RoomInspection,
    Storeroom,
)
from archive_office.custody.rules import registers as rules
from archive_office.http import StaffRequest, actor, pdf
from archive_office.organisation.models import User
from archive_office.shell import shell_page
from archive_office.workbench.rooms.papers import registers as papers
from archive_office.workbench.rooms.papers import words
from archive_office.workbench.rooms.papers.incident import (
    IncidentReport,
    Inspected,
    incident_report,
)
from archive_office.workbench.rooms.papers.inspection import (
    Defect,
    InspectionSheet,
    inspection_sheet,
)
from archive_office.workbench.rooms.papers.registers import MOST_ROWS, RegisterFacts, room_register
from archive_office.workbench.rooms.views.backups import SEES_BACKUPS
from archive_office.workbench.rooms.views.common import SEES, fonds, found_room
from archive_office.workbench.rooms.views.incidents import found_incident
from archive_office.workbench.rooms.views.inspecting import found_inspection
from dossiers.models import Doubt, Holding, ViewLog
from dossiers.procedures.reading import log_named

Lines = Sequence[tuple[str, ...]]


@shell_page(_("Inspection of a storeroom"), SEES, methods=("GET",))
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """The sheet of an inspection, as far as it has come (STO-11, FRM-48)."""
    found = found_inspection(request, pk)
    defects = found.findings.select_related("responsible").order_by("pk")
    facts = InspectionSheet(
        fonds=fonds(),
        keeper=str(found.department),
        room=_named(found.room),
        occasion=words.OCCASIONS[RoomInspection.Occasion(found.occasion)],
        inspected_on=found.inspected_on,
        inspected_by=str(found.inspected_by or ""),
        companions=found.companions,
        remark=found.remark,
        answers={row.point: row.is_good for row in found.points.all()},
        defects=[
            Defect(
                point=row.point,
                what=row.what,
                outcome=words.OUTCOMES[row.outcome],
                remedy=row.remedy,
                responsible=str(row.responsible),
                due_on=row.due_on,
                done_on=row.done_on,
            )
            for row in defects
        ],
    )
    return pdf(inspection_sheet(facts), f"inspection-{found.pk}.pdf")


@shell_page(_("Incident"), SEES, methods=("GET",))
def report(request: StaffRequest, pk: int) -> HttpResponse:
    """The report of an incident (STO-14)."""
    found = found_incident(request, pk)
    inspected = found.inspections.select_related("room", "inspected_by").order_by("pk")
    facts = IncidentReport(
        fonds=fonds(),
        keeper=str(found.department),
        kind=words.KINDS[found.kind],
        happened_on=found.happened_on,
        account=found.account,
        told=found.told,
        recorded_on=found.recorded_on,
        recorded_by=str(found.recorded_by or ""),
        rooms=[
            Inspected(
                _named(row.room),
                row.inspected_on,
                str(row.inspected_by or ""),
                row.findings.count(),
            )
            for row in inspected
        ],
        conclusion=found.conclusion,
        closed_on=found.closed_on,
        closed_by=str(found.closed_by or ""),
    )
    return pdf(incident_report(facts), f"incident-{found.pk}.pdf")


@shell_page(_("Storeroom"), SEES, methods=("GET",))
def room_paper(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """A register of one room, or its blank inspection sheet (STO-03, STO-11, STO-15, STO-16)."""
    room = found_room(request, pk)
    if kind == "sheet":
        return pdf(inspection_sheet(_blank(room)), f"inspection-{room.code}.pdf")
    if kind not in REGISTERS:
        raise Http404
    form, filled, aside = REGISTERS[kind]
    lines, found = filled(room)
    facts = RegisterFacts(
        fonds=fonds(),
        keeper=str(room.department),
        about=f"库　房：{_named(room)}",
        aside=aside(),
        lines=lines,
        found=found,
    )
    return pdf(room_register(form, facts), f"{kind}-{room.code}.pdf")


@shell_page(_("Inspections of storerooms"), SEES, methods=("GET",))
def checks_paper(request: StaffRequest) -> HttpResponse:
    """Inspections and settled doubts a person may see, as one register (STO-13, FRM-48)."""
    lines, found = _checks(actor(request))
    codes = [line[2] for line in lines if line[1] == words.DOUBT]
    doubted = Holding.objects.filter(code__in=codes).values_list("dossier", flat=True)
    log_named(doubted, actor(request), ViewLog.What.PRINTED, now=clock.now(), detail="checks")
    facts = RegisterFacts(fonds(), _keeper(actor(request)), "登记范围：全部库房", "", lines, found)
    return pdf(room_register(papers.CHECKS, facts), "inspections.pdf")


@shell_page(_("Backup register"), SEES_BACKUPS, methods=("GET",))
def backups_paper(request: StaffRequest) -> HttpResponse:
    """The register of backups (STO-18, FRM-52)."""
    rows = list(Backup.objects.select_related("operator")[:MOST_ROWS])
    day = rules.backup_day(on=clock.today()).day
    facts = RegisterFacts(
        fonds=fonds(),
        keeper=_keeper(actor(request)),
        about=f"备份日：每月 {day} 日",
        aside="",
        lines=[_backup(row) for row in reversed(rows)],
        found=Backup.objects.count(),
    )
    return pdf(room_register(papers.BACKUPS, facts), "backups.pdf")


def _named(room: Storeroom) -> str:
    return f"{room.code} {room.name}"


def _keeper(user: User) -> str:
    return next((str(post.department) for post in user.current_memberships), "")


def _moment(at: object) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""  # type: ignore[arg-type]  # a moment


def _blank(room: Storeroom) -> InspectionSheet:
    return InspectionSheet(
        fonds=fonds(),
        keeper=str(room.department),
        room=_named(room),
        occasion="",
        inspected_on=None,
        inspected_by="",
        companions="",
        remark="",
        answers={},
        defects=(),
    )


def _visitors(room: Storeroom) -> tuple[Lines, int]:
    rows = room.roomvisits.select_related("escort")
    lines = [
        (
            row.visitor,
            row.comes_from,
            row.reason,
            str(row.escort),
            _moment(row.came_at),
            _moment(row.left_at),
        )
        for row in list(rows[:MOST_ROWS])[::-1]
    ]
    return lines, rows.count()


def _climate(room: Storeroom) -> tuple[Lines, int]:
    rows = room.climatereadings.select_related("read_by", "finding")
    lines = [
        (
            _moment(row.read_at),
            str(row.temperature),
            str(row.humidity),
            "正常" if row.within_limits else "超限",
            "" if row.within_limits else row.finding.remedy,
            str(row.read_by),
        )
        for row in list(rows[:MOST_ROWS])[::-1]
    ]
    return lines, rows.count()


def _closings(room: Storeroom) -> tuple[Lines, int]:
    rows = room.roomclosings.select_related("closed_by")
    lines = [
        (
            _moment(row.closed_at),
            *(words.BAD if point in row.not_done else words.GOOD for point in RoomClosing.Point),
            row.remark,
            f"{row.closed_by} {row.content_hash[:8]}",
        )
        for row in list(rows[:MOST_ROWS])[::-1]
    ]
    return lines, rows.count()


def _equipment(room: Storeroom) -> tuple[Lines, int]:
    rows = rules.in_use(Equipment.objects.filter(room=room))
    lines = [
        (
            words.EQUIPMENT[Equipment.Kind(row.kind)],
            row.name,
            row.place,
            row.checked_on.isoformat(),
            row.next_check_on.isoformat(),
            row.remark,
        )
        for row in rows[:MOST_ROWS]
    ]
    return lines, rows.count()


def _checks(user: User) -> tuple[Lines, int]:
    """Inspections of rooms and settled doubts about things, in the order of their days."""
    rows = RoomInspection.objects.visible_to(user).filter(inspected_on__isnull=False)
    chosen = rows.select_related("room", "inspected_by").prefetch_related("points", "findings")
    settled = Doubt.objects.visible_to(user).filter(closed_on__isnull=False)
    doubts = settled.select_related("holding", "closed_by")
    lines = [_check(row) for row in chosen.order_by("-inspected_on", "-pk")[:MOST_ROWS]]
    lines += [_settled(row) for row in doubts.order_by("-closed_on", "-pk")[:MOST_ROWS]]
    return sorted(lines, key=itemgetter(0))[-MOST_ROWS:], rows.count() + settled.count()


def _settled(row: Doubt) -> tuple[str, ...]:
    return (
        f"{row.closed_on:%Y-%m-%d}",
        words.DOUBT,
        row.holding.code,
        *("" for _column in range(4)),
        row.finding,
        row.measures,
        str(row.closed_by),
    )


def _check(row: RoomInspection) -> tuple[str, ...]:
    good = {point.point: point.is_good for point in row.points.all()}
    openings = good.get(Point.DOORS, True) and good.get(Point.WINDOWS, True)
    columns = (
        openings,
        *(good.get(point, True) for point in (Point.MISPLACED, Point.MOULD, Point.BOOKWORM)),
    )
    findings = list(row.findings.all())
    return (
        f"{row.inspected_on:%Y-%m-%d}",
        words.OCCASIONS[RoomInspection.Occasion(row.occasion)],
        _named(row.room),
        *(words.GOOD if fine else words.BAD for fine in columns),
        "；".join(finding.what for finding in findings) or "无",
        "；".join(finding.remedy for finding in findings),
        str(row.inspected_by),
    )


def _backup(row: Backup) -> tuple[str, ...]:
    return (
        row.made_on.isoformat(),
        str(row.operator),
        row.medium,
        str(row.size_mb),
        row.checksum,
        words.RESULTS[row.result],
        row.tested_on.isoformat() if row.tested_on else "",
        words.RESULTS[row.test_result],
        row.remark,
    )


def _limits() -> str:
    limits = rules.limits(on=clock.today())
    return (
        f"限值：{limits.temperature[0]}–{limits.temperature[1]} ℃，"
        f"{limits.humidity[0]}–{limits.humidity[1]}%"
    )


def _nothing() -> str:
    return ""


REGISTERS: Final[
    Mapping[str, tuple[papers.Form, Callable[[Storeroom], tuple[Lines, int]], Callable[[], str]]]
] = MappingProxyType(
    {
        "visitors": (papers.VISITORS, _visitors, _nothing),
        "climate": (papers.CLIMATE, _climate, _limits),
        "closings": (papers.CLOSINGS, _closings, _nothing),
        "equipment": (papers.EQUIPMENT, _equipment, _nothing),
    }
)
