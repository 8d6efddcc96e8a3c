"""档案移交清单: the list both parties sign, in as many copies as there are keepers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from archive_office.printing import marks
from archive_office.printing.facts import Paper
from archive_office.printing.form import (
    LANDSCAPE,
    Band,
    Register,
    draw_original,
    draw_register,
)
from archive_office.printing.heads import (
    Fields,
    Head,
    day,
    fields_band,
    first_band,
    following_band,
    fonds_lines,
    info,
)
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.table import Column, Row, Section
from archive_office.printing.text import capital
from transfers.papers import parties
from transfers.papers.facts import LineKind, Manifest, ManifestLine

FORM = "AO-YJ-01 档案移交清单"

COLUMNS = (
    Column("序号", 10),
    Column("档　　　号", 52, "left"),
    Column("题　　　　　名", 69, "left", wraps=True),
    Column("年　度", 18),
    Column("保管\n期限", 13),
    Column("密　级", 17),
    Column("原　件\n复印件", 17, wraps=True),
    Column("份数", 10),
    Column("件数", 10),
    Column("页数", 12),
    Column("核对\n结果", 15, wraps=True),
    Column("备　注", 16, wraps=True),
)
_TITLE_COLUMN = 2
_FIELD = Style(size=9.5)
_TOTALS = 8.0
_STATEMENT = 9.0
_FOOT = 9.0


@dataclass(frozen=True, slots=True)
class Totals:
    """How much changes hands: 卷, 件 and 页."""

    volumes: int
    items: int
    pages: int

    @classmethod
    def of(cls, lines: Iterable[ManifestLine]) -> "Totals":
        """The sums over some lines; a supplement adds papers, not a volume."""
        counted = tuple(lines)
        return cls(
            volumes=sum(line.kind is LineKind.VOLUME for line in counted),
            items=sum(line.items for line in counted),
            pages=sum(line.pages or 0 for line in counted),
        )

    def __str__(self) -> str:
        return f"{self.volumes} 卷　{self.items} 件　{self.pages} 页"

    @property
    def in_words(self) -> str:
        """The sums in capital numerals, and in figures beside them."""
        volumes, items, pages = map(capital, (self.volumes, self.items, self.pages))
        figures = f"{self.volumes} 卷 {self.items} 件 {self.pages} 页"
        return f"案卷{volumes}卷，文件{items}件，共{pages}页（{figures}）。"


def manifest(facts: Manifest, *, copy: int | None = None) -> bytes:
    """The manifest as PDF: every copy, or only the one with this number, counted from 1.

    Raises:
        ValueError: If a signature is over another content than the list shows, or nobody
            keeps a copy of this number.

    Source: TRF-04, TRF-07, TRF-08, FRM-20.
    """
    parties.check_digests(facts.digest, facts.transferor, facts.receiver)
    return draw_register(_register(facts), marks.chosen_copies(facts.keepers, copy))


def manifest_original(facts: Manifest) -> Paper:
    """The manifest as it is sealed electronically, with the place of each party's seal.

    Raises:
        ValueError: If a signature is over another content than the list shows.

    Source: TRF-07.
    """
    parties.check_digests(facts.digest, facts.transferor, facts.receiver)
    blank = replace(
        facts,
        transferor=parties.unsealed(facts.transferor),
        receiver=parties.unsealed(facts.receiver),
    )
    return draw_original(_register(blank))


def _register(facts: Manifest) -> Register:
    head = _head(facts)
    return Register(
        page=LANDSCAPE,
        info=info(facts.fonds, FORM, f"档案移交清单 {facts.number}", digest=facts.digest),
        sections=(Section(COLUMNS, rows(facts.lines), blank=_TITLE_COLUMN),),
        first=first_band(head),
        following=following_band(head),
        grid=fields_band(_fields(facts)),
        tail=Band(
            _TOTALS + _STATEMENT + parties.HEIGHT + _FOOT,
            lambda sheet, box: _tail(sheet, box, facts),
        ),
        footer=parties.footer(facts.digest, facts.keepers),
        watermark=parties.pending(facts.digest, *_sides(facts)),
    )


def rows(lines: Iterable[ManifestLine]) -> list[Row]:
    """The lines as rows of the table, under a heading for each category."""
    found: list[Row] = []
    category = ""
    for number, line in enumerate(lines, 1):
        if line.category != category:
            category = line.category
            found.append(Row((category,), heading=True))
        found.append(
            Row(
                (
                    str(number),
                    line.reference,
                    line.title,
                    line.year,
                    line.retention,
                    line.secrecy,
                    line.original,
                    str(line.copies),
                    str(line.items),
                    "—" if line.pages is None else str(line.pages),
                    line.outcome,
                    line.remark,
                )
            )
        )
    return found


def _sides(facts: Manifest) -> tuple[parties.Side, parties.Side]:
    return (
        parties.Side("移交方", facts.transferor, key="transferring"),
        parties.Side("接收方", facts.receiver, key="receiving"),
    )


def _head(facts: Manifest) -> Head:
    number = f"清单编号：{facts.number}"
    sides = f"移交部门：{facts.transferor.department}　　接收部门：{facts.receiver.department}"
    return Head(
        title="档案移交清单",
        english="Records Transfer Manifest",
        left=(*fonds_lines(facts.fonds), number),
        right=(f"编制日期：{day(facts.prepared_on)}", f"移交日期：{day(facts.handed_over_on)}"),
        url=facts.verify_url,
        warning=parties.warning(facts.digest, *_sides(facts)),
        again=(number, sides),
    )


def _fields(facts: Manifest) -> Fields:
    return (
        (
            ("移交部门", facts.transferor.department),
            ("接收部门", facts.receiver.department),
            ("移交数量", str(Totals.of(facts.lines))),
        ),
        (("移交性质", facts.nature), ("移交依据", facts.basis), ("所属年度", facts.years)),
    )


def _tail(sheet: Sheet, box: Box, facts: Manifest) -> None:
    top = box.top
    _totals(sheet, Box(box.left, top, box.width, _TOTALS), facts)
    top += _TOTALS
    sheet.stroke(box.left, top, box.right, top, width=0.9)
    statement = Box(box.left, top, box.width, _STATEMENT)
    sheet.write_middle(box.left + 2.5, statement.middle, _statement(facts), Style(size=10))
    top += _STATEMENT
    sheet.stroke(box.left, top, box.right, top)
    parties.sides_block(sheet, Box(box.left, top, box.width, parties.HEIGHT), _sides(facts))
    top += parties.HEIGHT
    sheet.stroke(box.left, top, box.right, top)
    _supervision(sheet, Box(box.left, top, box.width, _FOOT), facts)


def _totals(sheet: Sheet, box: Box, facts: Manifest) -> None:
    listed = Totals.of(facts.lines)
    taken = Totals.of(line for line in facts.lines if line.accepted)
    text = listed.in_words
    if taken != listed:
        text = f"列入{text}　实际交接{taken.in_words}"
    sheet.write_middle(box.left + 2.5, box.middle, "合　　计", Style(size=9.5, bold=True))
    room = Box(box.left + 20, box.top, box.width - 20, box.height)
    marks.value_cell(sheet, room, text)


def _statement(facts: Manifest) -> str:
    if facts.difference_number:
        agreed = f"除差异表 {facts.difference_number} 所列各项外，账物相符，目录与实体一致"
    else:
        agreed = "账物相符，目录与实体一致"
    return f"上列档案业经交接双方当面逐卷（件）清点核对，{agreed}，交接完毕，特立此据。"


def _supervision(sheet: Sheet, box: Box, facts: Manifest) -> None:
    line = Box(box.left + 2.5, box.top + 1, 80, box.height - 2)
    marks.pen_line(sheet, "监交人（签字）", line, facts.supervisor)
    sheet.write_middle(box.left + 92, box.middle, "监交日期：　　　　年　　月　　日", _FIELD)
    attached = ["机读目录 1 份"]
    if facts.difference_number:
        attached.append("移交差异表 1 份")
    if facts.annex:
        attached.append("留存档案附件 1 份")
    text = f"附：{'，'.join(attached)}"
    sheet.write_middle(box.right - 2.5, box.middle, text, _FIELD.but(align="right"))
