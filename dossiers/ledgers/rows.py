"""Which rows are data, and why the others are not.

Source: IMPORT_RULES, Rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dossiers.ledgers.cells import Cell, Kind, SheetRow, is_written
from dossiers.ledgers.layout import Layout
from dossiers.ledgers.profiles.base import Profile
from dossiers.ledgers.reading import as_text
from dossiers.ledgers.text import compact, tidy
from dossiers.ledgers.verdicts import Skip

_FIGURES = r"(?:共?[0-9]+(?:\.[0-9]+)?(?:户|条|份|件|页|卷|盒|人|套|间|栋|㎡|m2)?[,、;/]?)*"
_SUMMARY = re.compile(
    rf"(?P<what>[^,。;:]{{0,20}}?)(?P<word>小计|分计|页计|合计|总计|共计|累计|总数|总户数|合共)[::]?{_FIGURES}"
)
_WHOLE = frozenset({"", "以上", "全部", "本表", "总", "全小区", "全体", "以上各项", "全项目"})
_COUNTED = re.compile(rf"(?:以上|总)?共{_FIGURES}")
_FIGURE = re.compile(rf"{_FIGURES}")
_SIGNATURE = re.compile(
    "(?:制表|填表|编制|审核|复核|校对|经办|经手|移交|接收|接交|交接|监交|监销|批准|审批|负责|主管|领导|保管|记录|填报|登记"
    "|报送|签收|签发|签字|签名|盖章|公章|核对|统计|档案员|档案管理员|部门|鉴定|销毁)"
    r"(?:人|者|员|部门|单位|意见|人员|领导|小组|组)*(?:\(?(?:签字|签名|盖章|签章)\)?)*[:].*"
)
_SIGNATURE_DATE = re.compile(
    r"(?:填表|制表|填报|移交|接收|审核|鉴定|批准|销毁)?(?:日期|时间)[:].*"
    r"|销毁(?:地点|方式|方法)[:].*|[0-9]*年[0-9]*月[0-9]*日"
)
_NOTE = re.compile(
    r"(?:注|备注|说明|填表说明|填报说明|附注|附|注意|备考|提示|[*※])(?:[:]|[0-9一二三]).*|[*※].+"
)
_UNITS = re.compile(r"\(?(?:份数?[/、,]?页?数?|页数?|份|件|必填|选填|㎡|m2|平方米|元|单位)\)?")
_SENTENCE = re.compile("[。;!]|.{21}")
_COUNTER = re.compile(r"[0-9A-Za-z.\-、#\s]*")
_FIGURED = re.compile(r"(?=.*[0-9])[0-9A-Za-z·-]{1,40}")
_SHORTEST_NUMBER = 8  # digits of any number that names a person
_LONGEST_NAME = 20  # characters of a room or an archive number
_FEWEST_REPEATED = 3
_LABELLED = re.compile("[:：]")


def before_heading(row: SheetRow, *, titled: bool) -> Skip:
    """What a row above the heading is: the title, then notes."""
    if row.is_blank:
        return Skip.BLANK
    texts = _own(row).values()
    if titled or any(_LABELLED.search(as_text(cell)) for cell in texts):
        return Skip.NOTE
    return Skip.TITLE


def _own(row: SheetRow) -> dict[int, Cell]:
    return {column: cell for column, cell in row.cells.items() if is_written(cell)}


class RowClassifier:
    """Tells data rows from the others below the heading of one sheet."""

    def __init__(self, layout: Layout, profile: Profile, *, titles: frozenset[str]) -> None:
        self._layout = layout
        self._keys = layout.columns(profile.key_fields)
        self._weak = layout.columns(profile.weak_keys)
        self._strong = self._keys - self._weak
        self._labels = layout.columns(profile.label_fields)
        self._mapped = frozenset(slot.column for slot in layout.slots)
        self._seq = layout.columns(frozenset({"seq"}))
        self._remarks = layout.columns(profile.remarks)
        self._titles = titles
        self._after_heading = True

    def kind_of(self, row: SheetRow) -> Skip | None:
        """Why this row is skipped; None for a data row."""
        own = _own(row)
        if not own:
            return Skip.BLANK
        kind = self._as_heading(own) or self._as_labelled(own)
        # A row that names its room or archive number is data, whatever else it says.
        if kind is None and not self._names_something(own):
            kind = self._as_words(own) or self._as_leftover(own)
        self._after_heading = kind is Skip.HEADER
        return kind

    def is_plainly_data(self, row: SheetRow) -> bool:
        """A cheap first look: a room or an archive number with figures in it is data."""
        cells = row.cells
        if self._after_heading or any("计" in cells[c].text for c in self._labels if c in cells):
            return False
        keys = (cells[column] for column in self._strong if column in cells)
        return any(not cell.merged and _FIGURED.fullmatch(as_text(cell)) for cell in keys)

    def _as_labelled(self, own: Mapping[int, Cell]) -> Skip | None:
        """A summary whose label stands where a data row has its number, building or owner."""
        return _summary([compact(own[column].text) for column in self._labels & own.keys()])

    def _names_something(self, own: Mapping[int, Cell]) -> bool:
        return any(
            self._is_name(own[column], alone=len(own) == 1)
            and (column not in self._weak or len(compact(as_text(own[column]))) >= _SHORTEST_NUMBER)
            for column in self._keys & own.keys()
        )

    def _is_name(self, cell: Cell, *, alone: bool) -> bool:
        text = compact(as_text(cell))
        if ":" in text or (alone and (cell.across or len(text) > _LONGEST_NAME)):
            return False
        return not any(form.fullmatch(text) for form in (_SUMMARY, _COUNTED, _SIGNATURE_DATE))

    def _as_leftover(self, own: Mapping[int, Cell]) -> Skip | None:
        """A row without any fact: only its number, or only something in unknown columns."""
        if own.keys() & (self._mapped - self._seq):
            return None
        beside = any(
            cell.kind is Kind.TEXT and not _COUNTER.fullmatch(cell.text) for cell in own.values()
        )
        return Skip.NOTE if beside else Skip.BLANK

    def _as_heading(self, own: Mapping[int, Cell]) -> Skip | None:
        texts = {column: tidy(as_text(cell)) for column, cell in own.items()}
        for line in self._layout.heading.texts:
            same = sum(line.get(column) == text for column, text in texts.items())
            if same >= _FEWEST_REPEATED and same * 5 >= len(texts) * 4:
                return Skip.HEADER
        if self._after_heading and (self._are_units(texts) or self._are_numbers(texts)):
            return Skip.HEADER
        return None

    def _are_units(self, texts: Mapping[int, str]) -> bool:
        return all(_UNITS.fullmatch(compact(text)) for text in texts.values())

    def _are_numbers(self, texts: Mapping[int, str]) -> bool:
        """A line that numbers the columns: 1 2 3, or (1) (2) (3)."""
        numbers = [compact(text).strip("()") for _, text in sorted(texts.items())]
        counted = [str(number) for number in range(1, len(numbers) + 1)]
        return len(numbers) > _FEWEST_REPEATED and numbers == counted

    def _as_words(self, own: Mapping[int, Cell]) -> Skip | None:
        texts = [compact(as_text(cell)) for _, cell in sorted(own.items())]
        besides = [compact(as_text(own[column])) for column in own.keys() - self._remarks]
        kinds = (_summary(besides), _signature(texts), self._note(own, texts))
        return next((kind for kind in kinds if kind), None)

    def _note(self, own: Mapping[int, Cell], texts: list[str]) -> Skip | None:
        if texts[0] in self._titles:
            return Skip.TITLE
        column, cell = min(own.items())
        alone = len(own) == 1 and cell.kind is Kind.TEXT
        wide = alone and cell.across
        outside = alone and (column in self._seq or column not in self._mapped)
        sentence = alone and _SENTENCE.search(texts[0])
        return Skip.NOTE if wide or outside or sentence or _NOTE.fullmatch(texts[0]) else None


def _summary(texts: list[str]) -> Skip | None:
    for text in texts:
        if found := _SUMMARY.fullmatch(text):
            partial = found["word"] in ("小计", "分计", "页计") or found["what"] not in _WHOLE
            return Skip.SUBTOTAL if partial else Skip.TOTAL
    counted = any(_COUNTED.fullmatch(text) and len(text) > 1 for text in texts)
    return Skip.TOTAL if counted and all(map(_is_figure, texts)) else None


def _is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text) or _COUNTED.fullmatch(text))


def _signature(texts: list[str]) -> Skip | None:
    words = [text for text in texts if text]
    signed = [bool(_SIGNATURE.fullmatch(text) or _SIGNATURE_DATE.fullmatch(text)) for text in words]
    return Skip.SIGNATURE if words and signed[0] and sum(signed) * 2 >= len(signed) else None


_VOID = re.compile(
    "(?:已|此|本|该|这)?(?:行|条|户|项|件|份)?(?:已)?(?:作废|无效|作废行)(?:处理|不用)?|废|已废|废除"
)
_VOID_IN_BRACKETS = re.compile(r"[(\[【]\s*(?:已|此件|本件)?作废\s*[)\]】]$")
_NOT_VOID = re.compile("[未非不无没]作废")


def is_void(text: str, field: str) -> bool:
    """Whether a cell marks its row as void (作废)."""
    if "废" not in text and "无效" not in text:
        return False
    words = compact(text)
    if _VOID.fullmatch(words.strip("()[]【】!。.*")) or _VOID_IN_BRACKETS.search(words):
        return True
    inside = field in ("remark", "owner", "room", "seq", "archive_no", "address")
    return inside and "作废" in words and not _NOT_VOID.search(words)
