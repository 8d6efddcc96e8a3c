"""The register of reviewed readings, taken along as PDF or workbook.

Source: SEC-41.
"""

from typing import Final

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from archive_office import clock
from archive_office.http import StaffRequest, actor, pdf, workbook
from archive_office.organisation.models import Department, User
from archive_office.shell import shell_page
from dossiers.ledgers.readings import review_workbook
from dossiers.models import ReadingReview
from dossiers.papers.filling import fonds_of
from dossiers.papers.readings import ReviewLine, ReviewRegister, review_register
from dossiers.procedures.reviewing import note_register
from dossiers.rules.reviewing import right_in_words
from dossiers.views.readings import OF_LINE, REVIEWS, filter_of

MOST_PRINTED: Final = 1000
MOST_IN_WORKBOOK: Final = 5000


@shell_page(_("Register of reviewed readings"), REVIEWS, methods=("GET",))
def readings_register(request: StaffRequest) -> HttpResponse:
    """What the list shows as 查阅复核登记簿 (PDF)."""
    facts = _facts(request, form="pdf", most=MOST_PRINTED)
    return pdf(review_register(facts), f"readings-{facts.at:%Y-%m-%d}.pdf")


@shell_page(_("Register of reviewed readings"), REVIEWS, methods=("GET",))
def readings_workbook(request: StaffRequest) -> HttpResponse:
    """What the list shows as an Excel workbook."""
    facts = _facts(request, form="xlsx", most=MOST_IN_WORKBOOK)
    return workbook(review_workbook(facts), f"readings-{facts.at:%Y-%m-%d}.xlsx")


def _facts(request: StaffRequest, *, form: str, most: int) -> ReviewRegister:
    """The readings the list shows, newest first; that they were taken along is journalled."""
    user = actor(request)
    narrowing = filter_of(request)
    rows = narrowing.narrowed(ReadingReview.objects.visible_to(user))
    shown = list(rows.select_related(*OF_LINE).order_by("-day", "-id")[:most])
    found = len(shown) if len(shown) < most else rows.order_by().count()
    home = _home(user)
    centre = narrowing.chosen("centre")
    with override("zh-hans"):  # the official form is Chinese whatever the language of the screen
        lines = tuple(_line(row) for row in shown)
    note_register(centre or home, by=user, form=form, lines=len(lines))
    return ReviewRegister(
        fonds=fonds_of(centre or home),
        scope=centre.name if centre else _reach(user),
        at=clock.now(),
        stated_by=str(user),
        lines=lines,
        found=found,
    )


def _reach(user: User) -> str:
    headed = ReadingReview.objects.reviewed_at(user)
    if headed is None:
        return "各客户服务中心"
    names = Department.objects.filter(pk__in=headed).order_by("code").values_list("name", flat=True)
    return "、".join(names)


def _home(user: User) -> Department:
    posts = [m.department for m in user.current_memberships]
    department = posts[0] if posts else Department.objects.order_by("parent_id", "code").first()
    if department is None:
        raise Http404
    return department


def _line(row: ReadingReview) -> ReviewLine:
    said = (row.remark, row.explanation and f"查阅人说明：{row.explanation}")
    day = timezone.localtime(row.reviewed_at) if row.reviewed_at else None
    return ReviewLine(
        at=timezone.localtime(row.view.at).strftime("%Y-%m-%d %H:%M"),
        person=str(row.person),
        thing=row.dossier.code if row.dossier else f"{row.dossiers} 件",
        ground=row.get_ground_display(),
        right=right_in_words(row.view.under) if row.dossier else "",
        views=row.views,
        verdict=row.get_verdict_display() if row.verdict else "",
        words="；".join(filter(None, said)),
        reviewed=f"{row.reviewed_by} {day:%Y-%m-%d}" if day else "",
    )
