"""How the fictitious office files: what comes after the move-in, letters, volumes of a year."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from django.urls import reverse

from archive_office.custody.models import Cabinet
from archive_office.management.furnishing import PASSWORD
from archive_office.management.story import Home, Story
from archive_office.organisation.models import Department, User
from archive_office.organisation.signing import prove_identity
from archive_office.shell.saved_views import save_view
from dossiers.models import (
    Binding,
    CasePart,
    Category,
    Document,
    Dossier,
    DossierState,
    Holding,
    Licence,
    PaperState,
    Submission,
    SubmissionPaper,
)
from dossiers.procedures.acceptance import accept_submission, answer_paper
from dossiers.procedures.binding import bind_volume
from dossiers.procedures.changes import change_name
from dossiers.procedures.chasing import chase_papers
from dossiers.procedures.checklist import save_paper
from dossiers.procedures.correspondence import link_letter, register_letter
from dossiers.procedures.custody import place_holding
from dossiers.procedures.descriptions import describe, find_intact
from dossiers.procedures.licences import record_licence
from dossiers.procedures.submissions import start_submission, submit
from dossiers.procedures.title_counts import (
    count_thing,
    freeze_count,
    open_count,
    sign_count,
)
from dossiers.procedures.volumes import make_up_volume, prepare_volume
from dossiers.procedures.yearly import Class, open_yearly_dossier
from dossiers.rules.binding import Bound
from dossiers.rules.chasing import incomplete, suppliers
from dossiers.rules.checklist import PaperLine
from dossiers.rules.correspondence import Correspondence

YEARLY: Final = "B4.3"
PHOTO: Final = {
    "subject": "交房时客厅墙面裂缝",
    "taken": "2026-11-03 上午",
    "background": "业主收房时发现，现场拍照留证，已报工程部",
    "author": "前台 林小满",
    "place": "客厅东墙",
    "medium": "存储卡",
    "extent": "照片 3 张，JPEG",
}
PLAQUE: Final = {
    "subject": "业主赠送“热心服务”锦旗",
    "taken": "2026-10-18",
    "background": "感谢连夜抢修水管",
    "author": "业主赠送",
    "medium": "织物",
    "extent": "60 × 90 厘米",
}
LETTERS: Final = (
    ("in", "letter", 12, "汀兰社区居民委员会", "关于楼道消防通道清理的函"),
    ("out", "notice", 10, "全体业主", "二次供水设施清洗停水通知"),
    ("in", "call", 6, "区供电公司", "计划检修停电时间确认"),
    ("out", "letter", 3, "汀兰社区居民委员会", "关于楼道消防通道清理情况的复函"),
    ("in", "email", 1, "电梯维保单位", "十二月维保计划"),
)
"""In or out, how, how many days ago, with whom, about what."""
COMPANY: Final = "云栖小筑餐饮管理有限公司"
LICENCE: Final = "91330106MA2FICT10N"
NOTICES: Final = (
    "关于调整值班时间的通知",
    "致业主委员会的函",
    "年度安全检查通知",
    "关于电梯更新的函",
)
WORKS: Final = "GZ"
CASE: Final = (
    (CasePart.APPROVAL, 40, "地下车库防水改造立项批复"),
    (CasePart.APPROVAL, 38, "专项维修资金使用方案"),
    (CasePart.CONTRACT, 25, "地下车库防水改造工程合同"),
    (CasePart.INVESTIGATION, 55, "地下车库渗漏现场勘查报告"),
)
"""What the case of a repair holds: in which part, how many days ago, what; one part is empty yet."""


def furnish_filing(story: Story, centre: Department) -> None:
    """What one centre files besides move-ins: names, titles, photos, letters, a year's volume."""
    owners = list(
        Dossier.objects.filter(
            centre=centre, state=DossierState.OPEN, kind="owner", unit__building__name="18栋"
        ).order_by("code")[:4]
    )
    rename(story, owners[0])
    file_titles(story, owners[1:3])
    file_objects(story, owners[3])
    let_to_a_company(story, centre)
    write_letters(story, centre, owners[0])
    chase(story, centre)
    make_up_a_year(story, centre)
    file_a_case(story, centre)
    keep_views(story)


def _bring(story: Story, centre: Department, lines: Sequence[PaperLine]) -> Submission:
    by = story.user("front")
    loose = start_submission(Submission.Kind.LOOSE, centre, by=by, now=story.now)
    for line in lines:
        save_paper(loose, line, by=by, now=story.now)
    return loose


def _accept(story: Story, loose: Submission) -> list[Document]:
    """Sent to the tray, looked at and filed; what was filed, in the order it was brought."""
    submit(loose, by=story.user("front"), now=story.now)
    by = story.user("archivist")
    for paper in loose.papers.filter(state=PaperState.PENDING):
        answer_paper(paper, PaperState.ACCEPTED, by=by, now=story.now)
    fresh = Submission.objects.get(pk=loose.pk)
    accept_submission(fresh, by=by, today=story.today, now=story.now)
    papers = SubmissionPaper.objects.filter(submission=loose).select_related("document")
    return [paper.document for paper in papers.order_by("pk") if paper.document is not None]


def _line(code: str, dossier: Dossier, on: date, title: str = "") -> PaperLine:
    return PaperLine(
        type=code, unit=dossier.unit_id, dossier=dossier.pk, title=title, formed_on=on, pages=2
    )


def rename(story: Story, dossier: Dossier) -> None:
    """A customer's name changes; the label waits to be printed anew."""
    (application,) = _accept(
        story, _bring(story, dossier.centre, [_line("C12", dossier, story.today)])
    )
    change_name(
        dossier, story.fiction.name(), application=application, by=story.user("archivist"),
        now=story.now,
    )  # fmt: skip


def file_titles(story: Story, dossiers: Sequence[Dossier]) -> None:
    """Title documents come into the safe, and two people count them."""
    centre, by, head = dossiers[0].centre, story.user("archivist"), story.user("head")
    filed = _accept(
        story, _bring(story, centre, [_line("C15", each, story.today) for each in dossiers])
    )
    box = story.safe_box(centre)
    for document in filed:
        place_holding(document.holding, box, by=by, today=story.today)
    safe = Cabinet.objects.get(department=centre, kind=Cabinet.Kind.SAFE)
    count = open_count(safe, by=by, today=story.today)
    for document in filed:
        count_thing(count, Holding.objects.get(pk=document.holding_id), by=by)
    closed = freeze_count(count, remark="", by=by, now=story.now)
    for person in (by, head):
        proof = prove_identity(person, PASSWORD, now=story.now)
        sign_count(closed, proof, closed.content_hash, by=person, now=story.now)


def file_objects(story: Story, dossier: Dossier) -> None:
    """A photograph and a gift, described by those who brought them."""
    lines = [
        _line("C14", dossier, story.today, "交房缺陷照片"),
        _line("C14", dossier, story.today, "锦旗"),
    ]
    loose = _bring(story, dossier.centre, lines)
    photo, plaque = loose.papers.order_by("pk")
    front, archivist = story.user("front"), story.user("archivist")
    describe(photo, "audio_visual", PHOTO, by=front)
    describe(plaque, "object", PLAQUE, by=front)
    submit(loose, by=front, now=story.now)
    for paper in (photo, plaque):
        find_intact(paper, by=archivist, today=story.today)
        answer_paper(paper, PaperState.ACCEPTED, by=archivist, now=story.now)
    fresh = Submission.objects.get(pk=loose.pk)
    accept_submission(fresh, by=archivist, today=story.today, now=story.now)


def let_to_a_company(story: Story, centre: Department) -> None:
    """A company rents a unit; its business licence lapses soon."""
    estate = next(e for e in story.office.estates.values() if e.centre_id == centre.pk)
    home = Home("18栋", "1101", 11, "1单元", occupancy="tenant")
    draft = story.bring_move_in("front", estate, home, story.fiction.person(), company=COMPANY)
    story.send(draft, "front")
    dossier = story.accept(Submission.objects.get(pk=draft.pk), "archivist")
    told = Licence(
        dossier=dossier,
        number=LICENCE,
        reviewed_on=story.today - timedelta(days=340),
        review_due_on=story.today + timedelta(days=25),
        expires_on=story.today + timedelta(days=900),
    )
    record_licence(dossier, told, by=story.user("archivist"), today=story.today)


def write_letters(story: Story, centre: Department, dossier: Dossier) -> None:
    """Letters, calls and notices; one belongs to a dossier."""
    by = story.user("front")
    letters = [
        register_letter(
            Correspondence(
                direction=direction,
                kind=kind,
                on=story.today - timedelta(days=days),
                partner=partner,
                subject=subject,
            ),
            centre,
            by=by,
            today=story.today,
        )
        for direction, kind, days, partner, subject in LETTERS
    ]
    link_letter(letters[0], dossier, by=by)


def chase(story: Story, centre: Department) -> None:
    """The departments that owe papers are written to."""
    rows = Dossier.objects.filter(centre=centre)
    owing = [supplier for supplier in suppliers() if incomplete(rows, supplier).exists()]
    for supplier in owing[:2]:
        chase_papers(centre, supplier, by=story.user("archivist"), today=story.today)


def make_up_a_year(story: Story, centre: Department) -> None:
    """Last year's letters: one volume made up and bound, one still a draft."""
    by, year = story.user("archivist"), story.today.year - 1
    placed = Class(category=Category.objects.get(code=YEARLY), year=year)
    dossier = open_yearly_dossier(placed, centre, by=by, today=story.today)
    lines = [
        _line(YEARLY, dossier, date(year, 3 + number, 9), title)
        for number, title in enumerate(NOTICES)
    ]
    papers = _accept(story, _bring(story, centre, lines))
    _bind(story, dossier, papers[:2], by)
    prepare_volume(
        dossier, [paper.pk for paper in papers[2:]], by=story.user("front"), today=story.today
    )


def _bind(story: Story, dossier: Dossier, papers: Sequence[Document], by: User) -> None:
    draft = prepare_volume(dossier, [paper.pk for paper in papers], by=by, today=story.today)
    volume = make_up_volume(draft, by=by, today=story.today)
    bound = Bound(
        method=Binding.Method.THREAD, sheets=4, on=story.today, metal_removed=True, mended_sheets=1
    )
    bind_volume(volume, bound, by=by, today=story.today)


def file_a_case(story: Story, centre: Department) -> None:
    """The case of a repair in its four parts."""
    estate = next(e for e in story.office.estates.values() if e.centre_id == centre.pk)
    placed = Class(
        category=Category.objects.get(code=WORKS),
        year=story.today.year,
        estate=estate,
        in_four_parts=True,
    )
    dossier = open_yearly_dossier(
        placed,
        centre,
        by=story.user("archivist"),
        today=story.today,
        title=f"{estate.name}地下车库防水改造",
    )
    lines = [
        replace(
            _line(WORKS, dossier, story.today - timedelta(days=days), title), case_part=str(part)
        )
        for part, days, title in CASE
    ]
    _accept(story, _bring(story, centre, lines))


def keep_views(story: Story) -> None:
    """Ways of looking at lists, one shared with the colleagues."""
    reverse("dossiers:list")  # the lists say themselves which views they keep
    by, now = story.user("archivist"), story.now
    save_view("dossiers:list", "state=closed", name="已终结", shared=False, by=by, now=now)
    save_view("dossiers:holdings", "state=on_loan", name="借出中", shared=True, by=by, now=now)
