"""The words of the appraisal's official forms. Frozen with the content, so that prints agree.

The forms are Chinese in every language of the screen.
"""

from collections.abc import Mapping
from typing import Any, Final

from destruction.models import AppraisalLine, Ground, RegisterLine, Verdict
from dossiers.models import Document, Holding, Retention

STATEMENT: Final = "本人已审阅所列档案及鉴定理由，同意上列鉴定意见。"

VERDICTS: Final = {
    Verdict.NONE: "",
    Verdict.KEEP: "续存",
    Verdict.PERMANENT: "永久保存",
    Verdict.DESTROY: "销毁",
    Verdict.UNDECIDED: "待定",
}
GROUNDS: Final = {
    Ground.EVIDENTIAL: "凭证价值",
    Ground.LEGAL: "法律价值",
    Ground.FINANCIAL: "财务价值",
    Ground.INFORMATIONAL: "查考价值",
}
_RETENTION: Final = {
    Retention.PERMANENT: "永久",
    Retention.LONG: "长期",
    Retention.SHORT: "短期",
}


def retention(kind: str, years: int | None) -> str:
    """保管期限 as it is printed: 永久, 30年."""
    return _RETENTION.get(Retention(kind)) or f"{years}年"


def span(first: int | None, last: int | None) -> str:
    """年度: one year, or from the first to the last."""
    years = [str(year) for year in (first, last) if year]
    return "—".join(dict.fromkeys(years))


def verdict(line: AppraisalLine) -> str:
    """鉴定意见: 续存10年, 永久保存, 销毁, 待定."""
    said = VERDICTS[Verdict(line.verdict)]
    return f"{said}{line.new_years}年" if line.verdict == Verdict.KEEP else said


def grounds(line: AppraisalLine) -> str:
    """The grounds of a verdict in one line, then its own words."""
    named = "、".join(GROUNDS[Ground(ground)] for ground in line.grounds)
    return "；".join(filter(None, (named, line.ground_text, line.reason)))


def kind(line: AppraisalLine | RegisterLine) -> str:
    """卷, 件, or one paper taken out of its volume."""
    if line.is_document:
        return "抽卷"
    return "卷" if line.holding.kind == Holding.Kind.VOLUME else "件"


def title_of(document: Document) -> str:
    """What a paper of a volume is called; of personal papers its kind and unit, no person."""
    if document.personal and document.type is not None:
        return f"{document.holding.title}：{document.type.name_zh}"[:200]
    return document.title


def paper(number: str) -> str:
    """What an appraisal is called where its paper is named: 档案鉴定意见书 JD-2026-0001."""
    return f"档案鉴定意见书 {number}"


def part(step: Mapping[str, Any]) -> str:
    """As what somebody signs or approves, with the department for which: 业务部门负责人（客户服务部）."""
    label = str(step["label"]).removesuffix("签字").removesuffix("批准")
    return f"{label}（{step['of']}）" if step["of"] else label
