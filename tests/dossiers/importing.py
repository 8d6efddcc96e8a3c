"""Ledgers as tests bring them: the real ones of tests/ledgers, and small ones made on the spot."""

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

from archive_office.organisation.roles import Role
from dossiers.ledgers.work import read_received
from dossiers.procedures.imports.lifecycle import Arrival, confirm_ledger, receive_ledger
from tests.factories import DepartmentFactory, person

LEDGERS = Path(__file__).resolve().parents[1] / "ledgers"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
AS_OF = date(2026, 11, 20)

HEADINGS = {
    "estate": "项目名称",
    "building": "楼栋",
    "entrance": "单元",
    "room": "房号",
    "owner": "业主姓名",
    "number": "证件号码",
    "phone": "联系电话",
    "contact": "紧急联系人",
    "contact_phone": "紧急联系电话",
    "move_in": "入住日期",
    "area": "建筑面积",
    "box": "档案盒号",
    "cabinet": "柜号",
    "notice": "入住通知书(份/页)",
    "household": "住户家庭情况登记表(份/页)",
    "identity": "身份证复印件(份/页)",
    "plan": "户型改造图(份/页)",
    "remark": "备注",
}
USUAL = {
    "estate": "汀兰雅苑",
    "building": "3栋",
    "entrance": "2单元",
    "room": "1201",
    "owner": "王芳",
    "number": "330602195408199987",
    "phone": "16124666078",
    "contact": "冯天",
    "contact_phone": "16968829728",
    "move_in": "2019-05-26",
    "area": "128.15",
    "box": "H-001",
    "cabinet": "G01",
    "notice": "1/2",
    "household": "1/3",
    "identity": "2/4",
    "plan": "1/1",
    "remark": "已装修",
}
OTHER_NUMBER = "32050519910627999X"


def ledger(*rows, **alike):
    """A CSV ledger: one row for each mapping of what differs from the usual row."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEADINGS.values())
    for row in rows or ({},):
        lines.writerow({**USUAL, **alike, **row}.values())
    return text.getvalue().encode()


def archivist():
    """The archivist of a centre of the own."""
    return person(Role.CENTRE_ARCHIVIST, DepartmentFactory(centre=True))


def centre_of(user):
    return user.current_memberships[0].department


def received(
    content, by, *, name="台账.csv", profile="resident", centre=None, estate=None, as_of=AS_OF
):
    if isinstance(content, str):
        name, content = content, (LEDGERS / content).read_bytes()
    arrival = Arrival(
        name=name,
        content=content,
        profile=profile,
        centre=centre or centre_of(by),
        estate=estate,
        as_of=as_of,
    )
    return receive_ledger(arrival, by=by, now=NOW)


def checked(content, by, **how):
    return read_received(received(content, by, **how), now=NOW)


def brought_in(content, by, **how):
    """Received, checked, confirmed and brought in, as the page does it."""
    import_ = confirm_ledger(checked(content, by, **how), by=by, now=NOW)
    return read_received(import_, now=NOW)


def outcomes(import_):
    counts = import_.counts
    return {k: counts[k] for k in ("created", "completed", "unchanged", "rejected") if counts[k]}


def said(import_, *, final=True):
    """Code and values of everything said of the rows."""
    rows = import_.verdicts.filter(final=final)
    return [(told["code"], told["values"]) for row in rows for told in row.findings]


def truth(name):
    return json.loads((LEDGERS / f"{name}.truth.json").read_text(encoding="utf-8"))
