"""How the fictitious office looks after its storeroom: inspected, read, visited, counted."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from archive_office.custody.models import (
    Backup,
    Equipment,
    Point,
    RoomFinding,
    RoomInspection,
    Shelf,
    Storeroom,
)
from archive_office.custody.procedures.backups import Copied, record_backup, record_test
from archive_office.custody.procedures.incidents import close_incident, record_incident
from archive_office.custody.procedures.inspections import (
    answer_points,
    finish_inspection,
    open_inspection,
    record_finding,
    remedy_done,
)
from archive_office.custody.procedures.registers import (
    Thing,
    let_in,
    let_out,
    read_climate,
    register_equipment,
    sign_closing,
)
from archive_office.custody.rules.inspections import Fault
from archive_office.management.furnishing import PASSWORD
from archive_office.management.story import Story
from archive_office.organisation.models import Department, User
from archive_office.organisation.signing import prove_identity
from archive_office.policy.parameters import SETTINGS
from archive_office.policy.procedures import set_parameter
from dossiers.models import Holding, HoldingState, RollLabel
from dossiers.procedures.doubts import raise_doubt, settle_doubt
from dossiers.procedures.labelling import assign_label, make_roll
from dossiers.procedures.losses import found_again, report_missing
from dossiers.procedures.stocktaking import (
    close_stocktake,
    count_thing,
    count_unknown,
    open_stocktake,
)

CLIMATE: Final = (
    ("19.8", "52"), ("20.1", "53"), ("20.4", "55"), ("20.2", "58"), ("20.9", "63"),
    ("20.5", "59"), ("20.0", "55"), ("19.6", "54"), ("19.9", "53"), ("20.3", "54"),
)  # fmt: skip
"""Degrees and per cent, day by day; one is too damp."""
DRYING: Final = "开启除湿机，两小时后复测"
EQUIPMENT: Final = (
    ("extinguisher", "二氧化碳灭火器 2 kg", 355, "门口东侧"),
    ("extinguisher", "二氧化碳灭火器 2 kg", 90, "密集架南端"),
    ("sign", "严禁烟火标志", 90, "入口门"),
    ("instrument", "温湿度计", 200, "西墙中段"),
    ("dehumidifier", "除湿机", 60, "窗下"),
)
"""Kind, name, checked how many days ago, where."""
VISITS: Final = (
    ("周立言", "消防维保单位", "年度灭火器检查", 9, 40),
    ("吴桐", "市档案局", "业务指导", 5, 65),
    ("孙渡", "空调维修公司", "清洗空调滤网", 1, 30),
)
"""Who, from where, why, how many days ago, for how many minutes."""


def furnish_rooms(story: Story, centre: Department) -> None:
    """One centre's room as its registers tell of it."""
    room = Storeroom.objects.get(department=centre, kind=Storeroom.Kind.ARCHIVE_ROOM)
    equip(story, room)
    read(story, room)
    visit(story, room)
    inspect(story, room)
    recover(story, room)
    close_up(story, room)
    back_up(story)
    stock(story, centre)
    doubt(story, centre)
    label(story, centre)


def _ago(story: Story, days: int) -> date:
    return story.today - timedelta(days=days)


def equip(story: Story, room: Storeroom) -> None:
    """Extinguishers, signs and instruments."""
    by = story.user("archivist")
    for kind, name, days, place in EQUIPMENT:
        thing = Thing(
            kind=Equipment.Kind(kind), name=name, checked_on=_ago(story, days), place=place
        )
        register_equipment(room, thing, by=by, today=story.today)


def read(story: Story, room: Storeroom) -> None:
    """Ten days of temperature and humidity."""
    by = story.user("archivist")
    for days, (warm, damp) in enumerate(CLIMATE):
        at = story.now - timedelta(days=len(CLIMATE) - days)
        read_climate(
            room, temperature=Decimal(warm), humidity=Decimal(damp), at=at, remedy=DRYING, by=by,
            now=at,
        )  # fmt: skip


def visit(story: Story, room: Storeroom) -> None:
    """People from outside, each with somebody who may enter."""
    by = story.user("archivist")
    for name, comes_from, why, days, minutes in VISITS:
        at = story.now - timedelta(days=days)
        came = let_in(
            room, name, comes_from=comes_from, reason=why, escort=by, at=at, by=by, now=at
        )
        left = at + timedelta(minutes=minutes)
        let_out(came, at=left, by=by, now=story.now)


def inspect(story: Story, room: Storeroom) -> None:
    """A regular inspection with two findings, one of them put right."""
    by, on = story.user("archivist"), _ago(story, 30)
    inspection = open_inspection(room, by=by, today=on)
    answers = {point.value: point not in (Point.DAMP, Point.MISPLACED) for point in Point}
    answer_points(inspection, answers, by=by)
    damp = Fault(
        point=Point.DAMP, what="北墙有返潮痕迹", remedy="增设除湿机，请工程部查外墙防水",
        responsible=story.user("head"), due_on=on + timedelta(days=60),
    )  # fmt: skip
    wrong = Fault(
        point=Point.MISPLACED, what="两卷放错盒", remedy="按目录归位", responsible=by,
        due_on=on + timedelta(days=3), outcome=RoomFinding.Outcome.DISORDERED,
    )  # fmt: skip
    record_finding(inspection, damp, by=by, today=on)
    put_right = record_finding(inspection, wrong, by=by, today=on)
    finish_inspection(inspection, by=by, today=on, companions="前台 林小满")
    remedy_done(put_right, on=on + timedelta(days=1), by=by, today=story.today)


def recover(story: Story, room: Storeroom) -> None:
    """A small fire was put out; afterwards the room was inspected and the matter closed."""
    by, head, on = story.user("archivist"), story.user("head"), _ago(story, 120)
    incident = record_incident(
        room.department,
        [room],
        kind="fire",
        happened_on=on,
        account="走廊配电箱短路起烟，未进入库房，保安以灭火器扑灭。",
        told="公司档案室、工程技术部",
        by=head,
        today=on,
    )
    inspection = RoomInspection.objects.get(incident=incident)
    answer_points(inspection, {point.value: True for point in Point}, by=by)
    finish_inspection(inspection, by=by, today=on + timedelta(days=1))
    conclusion = "库房与档案无损；配电箱已更换，每月巡检。"
    day = on + timedelta(days=10)
    close_incident(incident, conclusion=conclusion, on=day, by=head, today=day)


def close_up(story: Story, room: Storeroom) -> None:
    """The office keeps a closing checklist; the last person signs it, the next visitor is inside."""
    by = story.user("archivist")
    set_parameter(
        SETTINGS["closing_checklist"],
        "yes",
        effective_from=story.today,
        by=story.user("director"),
        reason="示范办公室：最后离库人员签署检查表",
        today=story.today,
    )
    proof = prove_identity(by, PASSWORD, now=story.now)
    sign_closing(room, [], proof, remark="", by=by, now=story.now)


def back_up(story: Story) -> None:
    """Three backups: one tested, one that failed, one fresh."""
    by = story.user("admin")
    for days, result, checksum in ((52, "good", "a3"), (22, "failed", ""), (21, "good", "5c")):
        copied = Copied(
            made_on=_ago(story, days),
            medium="移动硬盘 BK-02",
            size_mb=48_600 if result == "good" else 0,
            result=Backup.Result(result),
            checksum=checksum * 32,
            remark="" if result == "good" else "硬盘已满，次日重做",
        )
        backup = record_backup(copied, by=by, today=story.today)
        if days == 52:  # noqa: PLR2004 - the oldest was put back
            record_test(backup, on=_ago(story, 50), result="good", by=by, today=story.today)


def stock(story: Story, centre: Department) -> None:
    """A shelf was counted with what came of it; another is being counted."""
    by = story.user("archivist")
    shelves = [s for s in _shelves(centre) if _things(s)]
    first, second = shelves[0], shelves[1]
    done = open_stocktake(first, by=by, now=story.now - timedelta(hours=2))
    things = _things(first)
    for thing in things[2:]:
        if thing.present_slot is not None:
            count_thing(done, thing, thing.present_slot, by=by, now=story.now)
    other = first.boxes.order_by("-number")[0]
    count_thing(done, things[1], other, by=by, now=story.now)
    count_unknown(done, "X-2019-04", other, by=by, now=story.now)
    close_stocktake(done, by=by, now=story.now)
    going_on = open_stocktake(second, by=by, now=story.now)
    for thing in _things(second)[:3]:
        if thing.present_slot is not None:
            count_thing(going_on, thing, thing.present_slot, by=by, now=story.now)
    lose(story, _things(second)[-2:], by)


def lose(story: Story, things: list[Holding], by: User) -> None:
    """Two volumes were missing; one turned up again."""
    for thing in things:
        told = "清点时不在盒内，已查借阅台与相邻两盒，未见。"
        report_missing(thing, circumstances=told, by=by, today=story.today)
    found_again(things[0], words="夹在相邻一卷中。", by=by, today=story.today)


def _shelves(centre: Department) -> list[Shelf]:
    rows = Shelf.objects.filter(cabinet__department=centre, cabinet__kind="cabinet")
    return list(rows.order_by("-cabinet__number", "-pk"))


def _things(shelf: Shelf) -> list[Holding]:
    rows = Holding.objects.filter(state=HoldingState.ON_SHELF, present_slot__shelf=shelf)
    return list(rows.select_related("present_slot").order_by("pk"))


def doubt(story: Story, centre: Department) -> None:
    """Something seemed wrong with two volumes; one was looked at."""
    by = story.user("archivist")
    rows = Holding.objects.filter(keeper=centre, state=HoldingState.ON_SHELF, doubts=None)
    one, other = rows.order_by("pk")[:2]
    raise_doubt(one, text="封面题名与卷内首件不符", by=by, now=story.now)
    settled = raise_doubt(other, text="怀疑缺页", by=by, now=story.now)
    settle_doubt(
        settled, finding="逐页核对，页数与目录一致。", by=by, today=story.today, measures="无需处理"
    )


def label(story: Story, centre: Department) -> None:
    """A roll of blank labels; two of them stand for boxes."""
    by = story.user("archivist")
    roll = make_roll(centre, 24, by=by, now=story.now)
    for blank, box in zip(
        RollLabel.objects.filter(roll=roll).order_by("pk")[:2],
        story.free_boxes(centre),
        strict=False,
    ):
        assign_label(blank, box, by=by, now=story.now)
