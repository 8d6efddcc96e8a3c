"""归档范围表: what is filed in which class, by whom supplied, how long kept, at which level."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count

from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.form import LANDSCAPE, Band, Footer, Register, draw_register
from archive_office.printing.heads import (
    Head,
    day,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from dossiers.models import Category, DocumentType
from dossiers.papers import words

FORM = "AO-ML-03 归档范围和保管期限表"

COLUMNS = (
    Column("序号", 12),
    Column("类　号", 22),
    Column("归　档　材　料", 84, "left", wraps=True),
    Column("来源部门", 37, wraps=True),
    Column("归档时限", 24),
    Column("原　件\n复印件", 22, wraps=True),
    Column("保管期限", 22),
    Column("密　级", 20, wraps=True, size=8),
    Column("依　据", 16, wraps=True, size=8),
)
_TITLE_COLUMN = 2
_LEVELS = {
    Category.Level.COMPANY: "公司归档的类别",
    Category.Level.CENTRE: "客户服务中心（部）归档的类别",
}
_FORMS = {
    DocumentType.Form.ORIGINAL: "原件",
    DocumentType.Form.COPY: "复印件",
    DocumentType.Form.EITHER: "原件或复印件",
}
_OF_CUSTOMERS = {
    DocumentType.Kind.OWNER: "业主档案",
    DocumentType.Kind.TENANT: "租户档案",
}


@dataclass(frozen=True, slots=True)
class ScopeLine:
    """One kind of paper: its class, who supplies it within how long, how it is kept."""

    code: str
    name: str
    supplier: str
    term: str
    form: str
    retention: str
    secrecy: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class ScopePart:
    """The classes of one level, or the papers of one kind of customer's dossier."""

    heading: str
    lines: tuple[ScopeLine, ...]


@dataclass(frozen=True, slots=True)
class FilingScope:
    """归档范围表 of the office.

    Args:
        edition: The day of its last change.
    """

    fonds: Fonds
    edition: date | None
    parts: tuple[ScopePart, ...]


def filing_scope(facts: FilingScope) -> bytes:
    """The filing scope as PDF, class by class, with lines to approve it on.

    Source: FIL-01, FRM-21.
    """
    edition = f"版　次：{day(facts.edition)} 起施行"
    head = Head(
        title="归档范围和保管期限表",
        english="Filing Scope and Retention Schedule",
        left=fonds_lines(facts.fonds),
        right=(edition,),
        again=(facts.fonds.name, edition),
    )
    return draw_register(
        Register(
            page=LANDSCAPE,
            info=info(facts.fonds, FORM, f"归档范围表 {facts.edition or ''}".rstrip()),
            sections=(Section(COLUMNS, list(_rows(facts)), blank=_TITLE_COLUMN),),
            first=first_band(head),
            following=following_band(head),
            tail=Band(13, _tail),
            footer=Footer(FORM, facts.fonds.name),
            row=7.6,
        )
    )


def _rows(facts: FilingScope) -> Iterator[Row]:
    numbers = count(1)
    for part in facts.parts:
        yield Row((part.heading,), heading=True)
        for line in part.lines:
            yield Row(
                (
                    str(next(numbers)),
                    line.code,
                    line.name,
                    line.supplier,
                    line.term,
                    line.form,
                    line.retention,
                    line.secrecy,
                    line.clause,
                )
            )


def _tail(sheet: Sheet, box: Box) -> None:
    wide = box.width / 3
    for place, label in enumerate(("编制人（签字）", "审核人（签字）", "批准人（签字）")):
        left = box.left + place * wide + 2.5
        marks.pen_line(sheet, label, Box(left, box.top + 2.5, wide - 40, 8))
        day = Style(size=9, align="right")
        sheet.write_middle(left + wide - 6, box.top + 6.5, marks.in_words(None), day)


def scope_parts(
    categories: Iterable[Category], types: Iterable[DocumentType]
) -> tuple[ScopePart, ...]:
    """The classes of the office with their kinds of papers; those of customers' dossiers last."""
    kinds, classes = list(types), list(categories)
    under: dict[int | None, list[DocumentType]] = {}
    for each in kinds:
        if each.kind == DocumentType.Kind.CATEGORY:
            under.setdefault(each.category_id, []).append(each)
    parts = [
        ScopePart(heading, tuple(_of_level(level, classes, under)))
        for level, heading in _LEVELS.items()
    ]
    for kind, heading in _OF_CUSTOMERS.items():
        own = (_of_type(each) for each in kinds if each.kind == kind)
        parts.append(ScopePart(heading, tuple(own)))
    return tuple(parts)


def _of_level(
    level: str, classes: Iterable[Category], under: Mapping[int | None, list[DocumentType]]
) -> Iterator[ScopeLine]:
    for each in classes:
        if each.level == level:
            kinds = under.get(each.pk, ())
            yield from [_of_type(kind) for kind in kinds] or [_of_class(each)]


def _of_class(category: Category) -> ScopeLine:
    return ScopeLine(
        code=category.code,
        name=category.name_zh,
        supplier="",
        term="",
        form=_FORMS[DocumentType.Form.ORIGINAL],
        retention=words.retention(category.retention, category.retention_years),
        secrecy=words.secrecy(category.secrecy),
        clause=category.clause,
    )


def _of_type(kind: DocumentType) -> ScopeLine:
    """A kind of paper; what it does not say itself, its class says."""
    category = kind.category
    kept, years = kind.retention, kind.retention_years
    if not kept and category is not None:
        kept, years = category.retention, category.retention_years
    days = kind.deadline_days
    code, name = kind.code, kind.name_zh
    if category is not None and kind.kind == DocumentType.Kind.CATEGORY:
        code = category.code
        name = name if category.name_zh == name else f"{category.name_zh}：{name}"
    return ScopeLine(
        code=code,
        name=name,
        supplier=kind.supplying_department,
        term=f"{days} 天内" if days is not None else "随时",
        form=_FORMS[DocumentType.Form(kind.form)],
        retention=words.retention(kept, years) if kept else "随卷",
        secrecy=words.secrecy(kind.secrecy),
        clause=kind.clause,
    )
