"""The ways in which clerks write one and the same value; the first is the plainest."""

from __future__ import annotations

from datetime import date, datetime, time

_DAY_0 = date(1899, 12, 30)  # serial numbers count from here

_WIDE = str.maketrans("0123456789-/", "０１２３４５６７８９－／")
_CHINESE = "〇一二三四五六七八九"


def wide(text):
    return text.translate(_WIDE)


def count_as_text(value):
    return "" if value is None else str(value)


def _number(value):
    if value <= 10:
        return "一二三四五六七八九十"[value - 1]
    tens, ones = divmod(value, 10)
    return ("" if tens == 1 else _CHINESE[tens]) + "十" + (_CHINESE[ones] if ones else "")


def _date(value, kind):
    year = "".join(_CHINESE[int(digit)] for digit in str(value.year))
    found = [
        value,
        value.isoformat(),
        f"{value.year}.{value.month}.{value.day}",
        f"{value.year}/{value.month}/{value.day}",
        f"{value.year}年{value.month}月{value.day}日",
        f" {value.year}年 {value.month}月 {value.day}日 ",
        f"{value.year}年{value.month}月{value.day}号",
        f"{value:%y}-{value.month}-{value.day}",
        f"{value:%y}年{value.month}月{value.day}日",
        f"{value:%Y%m%d}",
        f"'{value.isoformat()}",
        wide(value.isoformat()),
        f"{value.isoformat()} 14:30",
        f"{year}年{_number(value.month)}月{_number(value.day)}日",
        str((value - _DAY_0).days),
        f"{value.year} {value.month} {value.day}",
    ]
    if kind == "xlsx":
        found += [
            int(f"{value:%Y%m%d}"),
            (value - _DAY_0).days,
            datetime.combine(value, time(14, 30)),
        ]
    return found


def _paper(value, kind):
    copies, pages = value
    if value == (0, 0):
        return ["无", "", "/", "-", "—", " 无 ", "没有"]
    found = [
        f"{copies}/{pages}",
        f"{copies}份{pages}页",
        f"{copies}份/{pages}页",
        f"{copies}份,{pages}页",
        f"{copies} / {pages}",
        wide(f"{copies}/{pages}"),
        f"{copies}份共{pages}页",
        f"{copies}份（{pages}页）",
        f"{'一两'[copies - 1]}份{_number(pages)}页",
    ]
    return found + ([f"{pages}页", f"共{pages}页"] if copies == 1 else [])


def _names(value, kind):
    name = value[0]
    if len(value) > 1:
        return [joint.join(value) for joint in ("/", "、", ",", ";", "／", " / ", "，")]
    if "公司" in name:
        return [name, f" {name} ", f"{name[:4]}\n{name[4:]}"]
    return [
        name,
        f" {name}",
        f"{name[0]}　{name[1:]}",
        f"{name[0]}\n{name[1:]}",
        " ".join(name),
        f"\u200b{name}",
    ]


def _ids(value, kind):
    if len(value) > 1:
        return [joint.join(value) for joint in ("/", "\n", "、", ";", " ", " / ")]
    number = value[0]
    found = [number, f" {number} ", f"'{number}", number.lower(), wide(number)]
    if len(number) == 18 and number[:17].isdigit():
        found += [f"{number[:6]} {number[6:14]} {number[14:]}", f"{number[:10]}\n{number[10:]}"]
    return found


def _phones(value, kind):
    number = value[0]
    found = [
        number,
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
        f"{number[:3]} {number[3:7]} {number[7:]}",
    ]
    found += [wide(number), f" {number}", f"86-{number}", f"'{number}"]
    return found + ([int(number)] if kind == "xlsx" else [])


def _optional_phones(value, kind):
    return _phones(value, kind) if value else ["", "无", "/"]


def _area(value, kind):
    text = f"{value:.2f}"
    numbers = [value] if kind == "xlsx" else []
    return [*numbers, text, wide(text), f"{text}㎡", f"{text}平方米", f"{text} m²", f" {text}"]


def _place(*suffixes):
    def write(value, kind):
        found = [value, f" {value}", wide(value)]
        found += [suffix.format(value) for suffix in suffixes]
        return found + ([int(value)] if kind == "xlsx" and value.isdigit() else [])

    return write


def _code(value, kind):
    return [value, value.lower(), wide(value), value.replace("-", "—"), f" {value} "]


def _text(value, kind):
    return [value, f" {value}", f"{value} \n"] if value else ["", " ", "无", "-"]


def _contact(value, kind):
    return [value, f" {value}", f"{value[0]} {value[1:]}"] if value else ["", "无", "/", "-"]


def _seq(value, kind):
    return [value, str(value)] if kind == "xlsx" else [str(value)]


WRITINGS = {
    "seq": _seq,
    "project": lambda value, kind: [value, f" {value} ", f"{value[0]} {value[1:]}"],
    "building": _place("{}栋", "{}幢", "{}号楼", "{}#", "第{}栋"),
    "unit": _place("{}单元"),
    "room": _place("{}室", "{}房"),
    "owner": _names,
    "id_no": _ids,
    "phone": _phones,
    "emergency_name": _contact,
    "emergency_phone": _optional_phones,
    "move_in": _date,
    "area": _area,
    "box": _code,
    "cabinet": _code,
    "remark": _text,
    "paper": _paper,
}
