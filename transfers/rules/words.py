"""The words of the handover's official forms. Frozen with the content, so that prints agree with it.

The forms are Chinese in every language of the screen.
"""

from collections.abc import Iterable
from typing import Final

from dossiers.models import Category, HoldingState, Retention, Secrecy
from transfers.models import Manifest, Period, Side
from transfers.rules.proposal import Staying, Verdict

BASIS: Final = "《客户档案管理制度》（九）"
STATEMENT: Final = "上列档案业经交接双方当面逐卷（件）清点核对，本人已核对并确认清单内容。"
NOT_FOUND: Final = "缺件，未随清单移交"
UNKNOWN_THING: Final = "未编目实物"
WAIVED: Final = "免予补交"
OWED: Final = "补交（前次欠交）"
EXTRA: Final = "清单外增列"

KEEPERS: Final = ("移交方存", "接收方存", "档案室存", "备查", "备查")
"""Who keeps the first, second … copy of a manifest."""

PARTIES: Final[dict[str, str]] = {
    Side.TRANSFERRING: "移交方",
    Side.RECEIVING: "接收方",
    Side.ARCHIVIST: "档案员",
}
"""The parties as the forms name them."""

_NATURES: Final = {
    Manifest.Kind.ORDINARY: "半年移交",
    Manifest.Kind.TITLE: "权证移交",
    Manifest.Kind.LEAVER: "离岗移交",
    Manifest.Kind.EXTRA: "专项移交",
}
_SECRECY: Final = {
    Secrecy.PUBLIC: "公开",
    Secrecy.INTERNAL: "内部",
    Secrecy.SECRET: "商密·秘密",
    Secrecy.CONFIDENTIAL: "商密·机密",
    Secrecy.TOP_SECRET: "商密·绝密",
}
_RETENTION: Final = {
    Retention.PERMANENT: "永久",
    Retention.LONG: "长期",
    Retention.SHORT: "短期",
}
_STATES: Final[dict[str, str]] = {
    HoldingState.IN_PREPARATION: "整理中，未上架",
    HoldingState.IN_HANDOVER: "移交中",
    HoldingState.ON_LOAN: "借出未还",
    HoldingState.IN_READING_ROOM: "阅览中",
    HoldingState.QUARANTINED: "待销毁",
    HoldingState.MISSING: "下落不明",
}
"""Why a thing that is not on its shelf stays."""
_REASONS: Final = {
    Verdict.VOIDED: "档案已作废",
    Verdict.PERSONAL: "个人信息，存于中心",
    Verdict.TITLE: "权证，另列清单移交",
    Verdict.HOLDS_TITLE: "内含权证，待分出",
    Verdict.UNCLASSIFIED: "尚未归类",
    Verdict.STAYS: "按移交范围留存",
    Verdict.CATALOGUE_ONLY: "按移交范围仅移交目录",
    Verdict.UNVERIFIED: "台账著录，未核实",
    Verdict.NO_CONTAINER: "档案盒未上架",
    Verdict.HELD: "暂缓移交",
    Verdict.GOES: "本次未列入移交",
}


def period(which: Period) -> str:
    """A half-year as the forms name it: 2026年下半年."""
    return f"{which.year}年{'上' if which.half == 1 else '下'}半年"


def nature(kind: str, which: Period) -> str:
    """移交性质: 半年移交（2026年下半年）."""
    return f"{_NATURES[Manifest.Kind(kind)]}（{period(which)}）"


def secrecy(grade: int) -> str:
    """密级 as it is printed (decision 9)."""
    return _SECRECY[Secrecy(grade)]


def retention(kind: str, years: int | None) -> str:
    """保管期限 as it is printed: 永久, 30年."""
    return _RETENTION.get(Retention(kind)) or f"{years}年"


def span(first: int | None, last: int | None) -> str:
    """年度: one year, or from the first to the last."""
    years = [str(year) for year in (first, last) if year]
    return "—".join(dict.fromkeys(years))


def whole_span(spans: Iterable[str]) -> str:
    """所属年度 of a whole list, from the spans of its lines."""
    years = sorted({year for one in spans for year in one.split("—") if year})
    return "—".join(dict.fromkeys((years[0], years[-1]))) if years else ""


def original(*, originals: int, copies: int, is_original: bool) -> str:
    """原件/复印件 of a holding, from its documents; from the holding itself where none is listed."""
    if originals and copies:
        return f"原件{originals} 复印件{copies}"
    if originals or copies:
        return "原件" if originals else "复印件"
    return "原件" if is_original else "复印件"


def missing(code: str, title: str) -> str:
    """欠交: a thing that was listed and not found."""
    return f"{code}《{title}》"[:200]


def missing_pages(code: str, title: str, pages: int) -> str:
    """欠交: pages that lack in a thing that was accepted."""
    return f"{code}《{title[:80]}》缺 {pages} 页"


def returned_debt(number: str) -> str:
    """备注 of a thing that an earlier manifest lacked."""
    return f"补交 {number} 所欠"


def category(which: Category) -> str:
    """The heading of a category's lines: 业主（客户）档案（ZY·KH）."""
    classes = "·".join(filter(None, (which.archive_class, which.sub_class)))
    return f"{which.name_zh}（{classes}）"


def treatment(verdict: Verdict) -> str:
    """处理方式 of what stays."""
    return "仅移交目录" if verdict == Verdict.CATALOGUE_ONLY else "留存中心"


def reason(entry: Staying) -> str:
    """留存原因 of what stays."""
    if entry.verdict == Verdict.LISTED:
        return f"列于清单 {entry.listed_on}"
    if entry.verdict in (Verdict.NOT_ON_SHELF, Verdict.SET_APART):
        return _STATES.get(entry.holding.state, "不在架")
    return _REASONS[entry.verdict]


def paper(manifest: Manifest) -> str:
    """What a manifest is called where its paper is named: 档案移交清单 YJ-2026-0001."""
    form = "权证移交清单" if manifest.kind == Manifest.Kind.TITLE else "档案移交清单"
    return f"{form} {manifest.number}"


def sealing_of(copy: int, party: str) -> str:
    """用印事由 of a copy on paper."""
    return f"第 {copy} 联盖章（{PARTIES[party]}）"
