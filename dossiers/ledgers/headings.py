"""Finding the heading of a ledger, wherever it is and in whatever order its columns stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from dossiers.ledgers.cells import BLANK, SheetRow, column_letters, is_written
from dossiers.ledgers.codes import Code, LedgerRefused
from dossiers.ledgers.reading import as_text
from dossiers.ledgers.text import compact, half_width, tidy

SEARCHED_ROWS = 200  # non-blank rows from the top in which a heading is looked for
_DEEPEST = 3
_BRACKETS = re.compile(r"[(\[【〔《][^()\[\]【】〔〕《》]*[)\]】〕》]")
_ORNAMENTS = re.compile(r"[*＊:：;；。\s]+$|^[*＊\s]+")
_COPIES_AND_PAGES = re.compile("份数?[/、,和及]?页数?")
_COPIES_ONLY = frozenset({"份", "份数", "件数"})
_PAGES_ONLY = frozenset({"页", "页数", "张数"})
_LONGEST = 40
_FEWEST_WORDS = 2
_ENDS_AS_PAPER = re.compile("(?:表|书|单|证|约|合同|协议|件|证明|资料|材料|通知|照)$")
_NO_HEADING = re.compile("[:0-9]")
_HABIT = re.compile(
    "爱好|嗜好|喜好|偏好|兴趣|特长|性格|脾气|习惯|忌讳|禁忌|信仰|宗教|生日|生辰|星座|血型"
)
"""Tastes, character and habits of a person, which no office needs to keep dossiers (COL-20)."""


@dataclass(frozen=True)
class Vocabulary:
    """The headings by which a kind of ledger names its columns.

    Args:
        words: For each field its headings, the most certain first.
        required: Groups of fields; of each group one must be found.
        repeatable: Fields that several columns may hold together, such as telephone numbers.
        grouped: For a field, the group headings and the sub-headings that name it below them.
        foreign: Group headings of other people, whose names and numbers are none of ours.
        documents: Group headings below which every column is a kind of paper.
        papers: The usual kinds of paper, in the order in which a dossier is filed.
    """

    words: Mapping[str, tuple[str, ...]]
    required: tuple[frozenset[str], ...]
    repeatable: frozenset[str] = frozenset()
    grouped: Mapping[str, tuple[re.Pattern[str], frozenset[str]]] = field(default_factory=dict)
    foreign: re.Pattern[str] | None = None
    documents: re.Pattern[str] | None = None
    papers: tuple[re.Pattern[str], ...] = ()

    @cached_property
    def all_words(self) -> frozenset[str]:
        """Every heading that names a field."""
        return frozenset(word for words in self.words.values() for word in words)


class Bound(NamedTuple):
    """A column and the field it was read as; ``paper`` is the kind of paper it counts."""

    column: int
    field: str
    header: str
    paper: str = ""
    rank: int = 0

    @property
    def letters(self) -> str:
        """The letters above the column."""
        return column_letters(self.column)


UNMARKED = 1  # the rank of a paper that only its name tells from other columns
DOCUMENT, DOCUMENT_COPIES, DOCUMENT_PAGES = "document", "document_copies", "document_pages"
_DOCUMENT_FIELDS = frozenset({DOCUMENT, DOCUMENT_COPIES, DOCUMENT_PAGES})


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that was found, and the columns it binds."""

    rows: tuple[int, ...]
    bound: tuple[Bound, ...]
    unknown: tuple[Bound, ...]
    texts: tuple[Mapping[int, str], ...]


_Match = tuple[str, int, str]


class _Caption(NamedTuple):
    """What stands above one column: the lowest heading, and all that stands over it."""

    column: int
    written: str
    leaf: str
    above: str


def find_heading(rows: Sequence[SheetRow], vocabulary: Vocabulary) -> Heading | None:
    """The heading among the first rows of a sheet; None when there is none.

    Raises:
        LedgerRefused: HEADER_AMBIGUOUS when two columns claim the same field.
    """
    best: tuple[int, bool, int, int] | None = None
    chosen: list[SheetRow] = []
    hits = [_count_words(row, vocabulary) for row in rows]
    for first in range(len(rows)):
        for depth in range(1, _DEEPEST + 1):
            if sum(hits[first : first + depth]) < _FEWEST_WORDS:
                continue
            block = _block(rows, first, depth)
            rank = (_score(block, vocabulary), _is_grouped(block), -depth, -first)
            if rank[0] and (best is None or rank > best):
                best, chosen = rank, block
    return _bind(chosen, vocabulary) if chosen else None


def _count_words(row: SheetRow, vocabulary: Vocabulary) -> int:
    """How many cells hold nothing but a known heading; data rows hold none."""
    words = vocabulary.all_words
    return sum(
        base_of(cell.text) in words or cell.text.lower() in vocabulary.words
        for cell in row.cells.values()
        if 0 < len(cell.text) <= _LONGEST
    )


def _block(rows: Sequence[SheetRow], first: int, depth: int) -> list[SheetRow]:
    """Rows that follow each other without a gap and may be one heading; none otherwise."""
    block = list(rows[first : first + depth])
    whole = len(block) == depth and block[-1].number - block[0].number == depth - 1
    return block if whole and not any(map(_is_title, block[:-1])) else []


def _is_grouped(block: list[SheetRow]) -> bool:
    """Whether every upper row of a block only holds headings over several columns or rows."""
    return len(block) > 1 and all(map(_holds_groups, block[:-1]))


def _holds_groups(row: SheetRow) -> bool:
    own = [cell for cell in row.cells.values() if is_written(cell)]
    wide = sum(cell.across for cell in own)
    return wide > 0 and not any(_NO_HEADING.search(half_width(cell.text)) for cell in own)


def _is_title(row: SheetRow) -> bool:
    """Whether a row holds a single text that starts at the left edge, as titles do."""
    own = [column for column, cell in row.cells.items() if is_written(cell)]
    return own == [min(row.cells, default=0)]


def _score(block: list[SheetRow], vocabulary: Vocabulary) -> int:
    if not block:
        return 0
    matches = [_match(caption, vocabulary) for caption in _captions(block)]
    found = {match[0] for match in matches if match}
    if not all(group & found for group in vocabulary.required):
        return 0
    papers = sum(1 for match in matches if match and match[0] in _DOCUMENT_FIELDS)
    return len(found - _DOCUMENT_FIELDS) + papers


def bind_again(row: SheetRow, vocabulary: Vocabulary) -> Heading | None:
    """The heading that a single row in the middle of a sheet holds, if it is one."""
    return _bind([row], vocabulary) if _score([row], vocabulary) else None


def _captions(block: list[SheetRow]) -> list[_Caption]:
    columns = sorted({column for row in block for column in row.cells})
    grid = [{column: _heading_text(row, column) for column in columns} for row in block]
    for row, line in zip(block, grid, strict=True):
        _fill_right(row, line, grid[-1], columns)
    return [_caption(column, [line[column] for line in grid]) for column in columns]


class _Text(NamedTuple):
    """A heading; a ``group`` only stands above others and names no column itself."""

    text: str
    group: bool = False


_NO_TEXT = _Text("")


def _heading_text(row: SheetRow, column: int) -> _Text:
    cell = row.cells.get(column, BLANK)
    text = tidy(as_text(cell))
    return _Text(text, cell.merged and cell.across) if len(text) <= _LONGEST else _NO_TEXT


def _fill_right(
    row: SheetRow, line: dict[int, _Text], lowest: dict[int, _Text], columns: list[int]
) -> None:
    """A group heading that is not merged stands over the columns to its right."""
    group = _NO_TEXT
    for column in columns if line is not lowest else ():
        if line[column].text:
            group = line[column]._replace(group=True)
        elif lowest[column].text and not row.cells.get(column, BLANK).merged:
            line[column] = group


def _caption(column: int, texts: list[_Text]) -> _Caption:
    stack = [item for place, item in enumerate(texts) if item.text and item not in texts[:place]]
    if not stack or stack[-1].group:
        return _Caption(column, "", "", "")
    written, upper = stack[-1].text, [item.text for item in stack[:-1]]
    leaf = base_of(written)
    if not leaf or leaf in _COPIES_ONLY or leaf in _PAGES_ONLY or _is_copies_and_pages(leaf):
        # 份/页 below the name of a paper is a unit, not a name.
        above = "".join(upper[:-1])
        return _Caption(column, written, leaf or written, f"{above}\n{upper[-1]}" if upper else "")
    return _Caption(column, written, leaf, "".join(upper))


@lru_cache(maxsize=4096)
def base_of(heading: str) -> str:
    """A heading without brackets, ornaments and white space."""
    return _ORNAMENTS.sub("", _BRACKETS.sub("", compact(heading)))


def _is_copies_and_pages(text: str) -> bool:
    return bool(_COPIES_AND_PAGES.fullmatch(compact(text).strip("()")))


def is_habit(heading: str) -> bool:
    """Whether a column tells tastes, character or habits; what it holds is not collected.

    A paper that bears such a name is one paper more, not a fact.

    Source: COL-20.
    """
    own = base_of(heading)
    return bool(_HABIT.search(own)) and not _ENDS_AS_PAPER.search(own)


_NOT_OURS: _Match = ("", 0, "")


def _match(caption: _Caption, vocabulary: Vocabulary) -> _Match | None:
    """Field, certainty (0 is best) and kind of paper for what stands above a column."""
    if is_habit(caption.leaf):
        return None
    for matcher in (_by_unit, _by_mark, _by_group, _by_word, _by_place, _by_paper):
        match = matcher(caption, vocabulary)
        if match is not None:
            return match if match != _NOT_OURS else None
    return None


def _by_unit(caption: _Caption, vocabulary: Vocabulary) -> _Match | None:
    """份, 页 or 份/页 below the name of a paper."""
    name = base_of(caption.above.rpartition("\n")[2]) if "\n" in caption.above else ""
    if vocabulary.documents is None or not name:
        return None
    if caption.leaf in _COPIES_ONLY or caption.leaf in _PAGES_ONLY:
        return (DOCUMENT_COPIES if caption.leaf in _COPIES_ONLY else DOCUMENT_PAGES), 0, name
    return (DOCUMENT, 0, name) if _is_copies_and_pages(caption.leaf) else None


def _by_mark(caption: _Caption, vocabulary: Vocabulary) -> _Match | None:
    """A heading with (份/页) in it, or a usual paper below a heading for papers."""
    if vocabulary.documents is None or not caption.leaf:
        return None
    own = "".join(_BRACKETS.findall(compact(caption.written)))
    is_paper = _COPIES_AND_PAGES.search(own) or (
        _below_papers(caption, vocabulary) and _by_paper(caption, vocabulary)
    )
    return (DOCUMENT, 0, caption.leaf) if is_paper else None


def _by_group(caption: _Caption, vocabulary: Vocabulary) -> _Match | None:
    above = compact(caption.above)
    for name, (group, leaves) in vocabulary.grouped.items():
        if group.search(above) and caption.leaf in leaves:
            return name, 0, ""
    return _NOT_OURS if vocabulary.foreign and vocabulary.foreign.search(above) else None


def _by_word(caption: _Caption, vocabulary: Vocabulary) -> _Match | None:
    for name, words in vocabulary.words.items():
        if caption.leaf in words:
            return name, words.index(caption.leaf), ""
    lowered = caption.leaf.lower()
    return (lowered, 0, "") if lowered in vocabulary.words else None


def _by_place(caption: _Caption, vocabulary: Vocabulary) -> _Match | None:
    return (DOCUMENT, 0, caption.leaf) if _below_papers(caption, vocabulary) else None


def _below_papers(caption: _Caption, vocabulary: Vocabulary) -> bool:
    above = compact(caption.above)
    if vocabulary.documents is None or not above:
        return False
    return bool(vocabulary.documents.search(above) or _COPIES_AND_PAGES.search(above))


def _by_paper(caption: _Caption, vocabulary: Vocabulary) -> _Match | None:
    """The name of a usual paper; without 份/页 its cells must bear it out."""
    known = any(paper.search(caption.leaf) for paper in vocabulary.papers)
    named = known and _ENDS_AS_PAPER.search(caption.leaf)
    return (DOCUMENT, UNMARKED, caption.leaf) if named else None


def _bind(block: list[SheetRow], vocabulary: Vocabulary) -> Heading:
    known: list[Bound] = []
    unknown: list[Bound] = []
    for caption in _captions(block):
        match = _match(caption, vocabulary)
        if match is None:
            if caption.written:
                unknown.append(Bound(caption.column, "", caption.written))
            continue
        name, rank, paper = match
        known.append(Bound(caption.column, name, caption.written, paper, rank))
    bound, spare = _resolve(known, vocabulary)
    return Heading(
        rows=tuple(row.number for row in block),
        bound=tuple(bound),
        unknown=tuple(sorted(unknown + spare)),
        texts=tuple(
            {
                column: found.text
                for column in row.cells
                if (found := _heading_text(row, column)).text
            }
            for row in block
        ),
    )


def _resolve(known: list[Bound], vocabulary: Vocabulary) -> tuple[list[Bound], list[Bound]]:
    """One column for each field; the rest are spare and named in the report."""
    known = _contact_phone_beside_contact(known)
    bound: list[Bound] = []
    spare: list[Bound] = []
    for name in dict.fromkeys(item.field for item in known):
        items = sorted((item for item in known if item.field == name), key=lambda item: item.rank)
        if name in _DOCUMENT_FIELDS or name in vocabulary.repeatable:
            _refuse_repeated_papers(items)
            bound += items
            continue
        if len(items) > 1 and items[0].rank == items[1].rank:
            raise LedgerRefused(Code.HEADER_AMBIGUOUS, items[0].header)
        bound.append(items[0])
        spare += [item._replace(field="") for item in items[1:]]
    return sorted(bound), spare


def _refuse_repeated_papers(items: list[Bound]) -> None:
    papers = Counter(item.paper for item in items if item.paper)
    if papers and max(papers.values()) > 1:
        raise LedgerRefused(Code.HEADER_AMBIGUOUS, papers.most_common(1)[0][0])


def _contact_phone_beside_contact(known: list[Bound]) -> list[Bound]:
    """A second 联系电话 right beside 紧急联系人 is that person's."""
    fields = {item.field for item in known}
    contact = next((item for item in known if item.field == "emergency_name"), None)
    phones = [item for item in known if item.field == "phone"]
    if contact is None or "emergency_phone" in fields or len(phones) < 2:  # noqa: PLR2004
        return known
    return [
        item._replace(field="emergency_phone")
        if item.field == "phone" and item.column == contact.column + 1
        else item
        for item in known
    ]
