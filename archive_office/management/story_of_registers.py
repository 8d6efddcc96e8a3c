"""How the fictitious office fills in its forms: complaints, repairs, keys, deposits, permits."""

from datetime import timedelta
from typing import Final

from archive_office.management.story import Story
from archive_office.organisation.models import Department
from dossiers.models import Dossier, DossierState, FormDefinition, RegisterEntry
from dossiers.procedures.entries import move_entry, write_entry
from dossiers.rules.definitions import spec_of
from dossiers.rules.entries import Written

Told = dict[str, str]

ENTRIES: Final[tuple[tuple[str, int, Told], ...]] = (
    ("SR-20", 12, {"called_at": "09:20", "channel": "telephone", "subject": "电梯多次停运，出行不便",
                   "kind": "quality", "helping": "工程部", "receiving": "客户服务部", "dealt_by": "张工"}),
    ("SR-20", 1, {"called_at": "16:40", "channel": "counter", "subject": "楼上夜间装修噪音",
                  "kind": "service", "receiving": "客户服务部", "dealt_by": "前台"}),
    ("SR-19", 6, {"called_at": "10:05", "fault": "厨房水管渗漏", "taken_by": "前台",
                  "confirmed": "same"}),
    ("SR-19", 0, {"called_at": "08:50", "fault": "阳台推拉门脱轨", "taken_by": "前台",
                  "confirmed": "changed"}),
    ("SR-16", 30, {"kind": "decoration", "paid": "2000", "receipt": "SJ-0317"}),
    ("SR-18", 45, {"period": "第三季度物业费", "amount": "1286.50"}),
    ("SR-22", 5, {"kind": "notice", "title": "停水通知", "copies": "1", "written_on": "2026-11-10",
                  "issued_by": "前台"}),
    ("QMS-PM-31303", 9, {"vehicle": "electric", "make": "雅迪", "colour": "白", "plate": "FD-1027",
                         "fee": "20"}),
    ("QMS-PM-31306", 15, {"permit": "TC-0088", "space": "B1-036", "plate": "浙A-7K320",
                          "valid_to": "2027-11-30"}),
    ("QMS-PM-31317", 20, {"keys": "入户门钥匙两把", "envelope": "F-12", "reason": "业主长期外出",
                          "term": "至 2027 年 3 月", "allowed": "检修时由前台陪同进入", "received_by": "前台"}),
    ("QMS-PM-31318", 3, {"occasion": "in", "cold_meter": "L-20931", "cold_reading": "12.4",
                         "power_meter": "D-88102", "power_reading": "356"}),
)  # fmt: skip
"""Code of the form, how many days ago, what was written; names come from the fictions."""


def furnish_registers(story: Story, centre: Department) -> None:
    """Some entries at one centre, a complaint passed on and a key used."""
    front = story.user("front")
    open_ones = Dossier.objects.filter(
        centre=centre, state=DossierState.OPEN, kind="owner", unit__isnull=False
    )
    chosen = list(open_ones.select_related("unit__estate", "centre").order_by("-code")[:4])
    made: list[RegisterEntry] = []
    for number, (code, days, told) in enumerate(ENTRIES):
        dossier = chosen[number % len(chosen)]
        made.append(_write(story, dossier, code, days, told))
    now = story.now
    passed = {"receiving": "工程部", "dealt_by": "李工"}
    move_entry(made[0], "pass_on", passed, by=front, now=now)
    move_entry(made[2], "send", {"sent_to": "水电班"}, by=front, now=now)
    keys = next(entry for entry in made if entry.form == "QMS-PM-31317")
    used = {"used_by": "王工", "why": "检修水表"}
    _write(story, keys.dossier, "QMS-PM-31317-1", 2, used, follows=keys)


def _write(
    story: Story,
    dossier: Dossier | None,
    code: str,
    days: int,
    told: Told,
    *,
    follows: RegisterEntry | None = None,
) -> RegisterEntry:
    """An entry of some days ago; whoever must be named is invented."""
    if dossier is None:
        raise ValueError("an entry of the demo lies in a dossier")
    definition = FormDefinition.objects.filter(code=code).order_by("-version")[0]
    on = story.today - timedelta(days=days)
    values = {**_people(story, definition), **told}
    written = Written(dossier.centre, on, values, dossier.unit, dossier, follows)
    return write_entry(definition, written, by=story.user("front"), now=story.now)


def _people(story: Story, definition: FormDefinition) -> Told:
    made = {"person": story.fiction.name, "phone": story.fiction.phone}
    return {
        found.name: made[found.type]()
        for found in spec_of(definition).fields
        if found.type in made and found.required
    }
