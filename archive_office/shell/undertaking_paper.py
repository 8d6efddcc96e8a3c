"""保密承诺书: the signed confidentiality undertaking on paper.

Source: SEC-27, LND-23.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone, translation

from archive_office.clock import day_of
from archive_office.organisation.models import Department, DepartmentKind, Membership, Undertaking
from archive_office.printing import marks
from archive_office.printing.facts import Fonds
from archive_office.printing.form import PORTRAIT, Footer, footer
from archive_office.printing.heads import Head, first_band, following_band, fonds_lines, info
from archive_office.printing.sheet import Box, Sheet, Style
from archive_office.printing.text import POINT, paragraph

FORM: Final = "AO-BM-01 保密承诺书"
TITLE: Final = "保密承诺书"
_TEXT: Final = Style(size=12)
_PITCH: Final = 8.4
_HEAD: Final = 36.0
_AGAIN: Final = 17.0
_CLOSING: Final = 66.0
_INSET: Final = 4.0


@dataclass(frozen=True, slots=True)
class Promise:
    """保密承诺书: who promised what, when; the text stands as it was signed.

    Args:
        number: Of the promise, in the office's books.
        posts: Departments and roles held on the day of signing.
        digest: SHA-256 of the signed content, 64 hexadecimal digits.
    """

    fonds: Fonds
    number: int
    version: str
    text: str
    person: str
    staff_number: str
    posts: tuple[str, ...]
    signed_at: datetime
    digest: str
    printed_by: str
    printed_at: datetime


def undertaking_facts(signed: Undertaking, *, printed_by: str, printed_at: datetime) -> Promise:
    """The facts of a promise: text and name from the signed content, whatever came later.

    Source: SEC-27.
    """
    content = json.loads(signed.content)
    company = Department.objects.filter(kind=DepartmentKind.COMPANY).order_by("code").first()
    day = day_of(signed.signed_at)
    posts = Membership.objects.filter(person=signed.person, starts_on__lte=day).exclude(
        ends_on__lt=day
    )
    return Promise(
        fonds=Fonds(company.fonds, company.name) if company else Fonds("", ""),
        number=signed.pk,
        version=content["version"],
        text=content["text_zh"],
        person=content["person"]["name"],
        staff_number=signed.person.staff_number,
        posts=tuple(
            f"{post.department} {_role(post)}" for post in posts.select_related("department")
        ),
        signed_at=timezone.localtime(signed.signed_at),
        digest=signed.content_hash,
        printed_by=printed_by,
        printed_at=timezone.localtime(printed_at),
    )


def _role(post: Membership) -> str:
    with translation.override("zh-hans"):  # the form is Chinese, whoever prints it
        return str(post.get_role_display())


def undertaking_sheet(facts: Promise) -> bytes:
    """A signed undertaking as PDF, with a line for the pen beside the electronic signature.

    Source: SEC-27, LND-23.
    """
    title = f"{TITLE} {facts.person}"
    sheet = Sheet(
        PORTRAIT.width, PORTRAIT.height, info(facts.fonds, FORM, title, digest=facts.digest)
    )
    head = Head(
        title=TITLE,
        english="Confidentiality Undertaking",
        left=(*fonds_lines(facts.fonds), f"承诺书版本：{facts.version}"),
        right=(f"登记号：{facts.number}",),
        url=f"ARCHIVE-UNDERTAKING {facts.number} {facts.version} SHA256 {facts.digest}",
        url_note="扫码核对",
        again=(f"承诺人：{facts.person}", f"承诺书版本：{facts.version}"),
    )
    pages = _pages(_lines(facts.text))
    for number, lines in enumerate(pages):
        top = _draw_head(sheet, head, first=number == 0)
        left = PORTRAIT.left + _INSET
        sheet.write_lines(left, top, lines, _TEXT, _PITCH)
        if number == len(pages) - 1:
            room = Box(left, top + len(lines) * _PITCH + 4, PORTRAIT.body - 2 * _INSET, _CLOSING)
            _closing(sheet, room, facts)
        printed = f"打印人：{facts.printed_by}　{facts.printed_at:%Y-%m-%d %H:%M}"
        footer(sheet, PORTRAIT, (number, len(pages)), Footer(FORM, printed))
        sheet.showPage()
    return sheet.finish()


def _draw_head(sheet: Sheet, head: Head, *, first: bool) -> float:
    band = first_band(head, height=_HEAD) if first else following_band(head, height=_AGAIN)
    band.draw(sheet, Box(PORTRAIT.left, PORTRAIT.top, PORTRAIT.body, band.height))
    top = PORTRAIT.top + band.height
    sheet.stroke(PORTRAIT.left, top, PORTRAIT.left + PORTRAIT.body, top, width=0.8)
    return top + 4


def _lines(text: str) -> list[str]:
    room = (PORTRAIT.body - 2 * _INSET) / (_TEXT.size * POINT)
    paragraphs = (part for part in text.splitlines() if part.strip())
    return [line for part in paragraphs for line in paragraph(part, room)]


def _pages(lines: list[str]) -> list[tuple[str, ...]]:
    """Lines by page; the last page keeps room for the signature."""
    pages: list[tuple[str, ...]] = []
    rest = list(lines)
    while True:
        room = PORTRAIT.foot - PORTRAIT.top - (_AGAIN if pages else _HEAD) - 8
        if len(rest) * _PITCH + _CLOSING <= room:
            return [*pages, tuple(rest)]
        fits = int(room / _PITCH)
        # One line at least stands with the signature.
        taken = min(fits, max(len(rest) - 1, 1))
        pages.append(tuple(rest[:taken]))
        rest = rest[taken:]


def _closing(sheet: Sheet, box: Box, facts: Promise) -> None:
    half = box.width / 2
    rows = (
        (("承 诺 人：", facts.person), ("工　　号：", facts.staff_number)),
        (("部门岗位：", "；".join(facts.posts)), ("签署时间：", marks.moment(facts.signed_at))),
        (("手写签名：", ""), ("日　　期：", "")),
    )
    for number, row in enumerate(rows):
        top = box.top + 6 + number * 12
        for place, (label, value) in enumerate(row):
            field = Box(box.left + place * (half + 4), top, half - 4, 9)
            marks.pen_line(sheet, label, field, value)
    note = Style(size=8)
    sheet.write_middle(box.left, box.top + 46, "电子签署摘要（SHA-256）", note.but(bold=True))
    digest = marks.grouped(facts.digest)
    sheet.write_middle(box.left, box.top + 51, digest, note.fit(digest, box.width))
    said = "本人已在系统中以本人账号和密码确认以上全部内容；上列摘要与系统留存的签署内容一致。"
    sheet.write_middle(box.left, box.top + 57, said, note.fit(said, box.width))
