"""The end of a handover form: who hands over, who receives, and what each has signed."""

from dataclasses import dataclass, replace

from archive_office.printing import marks
from archive_office.printing.facts import Signature
from archive_office.printing.form import Footer
from archive_office.printing.sheet import GREY, RED, Box, Sheet, Style
from transfers.papers.facts import Party

HEIGHT = 44.5
"""Height of the signature block in mm."""

_PERSON = 59.0
_HALF = 32
_COUNTS = "〇一两三四五六七八九"
_NAME = Style(size=10.5)
_SIDE = Style(size=10.5, bold=True)
_EVIDENCE = Style(size=6, colour=GREY)
_PENDING = Style(size=9.5, colour=RED, align="center")


@dataclass(frozen=True, slots=True)
class Side:
    """One party under its heading: 移交方 or 接收方; a person alone (档案员) has no seal.

    Args:
        key: Under which the place of the seal is remembered.
    """

    heading: str
    party: Party
    sealed: bool = True
    key: str = ""


def check_digests(digest: str, *parties: Party) -> None:
    """See that every signature on the form is over the content the form shows.

    Raises:
        ValueError: If one is not; a form never shows a signature over something else.
    """
    for party in parties:
        if party.signature and party.signature.digest != digest:
            raise ValueError(f"The signature of {party.department} is over another content.")


def unsealed(party: Party) -> Party:
    """A party as the electronic original names it: what was sealed on paper is no part of it."""
    return replace(party, sealed_on=None)


def pending(digest: str, *sides: Side) -> str:
    """What still has to be signed, in words; empty once every side has signed."""
    waiting = [side.heading for side in sides if not side.party.signature]
    if not waiting:
        return ""
    if not digest:
        return "草稿　待签署"
    return "待签署" if len(waiting) == len(sides) else f"待{'、'.join(waiting)}签署"


def warning(digest: str, *sides: Side) -> str:
    """The line in red above a form that is not signed by every side."""
    waiting = pending(digest, *sides)
    return f"【{waiting}】签署齐全前不作交接凭据" if waiting else ""


def footer(digest: str, keepers: tuple[str, ...] = ()) -> Footer:
    """The first 32 digits of the content's SHA-256 for the eye, and the number of copies."""
    left = (
        f"数据校验 SHA-256　{marks.grouped(digest[:_HALF])} …" if digest else "尚未定稿，无数据校验"
    )
    return Footer(left, f"本清单一式{_COUNTS[len(keepers)]}份" if keepers else "")


def sides_block(sheet: Sheet, box: Box, sides: tuple[Side, ...]) -> None:
    """Draw the sides of a handover beside each other, each party with its place for a seal."""
    persons = sum(not side.sealed for side in sides)
    wide = (box.width - persons * _PERSON) / (len(sides) - persons)
    left = box.left
    for side in sides:
        if left > box.left:
            sheet.stroke(left, box.top, left, box.bottom)
        width = wide if side.sealed else _PERSON
        _side(sheet, Box(left, box.top, width, box.height), side)
        left += width


def _side(sheet: Sheet, box: Box, side: Side) -> None:
    party, signature = side.party, side.party.signature
    sheet.write_middle(box.left + 2.5, box.top + 5.5, side.heading, _SIDE)
    start = box.left + 2.5 + sheet.measure(side.heading, _SIDE) + 3
    name = f"{party.department}（盖章）" if side.sealed else party.department
    sheet.write_middle(start, box.top + 5.5, name, _NAME.fit(name, box.right - start - 2))
    lines = Box(box.left + 2.5, box.top + 11, box.width - (48 if side.sealed else 6), 8)
    _lines(sheet, lines, side)
    if signature:
        _evidence(sheet, box, signature)
    day = marks.in_words(signature.signed_at.date() if signature else None)
    if side.sealed:
        centre = box.right - 22.5
        marks.seal_place(sheet, centre, box.top + 25, sealed_on=party.sealed_on, key=side.key)
        sheet.write_middle(centre, box.bottom - 4, day, Style(size=9.5, align="center"))
    else:
        sheet.write_middle(lines.right, lines.bottom + 6, day, Style(size=9.5, align="right"))


def _lines(sheet: Sheet, lines: Box, side: Side) -> None:
    """Draw the lines to sign on: the person who acts, and who is in charge of a party."""
    signature = side.party.signature
    label = "经办人（签字）" if side.sealed else f"{side.heading}（签字）"
    marks.pen_line(sheet, label, lines, _signer(signature))
    if not signature:
        sheet.write_middle(lines.right - lines.width / 3, lines.middle, "待签署", _PENDING)
    if side.sealed:
        lower = Box(lines.left, lines.top + 9, lines.width, 8)
        marks.pen_line(sheet, "负责人（签字）", lower, side.party.person_in_charge)


def _signer(signature: Signature | None) -> str:
    if not signature:
        return ""
    if signature.acting_for:
        return f"{signature.signer}（代 {signature.acting_for}）"
    return signature.signer


def _evidence(sheet: Sheet, box: Box, signature: Signature) -> None:
    """Name the electronic signature: when, and over which content."""
    digest = signature.digest
    lines = (
        f"电子签署 {marks.moment(signature.signed_at)}",
        f"内容摘要 {marks.grouped(digest[:_HALF])}",
        f"　　　　 {marks.grouped(digest[_HALF:])}",
    )
    sheet.write_lines(box.left + 2.5, box.bottom - 14.5, lines, _EVIDENCE, 3.4)
