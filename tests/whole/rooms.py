"""What is recorded of the storeroom of a centre: an inspection, a fire, a visitor, a count."""

from archive_office.custody.models import (
    Backup,
    Cabinet,
    ClimateReading,
    Equipment,
    Incident,
    RoomFinding,
    RoomInspection,
    RoomVisit,
    Storeroom,
)
from dossiers.models import Doubt, TitleCount, TitleCountLine
from tests.factories import arranged


def look_after(volume, story, suffix):
    """The room of the volume's centre with something in each of its registers."""
    centre, archivist, on = volume.keeper, story.user(f"archivist{suffix}"), story.now.date()
    room = Storeroom.objects.filter(department=centre).first()
    safe = Cabinet.objects.filter(department=centre, kind=Cabinet.Kind.SAFE).first()
    of_room = {"room": room, "department": centre}
    things = _registers(of_room, story, archivist)
    with arranged():
        inspection = RoomInspection.objects.create(**of_room, opened_on=on, opened_by=archivist)
        incident = Incident.objects.create(
            department=centre, kind="fire", happened_on=on, account="配电箱", recorded_on=on
        )
        finding = RoomFinding.objects.create(
            **of_room,
            inspection=inspection,
            point="damp",
            what="返潮",
            remedy="除湿",
            responsible=archivist,
            found_on=on,
            due_on=on,
        )
        doubt = Doubt.objects.create(
            department=centre, holding=volume, text="页码", raised_on=on, raised_by=archivist
        )
        count = TitleCount.objects.create(
            department=centre, safe=safe, opened_on=on, opened_by=archivist, expected=1
        )
        TitleCountLine.objects.create(count=count, holding=volume, is_expected=True)
    return things | {
        "inspection": inspection,
        "incident": incident,
        "finding": finding,
        "doubt": doubt,
        "safe": safe,
        "title_count": count,
    }


def _registers(of_room, story, archivist):
    on = story.now.date()
    with arranged():
        ClimateReading.objects.create(
            **of_room,
            read_at=story.now,
            read_by=archivist,
            temperature=20,
            humidity=50,
            within_limits=True,
        )
        equipment = Equipment.objects.create(
            **of_room,
            kind="sign",
            name="严禁烟火",
            checked_on=on,
            next_check_on=on.replace(year=on.year + 1),
        )
        visit = RoomVisit.objects.create(
            **of_room, visitor="李工", comes_from="消防", reason="检查", escort=archivist,
            came_at=story.now.replace(year=2025),
        )  # fmt: skip
        backup = Backup.objects.create(
            made_on=on, operator=archivist, medium="硬盘", size_mb=1, result="failed"
        )
    return {"equipment": equipment, "caller": visit, "backup": backup}
