"""The words of the storeroom's official forms; they are Chinese in every language of the screen."""

from typing import Final

from archive_office.custody.models import Cabinet, Storeroom
from dossiers.models import StocktakeLine

ROOMS: Final[dict[str, str]] = {
    Storeroom.Kind.ARCHIVE_ROOM: "综合档案室",
    Storeroom.Kind.DOCUMENT_ROOM: "资料保留室",
    Storeroom.Kind.STOREROOM: "库房",
    Storeroom.Kind.QUARANTINE: "待销毁库",
}
CABINETS: Final[dict[str, str]] = {
    Cabinet.Kind.RACK: "架",
    Cabinet.Kind.CABINET: "柜",
    Cabinet.Kind.SAFE: "保险柜",
}
LEVELS: Final = {"room": "库房", "cabinet": "柜架", "shelf": "层", "box": "盒", "holding": "卷件"}
EMPTY_BOX: Final = "空盒"
EXPECTED: Final = "应有"

_V, _C = StocktakeLine.Verdict, StocktakeLine.Correction
VERDICTS: Final[dict[str, str]] = {
    _V.WAITING: "未扫描",
    _V.FOUND: "相符",
    _V.MISSING: "缺失",
    _V.MISPLACED: "错位",
    _V.ON_LOAN_HERE: "账面借出、实物在库",
    _V.AWAY_HERE: "账面不在架、实物在库",
    _V.UNKNOWN: "不明",
    _V.MOVED: "盘点期间移出",
}
FIGURES: Final = VERDICTS | {
    _V.ON_LOAN_HERE: "借出在库",
    _V.AWAY_HERE: "非在架在库",
    _V.MOVED: "期间移出",
}
"""The same above a number, where there is little room."""

DONE: Final[dict[str, str]] = {
    _C.NONE: "",
    _C.REPORTED_MISSING: "登记下落不明",
    _C.MOVED_HERE: "更正存放位置",
    _C.PUT_BACK: "放回原位",
    _C.FOUND_AGAIN: "找回并上架",
    _C.EXPLAINED: "另行处理",
}


def settled(how: str, note: str) -> str:
    """What was done about a line, with the words somebody found for it."""
    return "：".join(filter(None, (DONE[how], note)))
