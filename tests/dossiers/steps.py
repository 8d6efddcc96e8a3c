"""What front-line staff and archivists do in many tests."""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from archive_office.organisation.roles import Role
from dossiers.models import PaperState, Submission
from dossiers.procedures.acceptance import accept_submission, answer_paper
from dossiers.procedures.checklist import save_paper
from dossiers.procedures.files import attach_scan
from dossiers.procedures.submissions import save_step, start_submission, submit
from dossiers.rules.checklist import PaperLine
from dossiers.rules.facts import Step
from tests.factories import TODAY, EstateFactory, StoreroomFactory, person

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ID_NUMBER = "11010519491231002X"
PHONE = "13800138000"
BANK = "6222020200112233445"

UNIT = {"building": "3栋", "entrance": "2单元", "room": "1201", "use": "owner_occupied"}
CUSTOMER = {
    "kind": "person",
    "name": "王芳",
    "phones": [PHONE],
    "emergency": [{"name": "李强", "phone": "13900139000", "relation": "配偶"}],
}
CONSENT = {"version": "2026-01", "given_on": "2026-11-18"}


class Centre:
    """A service centre with an archive room, an estate, and somebody in each post."""

    def __init__(self, *, archive_room=True):
        self.estate = EstateFactory()
        self.department = self.estate.centre
        self.front_line = person(Role.FRONT_LINE, self.department)
        self.archivist = person(Role.CENTRE_ARCHIVIST, self.department)
        if archive_room:
            StoreroomFactory(department=self.department)


def image(name="page.jpg", form="JPEG", size=(60, 80), colour="white"):
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, form)
    return SimpleUploadedFile(name, content.getvalue())


def draft(centre, *, unit=(), customer=(), consent=(), by=None):
    """A move-in record told to its end, with no paper on the list brought yet."""
    by = by or centre.front_line
    submission = start_submission(Submission.Kind.MOVE_IN, centre.department, by=by, now=NOW)
    for step, facts in (
        (Step.UNIT, UNIT | {"estate": centre.estate.pk} | dict(unit)),
        (Step.CUSTOMER, CUSTOMER | dict(customer)),
        (Step.CONSENT, CONSENT | dict(consent)),
    ):
        submission = save_step(submission, step, facts, by=by, now=NOW)
    return submission


def bring(submission, *codes, by=None, **line):
    """Bring the papers of these types, copies where a copy is asked for."""
    by = by or submission.by
    return [save_paper(submission, _line(submission, code, line), by=by, now=NOW) for code in codes]


def _line(submission, code, line):
    known = submission.papers.filter(type__code=code).first()
    copy = code in {"C5", "C8", "D7", "D11"}
    usual = {
        "paper": known.pk if known else None,
        "pages": 2,
        "is_original": not copy,
        "red_stamp": copy,
        "original_kept_at": "本人" if copy else "",
    }
    return PaperLine(type=code, **(usual | line))


def sign_consent(submission):
    """The signed separate consent, scanned on its line."""
    (paper,) = bring(submission, "C16")
    return attach_scan(paper, image("同意书.jpg"), by=submission.by, now=NOW)


def sent(centre, *codes, **told):
    """A move-in with these papers, in the archivist's tray."""
    submission = draft(centre, **told)
    bring(submission, *(codes or ("C1", "C3")))
    submit(submission, by=submission.by, now=NOW)
    return Submission.objects.get(pk=submission.pk)


def missing(submission):
    papers = submission.papers.filter(state=PaperState.MISSING)
    return [p.type.code for p in papers.order_by("position")]


def accept_all(submission, by):
    """Accept every paper that was brought."""
    for paper in submission.papers.filter(state=PaperState.PENDING):
        answer_paper(paper, PaperState.ACCEPTED, by=by, now=NOW)


def accepted(centre, *codes, **told):
    """A move-in brought and accepted as a whole; the fresh submission."""
    submission = sent(centre, *codes, **told)
    accept_all(submission, centre.archivist)
    return accept_submission(submission, by=centre.archivist, today=TODAY, now=NOW)


def loose_draft(centre):
    """A list of loose papers, still empty."""
    return start_submission(Submission.Kind.LOOSE, centre.department, by=centre.front_line, now=NOW)


def loose(centre, unit, *codes, **line):
    """Loose papers for one unit, in the tray with every paper accepted."""
    submission, by = loose_draft(centre), centre.front_line
    for code in codes:
        facts = _line(submission, code, {"unit": unit.pk} | line)
        save_paper(submission, facts, by=by, now=NOW)
    submit(submission, by=by, now=NOW)
    accept_all(submission, centre.archivist)
    return submission
