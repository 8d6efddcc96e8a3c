"""顾客满意度调查分析报告: surveys of a year, centre by centre, and the measures they led to."""

from dataclasses import astuple, dataclass

from archive_office.printing.facts import Fonds
from archive_office.printing.form import LANDSCAPE, Footer, Register, draw_register
from archive_office.printing.heads import Head, first_band, following_band, info
from archive_office.printing.table import Column, Row, Section

FORM = "顾客满意度调查分析报告"

_MEASURES = (
    Column("序号", 11),
    Column("中　　心", 44, "left", wraps=True),
    Column("满意度较低的方面", 44, "left", wraps=True),
    Column("得分", 14),
    Column("纠 正 预 防 措 施", 70, "left", wraps=True),
    Column("责任人", 24, wraps=True),
    Column("完成期限", 26),
    Column("状态", 28, wraps=True),
)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One centre: questionnaires sent and back, scores out of a hundred as they are printed."""

    centre: str
    sent: int
    back: int
    rate: int
    scores: tuple[str, ...]
    overall: str
    before: str


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure after a survey."""

    centre: str
    question: str
    score: str
    measure: str
    responsible: str
    until: str
    state: str


@dataclass(frozen=True, slots=True)
class SatisfactionReport:
    """The report of one year."""

    fonds: Fonds
    office: str
    year: int
    least: int
    questions: tuple[str, ...]
    lines: tuple[ScoreLine, ...]
    measures: tuple[MeasureLine, ...]


def satisfaction_report(facts: SatisfactionReport) -> bytes:
    """The report as PDF.

    Source: SVC-43, SVC-44.
    """
    left = (f"调查年度：{facts.year}", f"全宗：{facts.fonds.code} {facts.fonds.name}")
    head = Head(
        title=FORM,
        english="Customer Satisfaction Survey",
        left=left,
        right=(facts.office, f"满意度下限：{facts.least} 分"),
        again=(left[0], facts.office),
    )
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, FORM, f"{FORM} {facts.year}"),
            sections=(_scores(facts), _measures(facts)),
            first=first_band(head, 27),
            following=following_band(head),
            footer=Footer(FORM, facts.office),
            row=8,
        )
    )


def _scores(facts: SatisfactionReport) -> Section:
    width = round(103 / max(len(facts.questions), 1), 1)
    columns = (
        Column("序号", 11),
        Column("中　　心", 60, "left", wraps=True),
        Column("发放", 18),
        Column("回收", 18),
        Column("回收率", 18),
        *(Column(question, width, wraps=True) for question in facts.questions),
        Column("总分", 16),
        Column("上年总分", 17),
    )
    rows = [Row((str(n), *_cells(line))) for n, line in enumerate(facts.lines, 1)]
    return Section(columns, rows, title="一、调查汇总（满分 100 分）", blank=1)


def _measures(facts: SatisfactionReport) -> Section:
    rows = [Row((str(n), *astuple(line))) for n, line in enumerate(facts.measures, 1)]
    return Section(_MEASURES, rows, title="二、纠正预防措施", blank=1)


def _cells(line: ScoreLine) -> tuple[str, ...]:
    counts = (line.centre, str(line.sent), str(line.back), f"{line.rate}%")
    return (*counts, *line.scores, line.overall, line.before)
