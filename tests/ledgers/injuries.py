"""Every fault and warning a resident row can have, put into a line of a made-up ledger."""

from __future__ import annotations

from datetime import date

from dossiers.ledgers import Code
from tests.ledgers import people
from tests.ledgers.maker import PAPERS, Formatted, Line, Maker, Raw

MONTH_AND_DAY = 'm"月"d"日"'


def as_date(maker: Maker):
    """What Excel makes of 1/3, or how it saves it as text."""
    if maker.style.kind == "csv":
        return maker.dice.choice(("1月3日", "2026/1/3", "3-Jan"))
    return Formatted(date(2026, 1, 3), MONTH_AND_DAY)


def _put(field, *choices):
    def injure(maker: Maker, line: Line):
        line.cells[field] = maker.dice.choice(choices)

    return injure


def _injection(maker: Maker, line: Line):
    field = maker.dice.choice(("owner", "phone", "room", "box", "area", "emergency_name"))
    text = maker.dice.choice(("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", " ＝1+1"))
    line.cells[field] = text
    if maker.style.kind == "xlsx" and field in ("owner", "phone"):
        line.cells[field] = maker.dice.choice(
            (text, Raw('=HYPERLINK("http://example.invalid","x")', "f"))
        )


def _id(change):
    def injure(maker: Maker, line: Line):
        line.values["owner"], number = [people.person(maker.dice)], people.id_number(maker.dice)
        line.cells["owner"] = line.values["owner"][0]
        line.cells["id_no"] = change(maker, number)

    return injure


def _lost(maker, number):
    texts = [f"{number[0]}.{number[1:6]}E+17", f"{number[:15]}000"]
    if people.ric.calc_check_digit(texts[1]) == texts[1][-1]:
        texts.pop()
    return maker.dice.choice(
        texts if maker.style.kind == "csv" else [*texts, int(number[:17] + "1")]
    )


def _with_birth_date(maker, number):
    body = number[:10] + "0231" + number[14:17]
    return body + people.ric.calc_check_digit(body + "0")


def _other_of(maker: Maker, line: Line):
    """An earlier line that is accepted without a warning."""
    return maker.dice.choice(
        [
            other
            for other in maker.lines[: maker.lines.index(line)]
            if not (other.faults | other.warnings)
        ]
    )


def _same_unit(*, same_owner):
    def injure(maker: Maker, line: Line):
        earlier = _other_of(maker, line)
        fields = ["project", "building", "unit", "room"]
        for field in fields + (["owner", "id_no"] if same_owner else []):
            line.cells[field] = (
                "/".join(earlier.values[field])
                if isinstance(earlier.values[field], list)
                else earlier.values[field]
            )

    return injure


def _known_number(maker: Maker, line: Line):
    earlier = _other_of(maker, line)
    line.cells["owner"] = "/".join(name + "妍" for name in earlier.values["owner"])
    line.cells["id_no"] = "/".join(earlier.values["id_no"])


def _one_number_for_two(maker: Maker, line: Line):
    line.cells["owner"] = f"{people.person(maker.dice)}/{people.person(maker.dice)}"
    line.cells["id_no"] = people.id_number(maker.dice)


def _no_source(maker: Maker, line: Line):
    above = maker.lines[maker.lines.index(line) - 1]
    above.cells["area"], line.cells["area"] = "", "〃"
    above.values["area"] = None


FAULTS = {
    Code.CELL_ERROR: lambda m, line: line.cells.update(
        {
            m.dice.choice(("phone", "area", "box", "move_in")): "#REF!"
            if m.style.kind == "csv"
            else Raw("#N/A", "e")
        }
    ),
    Code.FORMULA_INJECTION: _injection,
    Code.DITTO_NO_SOURCE: _no_source,
    Code.DITTO_NOT_ALLOWED: _put("room", "同上", "〃"),
    Code.DATE_UNREADABLE: _put("move_in", "2019-02-30", "2019.13.5", "约2019.5.1", "不记得了"),
    Code.DATE_INCOMPLETE: _put("move_in", "2019年3月", "2018.6", "2017", "6月12日", "2019年底"),
    Code.DATE_AMBIGUOUS: _put("move_in", "5/3/2019", "03-04-2018", "201112"),
    Code.DATE_OUT_OF_RANGE: _put("move_in", "2091-3-5", "1979-12-31", "2026-07-01", "20301231"),
    Code.COUNT_IS_DATE: lambda m, line: line.cells.update({m.dice.choice(PAPERS): as_date(m)}),
    Code.COUNT_UNREADABLE: lambda m, line: line.cells.update(
        {
            m.dice.choice(PAPERS): m.dice.choice(
                ("若干", "1份?页", "约3页", "1-3", "2.5", "1份3页多")
            )
        }
    ),
    Code.COUNT_INCONSISTENT: lambda m, line: line.cells.update(
        {m.dice.choice(PAPERS): m.dice.choice(("3/1", "0", "1/0", "2份1页"))}
    ),
    Code.ROW_VOID: lambda m, line: line.cells.update(
        {
            m.dice.choice(["remark", *[c for c in m.columns if c[0] == "?"]]): m.dice.choice(
                ("作废", "(作废)", "已作废")
            )
        }
    ),
    Code.NAME_MISSING: _put("owner", "", "/", "无", "—"),
    Code.NAME_UNREADABLE: _put("owner", "任?", "万□安", "乔\ufffd", "伍**"),
    Code.NAME_AMBIGUOUS: _put("owner", "同上一户", "任安13812345678", "(已故)任安"),
    Code.BUILDING_MISSING: _put("building", "", "/", "无"),
    Code.ROOM_MISSING: _put("room", "", "无", "-"),
    Code.UNIT_IS_DATE: lambda m, line: line.cells.update(room=as_date(m)),
    Code.UNIT_AMBIGUOUS: _put("room", "101/102", "101、102", "99栋1单元101"),
    Code.ID_LOST_DIGITS: _id(_lost),
    Code.ID_LENGTH: _id(
        lambda m, number: m.dice.choice((number[:17], number[:16], number[:17] + "12", "EA12"))
    ),
    Code.ID_CHECKSUM: _id(lambda m, number: people.wrong_check_digit(number)),
    Code.ID_BIRTHDATE: _id(_with_birth_date),
    Code.ID_FORMAT: _id(
        lambda m, n: m.dice.choice((n[:6] + "********" + n[14:], n[:8] + "O" + n[9:], f"身份证{n}"))
    ),
    Code.OWNER_ID_COUNT: _one_number_for_two,
    Code.ID_NAME_CONFLICT: _known_number,
    Code.AREA_UNREADABLE: _put("area", "约90", "0", "-5.2", "89.5+3.2", "九十多"),
    Code.DUP_ROW: _same_unit(same_owner=True),
    Code.DUP_UNIT: _same_unit(same_owner=False),
    Code.TEXT_UNREADABLE: _put("box", "H-?01", "H\ufffd1"),
}
ONLY_IN_XLSX = {
    Code.FORMULA_NO_VALUE: lambda m, line: line.cells.update(area=Raw("=88.9+3.2", "f")),
    Code.TEXT_IS_DATE: lambda m, line: line.cells.update(box=as_date(m)),
}


def _unknown_pages(maker: Maker, line: Line):
    paper = maker.dice.choice(PAPERS)
    text, copies = maker.dice.choice((("√", 1), ("有", 1), ("2", 2), ("1份", 1)))
    line.cells[paper], line.values[paper] = text, (copies, None)


def _bad_phone(maker: Maker, line: Line):
    field = maker.dice.choice(("phone", "emergency_phone"))
    line.cells[field], line.values[field] = (
        maker.dice.choice(("1600000123", "161234567890", "问物业")),
        [],
    )


def _no_id(maker: Maker, line: Line):
    line.cells["id_no"], line.values["id_no"] = maker.dice.choice(("", "无", "/")), []


def _old_id(maker: Maker, line: Line):
    line.values["owner"], line.values["id_no"] = (
        [people.person(maker.dice)],
        [people.old_id_number(maker.dice)],
    )
    line.cells["owner"], line.cells["id_no"] = line.values["owner"][0], line.values["id_no"][0]


def _no_date(maker: Maker, line: Line):
    line.cells["move_in"], line.values["move_in"] = (
        maker.dice.choice(("", "未入住", "-", "空置")),
        None,
    )


def _note(maker: Maker, line: Line):
    line.values["owner"], line.values["id_no"] = (
        [people.person(maker.dice)],
        [people.id_number(maker.dice)],
    )
    line.cells["owner"] = line.values["owner"][0] + maker.dice.choice(("(已故)", "（代管）"))
    line.cells["id_no"] = line.values["id_no"][0]


def _formula_text(maker: Maker, line: Line):
    line.values["remark"] = maker.dice.choice(("=见纸质台账", "+1个车位", "@物业"))
    line.cells["remark"] = line.values["remark"]


WARNINGS = {
    Code.PAGES_UNKNOWN: _unknown_pages,
    Code.PHONE_INVALID: _bad_phone,
    Code.ID_MISSING: _no_id,
    Code.ID_OLD_15: _old_id,
    Code.DATE_MISSING_OPTIONAL: _no_date,
    Code.NAME_NOTE: _note,
    Code.FORMULA_TEXT: _formula_text,
    Code.BOX_TWO_CABINETS: lambda m, line: (
        line.cells.update(cabinet="G99"),
        line.values.update(cabinet="G99"),
    ),
}


def injure(maker: Maker) -> Maker:
    """Put every fault and every warning into a line of its own, and merge some buildings."""
    faults = FAULTS | (ONLY_IN_XLSX if maker.style.kind == "xlsx" else {})
    # No two neighbours, so that no injury reaches into the next row through a ditto mark.
    places = list(range(25, len(maker.lines) - 1, 2))
    chosen = iter(maker.dice.sample(places, len(faults) + len(WARNINGS)))
    lines = {code: maker.lines[next(chosen)] for code in (*faults, *WARNINGS)}
    for code in faults:
        lines[code].faults.add(code)
    for code in WARNINGS:
        lines[code].warnings.add(code)
    for code, act in (faults | WARNINGS).items():
        act(maker, lines[code])
    if maker.style.kind == "xlsx" and maker.style.merged:
        touched = {Code.BUILDING_MISSING, Code.DUP_ROW, Code.DUP_UNIT}
        for line in maker.lines:
            line.merged_building = not (line.faults & touched)
    return maker
