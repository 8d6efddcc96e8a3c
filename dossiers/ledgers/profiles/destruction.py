"""Destruction lists 销毁清册: which items an office wants destroyed, and what it says of each.

Source: IMPORT_RULES, 移交清单 · 借阅登记簿 · 销毁清册: Destruction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from dossiers.ledgers.archive_numbers import (
    read_archive_no,
    read_retention,
    same_number,
    term_in_number,
)
from dossiers.ledgers.cells import Cell, Kind
from dossiers.ledgers.codes import Code
from dossiers.ledgers.counts import read_copies, read_pages
from dossiers.ledgers.destruction_facts import (
    DESTROY,
    PERMANENT,
    Catalogued,
    DestructionRecord,
    ItemFacts,
    against_term,
    differing,
)
from dossiers.ledgers.headings import Vocabulary
from dossiers.ledgers.layout import Layout
from dossiers.ledgers.profiles.base import Flaw, Judgement, Place, Row
from dossiers.ledgers.profiles.items import (
    ITEM_WORDS,
    ItemJudge,
    missing_columns,
    read_title,
    required,
    sound,
)
from dossiers.ledgers.profiles.simple import plain_text, read_remark
from dossiers.ledgers.reading import AnyReading, Basis, Reading, as_text, refused
from dossiers.ledgers.text import compact, is_lost, is_nothing, tidy
from dossiers.ledgers.verdicts import Record

_SAME = ("seq", "archive_no", "title", "formed", "copies", "pages", "retention", "remark")
DESTRUCTION_WORDS = Vocabulary(
    words={
        **{field: ITEM_WORDS.words[field] for field in _SAME},
        "kept": ("已保管年限", "已保管期限", "已保存年限", "保管年数", "已保管年数", "已存年限"),
        "reason": ("销毁原因", "销毁理由", "原因", "理由", "销毁事由"),
        "appraisal": ("鉴定意见", "鉴定结论", "鉴定结果", "鉴定小组意见", "审批意见", "处理意见", "意见"),
    },
    required=(
        frozenset({"archive_no"}),
        frozenset({"retention"}),
        frozenset({"reason", "appraisal"}),
    ),
)  # fmt: skip
_MISSING_COLUMNS = {
    "title": Code.TITLE_MISSING,
    "formed": Code.DATE_MISSING,
    "copies": Code.COUNT_MISSING,
    "pages": Code.COUNT_MISSING,
    "appraisal": Code.APPRAISAL_MISSING,
}
_PLAINEST = "同意销毁"
_DESTROY = re.compile(
    "(?:经鉴定|鉴定小组|鉴定|小组|领导|一致|已|拟|建议|同意|准予|批准|准许|准|可以|可|应当|应予|应|予以|确认)*"
    "(?:作销毁|销毁|作销毁处理|销毁处理)"
)
_AGREED = frozenset({"同意", "准予", "批准", "准"})
_KEEP = re.compile("保存|保留|保管|留存|留用|续存|延长|不|暂|缓|否|勿|未|待|再鉴定|重新鉴定|永久")
_STOPS = "。.;；!！,，、"
_HOLD = re.compile(
    "(?<![无非未不没])(?<!没有)(?<!不再)"
    "(?:涉?诉讼|[涉起应上投申]诉|仲裁|官司|法院|法务|律师|保全|查封|冻结|纠纷|争议|索赔|投诉|信访|举报"
    "|未结|未决|未了|未处理|暂缓|缓销|暂不|暂停|保留|留存|审计|取证|调查)"
)


class Opinion(NamedTuple):
    """An appraisal that says destroy, in the words of the list."""

    words: str


class DestructionProfile:
    """A list of items to be destroyed.

    Args:
        catalogue: What is known of each item by its archive number, where the catalogue stands
            beside the list. Without it whoever has the catalogue says which items are unknown,
            out on loan, told otherwise or named twice: only an accepted row counts as the first.
    """

    name = "destruction"
    kind = "destruction_list"
    vocabulary = DESTRUCTION_WORDS
    key_fields = frozenset({"archive_no"})
    weak_keys: frozenset[str] = frozenset()
    label_fields = frozenset({"seq"})
    guarded = frozenset({"archive_no", "title"})
    names: frozenset[str] = frozenset()
    remarks = frozenset({"remark"})
    no_ditto = frozenset({"archive_no"})
    numeric = frozenset({"copies", "pages"})

    def __init__(self, catalogue: Mapping[str, Catalogued] | None = None) -> None:
        self._catalogue = (
            None
            if catalogue is None
            else {same_number(number): item for number, item in catalogue.items()}
        )

    def judge(self, basis: Basis) -> DestructionJudge:
        """A judge for one list."""
        return DestructionJudge(basis, self._catalogue)

    def plain(self, field: str, value: Any) -> str:
        """The value as a clerk would write it at its plainest."""
        return _PLAINEST if field == "appraisal" else plain_text(value)

    def shown(self, field: str, value: Any) -> str:
        """The stored value, for the report."""
        return DESTROY if field == "appraisal" else plain_text(value)


class DestructionJudge(ItemJudge):
    """Reads rows of a destruction list one after another."""

    def __init__(self, basis: Basis, catalogue: Mapping[str, Catalogued] | None) -> None:
        super().__init__(basis)
        self._catalogue = catalogue
        self._readers = {
            "archive_no": read_archive_no,
            "title": read_title,
            "formed": self._read_formed,
            "retention": read_retention,
            "copies": lambda cell: required(read_copies(cell), Code.COUNT_MISSING),
            "pages": lambda cell: required(read_pages(cell), Code.COUNT_MISSING),
            "reason": read_remark,
            "appraisal": read_appraisal,
            "remark": read_remark,
        }

    def judge(self, row: Row, layout: Layout) -> Judgement:
        """Read every column, compare with the term and the catalogue; warn of disputes."""
        judgement = super().judge(row, layout)
        if _HOLD.search(sound(judgement.readings, "remark") or ""):
            judgement.warnings.append(Flaw("remark", Code.REMARK_HOLD))
        return judgement

    def _missing_columns(self, layout: Layout) -> list[Flaw]:
        return missing_columns(layout, _MISSING_COLUMNS)

    def _compare(self, readings: Mapping[str, AnyReading]) -> list[Flaw]:
        number = sound(readings, "archive_no") or ""
        listed = ItemFacts(
            formed=sound(readings, "formed"),
            retention=sound(readings, "retention"),
            copies=sound(readings, "copies"),
            pages=sound(readings, "pages"),
        )
        flaws = super()._compare(readings)
        if self._catalogue is None:
            flaws = [flaw for flaw in flaws if flaw.code is not Code.DUP_ARCHIVE_NO]
            return [*flaws, *self._against_term(number, listed, listed)]
        known = self._catalogue.get(same_number(number))
        if known is None:
            flaws += [Flaw("archive_no", Code.ARCHIVE_NO_UNKNOWN)] if number else []
            return [*flaws, *self._against_term(number, listed, listed)]
        flaws += [Flaw(name, Code.CATALOGUE_MISMATCH) for name in differing(listed, known)]
        if known.is_out:
            flaws.append(Flaw("archive_no", Code.ITEM_ON_LOAN))
        return [*flaws, *self._against_term(number, listed, known)]

    def _against_term(self, number: str, listed: ItemFacts, known: ItemFacts) -> Iterator[Flaw]:
        """The catalogue's term counts; what anybody calls permanent never goes."""
        if PERMANENT in (listed.retention, known.retention, term_in_number(number)):
            yield Flaw("retention", Code.PERMANENT_ITEM)
        elif found := against_term(known, as_of=self._basis.as_of):
            yield Flaw(*found)

    def _record(self, place: Place, readings: Mapping[str, AnyReading]) -> Record:
        def text(field: str) -> str:
            return str(readings[field].value) if field in readings else ""

        return DestructionRecord(
            sheet=place.sheet,
            row=place.row,
            archive_no=text("archive_no"),
            title=text("title"),
            formed=readings["formed"].value,
            retention=text("retention"),
            copies=readings["copies"].value,
            pages=readings["pages"].value,
            reason=text("reason"),
            appraisal=readings["appraisal"].value.words,
            remark=text("remark"),
        )


def read_appraisal(cell: Cell) -> AnyReading:
    """The words of an appraisal that says destroy; any other refuses its row."""
    text = as_text(cell)
    if cell.kind is Kind.DATE or is_nothing(text) or is_lost(text, free=True):
        return refused("", Code.APPRAISAL_MISSING)
    words = compact(text).strip(_STOPS)
    if words in _AGREED or _DESTROY.fullmatch(words):
        return Reading(Opinion(tidy(text)))
    return refused("", Code.APPRAISAL_KEEP if _KEEP.search(words) else Code.APPRAISAL_MISSING)
