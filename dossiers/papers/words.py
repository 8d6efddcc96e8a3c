"""The words of the dossier's official forms; they are Chinese in every language of the screen."""

from collections.abc import Sequence
from typing import Final

from dossiers.models import (
    Description,
    DossierState,
    HoldingState,
    Occupancy,
    PaperState,
    Retention,
    Secrecy,
    Unit,
)

SECRECY: Final = {
    Secrecy.PUBLIC: "公开",
    Secrecy.INTERNAL: "内部",
    Secrecy.SECRET: "商密·秘密",
    Secrecy.CONFIDENTIAL: "商密·机密",
    Secrecy.TOP_SECRET: "商密·绝密",
}
HOLDINGS: Final[dict[str, str]] = {
    HoldingState.IN_PREPARATION: "整理中",
    HoldingState.ON_SHELF: "在架",
    HoldingState.IN_HANDOVER: "移交中",
    HoldingState.ON_LOAN: "借出",
    HoldingState.IN_READING_ROOM: "阅览中",
    HoldingState.QUARANTINED: "待销毁",
    HoldingState.DESTROYED: "已销毁",
    HoldingState.MISSING: "下落不明",
}
DOSSIERS: Final[dict[str, str]] = {
    DossierState.OPEN: "在档",
    DossierState.CLOSED: "已关闭",
    DossierState.VOID: "作废",
}
ITEMS: Final[dict[str, str]] = {
    Description.Form.AUDIO_VISUAL: "声像",
    Description.Form.OBJECT: "实物",
}
KEPT: Final[dict[str, str]] = {
    Description.Kept.UNDECIDED: "未定",
    Description.Kept.UNIT: "本单位自行保管",
    Description.Kept.HANDED_OVER: "移交公司档案室",
}
OCCUPANCIES: Final[dict[str, str]] = {
    Occupancy.Kind.OWNER: "业主",
    Occupancy.Kind.TENANT: "租户",
}
USES: Final[dict[str, str]] = {
    Unit.Use.OWNER_OCCUPIED: "自住",
    Unit.Use.LET: "出租",
    Unit.Use.VACANT: "空置",
    Unit.Use.FITTING_OUT: "装修中",
    Unit.Use.OTHER: "其他",
    Unit.Use.UNKNOWN: "",
}
IDENTITY: Final[dict[str, str]] = {
    "id_card": "身份证",
    "id_card_old": "身份证",
    "passport": "护照、通行证",
    "credit_code": "统一社会信用代码",
}
PAPERS: Final[dict[str, str]] = {
    PaperState.PENDING: "待接收",
    PaperState.ACCEPTED: "已接收",
    PaperState.RETURNED: "已退回",
    PaperState.NOT_APPLICABLE: "不适用",
    PaperState.MISSING: "未提交",
}
_RETENTION: Final[dict[str, str]] = {
    Retention.PERMANENT: "永久",
    Retention.LONG: "长期",
    Retention.SHORT: "短期",
}


def retention(kind: str, years: int | None) -> str:
    """保管期限: 永久, 30年, 长期 or 短期."""
    return _RETENTION.get(kind) or f"{years}年"


def secrecy(grade: int) -> str:
    """密级 as it is printed (decision 9)."""
    return SECRECY[Secrecy(grade)]


def completeness(asked: int, missing: Sequence[str]) -> str:
    """How complete a dossier is: "7/9，缺：入住合约、身份证明"."""
    count = f"{asked - len(missing)}/{asked}"
    return f"{count}，缺：{'、'.join(missing)}" if missing else f"{count}，齐全"


def units(first: str, count: int) -> str:
    """One unit, or the first of several: "1栋101等3户"."""
    return first if count == 1 else f"{first}等{count}户"


def floor_of(unit: Unit) -> str:
    """Building and floor of a unit as a catalogue for its boxes prints them."""
    floor = f" {unit.floor} 层" if unit.floor is not None else ""
    return f"{unit.estate.name}{unit.building or ''}{floor}"
