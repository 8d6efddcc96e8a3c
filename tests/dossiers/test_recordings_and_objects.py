"""Photos, recordings and objects: described, looked at, kept by one of two."""

import io

import pypdf
import pytest

from archive_office.organisation.roles import Role
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from dossiers.migrations.reference.categories import CATEGORIES
from dossiers.migrations.reference.document_types import DOCUMENT_TYPES
from dossiers.models import Description, DocumentType, Holding, PaperState
from dossiers.procedures.acceptance import accept_submission, answer_paper
from dossiers.procedures.descriptions import decide_keeping, describe, find_intact
from dossiers.procedures.submissions import submit
from dossiers.rules.descriptions import against_describing
from tests.dossiers.desk import Desk, text, that_day
from tests.dossiers.steps import NOW, Centre, accept_all, bring, draft
from tests.factories import TODAY, arranged, person
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

TOLD = {
    "subject": "交房时客厅墙面",
    "taken": "2026年11月18日上午",
    "background": "业主提出墙面裂缝，交房时拍摄存证。",
    "author": "物业前台",
    "medium": "照片，6 英寸",
}
AUDIO_VISUAL = Description.Form.AUDIO_VISUAL


@pytest.fixture
def centre():
    return Centre()


def brought(centre, **told):
    """A move-in with a photo among its papers, described as far as is told."""
    submission = draft(centre)
    bring(submission, "C1")
    (photo,) = bring(submission, "C14", title="墙面照片", pages=1)
    describe(photo, AUDIO_VISUAL, TOLD | told, by=submission.by)
    return submission, photo


def filed(centre):
    submission, photo = brought(centre)
    submit(submission, by=submission.by, now=NOW)
    find_intact(photo, by=centre.archivist, today=TODAY)
    accept_all(submission, centre.archivist)
    accept_submission(submission, by=centre.archivist, today=TODAY, now=NOW)
    return Description.objects.get()


@clause(Clause.FIL_10)
@pytest.mark.parametrize("field", ["subject", "taken", "background", "author"])
def test_a_recording_is_not_filed_without_what_must_be_said_of_it(centre, field):
    submission, _photo = brought(centre, **{field: ""})
    with refused(Clause.FIL_10):
        submit(submission, by=submission.by, now=NOW)


@clause(Clause.FIL_10)
def test_what_its_class_calls_a_recording_is_described(centre):
    submission = draft(centre)
    (paper,) = bring(submission, "C14", title="照片")
    assert not list(against_describing(paper))
    for code in ("ZP", "LX", "A7"):
        with arranged():
            paper.type = DocumentType.objects.get(category__code=code)
            paper.save()
        assert [r.clause for r in against_describing(paper)] == [Clause.FIL_10]


@clause(Clause.FIL_10)
def test_a_recording_is_accepted_clear_and_intact_only(centre):
    submission, photo = brought(centre)
    submit(submission, by=submission.by, now=NOW)
    with refused(Clause.FIL_10):
        answer_paper(photo, PaperState.ACCEPTED, by=centre.archivist, now=NOW)
    desk = Desk(centre.archivist)
    page = text(desk.get("tray_item", submission.pk, paper=photo.pk))
    assert "墙面裂缝" in page
    assert "clear and intact" in page
    desk.post("tray_answer", submission.pk, photo.pk, answer="accept", intact="yes")
    photo.refresh_from_db()
    assert photo.state == PaperState.ACCEPTED
    assert photo.description.intact_by == centre.archivist


@clause(Clause.FIL_10, Clause.FRM_26)
def test_a_recording_is_an_item_of_its_own_with_its_description_printed(centre):
    found = filed(centre)
    holding = found.document.holding
    assert (holding.kind, holding.physical_form) == (Holding.Kind.ITEM, AUDIO_VISUAL)
    desk = Desk(centre.archivist)
    assert found.subject in text(desk.get("items"))
    answer = desk.get("item_sheet", holding.dossier_id, found.pk)
    printed = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    told = (found.subject, found.taken, found.background, found.author, found.place)
    told = (*told, found.persons, found.medium, found.extent, found.document.code)
    for part in ("声像（实物）档案说明", "载　　体", "规格、时长", *told):
        assert part in printed


@clause(Clause.FIL_10)
def test_a_description_is_written_on_its_page(centre):
    submission = draft(centre)
    (paper,) = bring(submission, "C14", title="照片")
    desk = Desk(centre.front_line)
    assert "Without subject, time, background" in text(desk.get("description", paper.pk))
    assert desk.post("description", paper.pk, subject="墙").status_code == 422  # which form?
    assert desk.post("description", paper.pk, form="object", **TOLD).status_code == 302
    assert Description.objects.get(paper=paper).form == Description.Form.OBJECT
    other = Desk(person(Role.FRONT_LINE, centre.department))
    assert other.get("description", paper.pk).status_code == 404


@clause(Clause.COL_10)
def test_who_keeps_a_recording_is_decided_by_its_importance(centre):
    found = filed(centre)
    keep = Description.Kept.UNIT
    with refused(Clause.COL_10):
        decide_keeping(found, keep, "", by=centre.archivist, today=TODAY)
    with refused(Clause.ORG_08):
        decide_keeping(found, keep, "important", by=centre.front_line, today=TODAY)
    desk = Desk(centre.archivist)
    assert desk.post("keep_item", found.pk, kept=keep, importance="important").status_code == 302
    found.refresh_from_db()
    assert (found.kept, found.decided_by) == (keep, centre.archivist)
    assert found.subject in text(desk.get("items", kept="unit"))
    assert found.subject not in text(desk.get("items", kept="handed_over"))


@clause(Clause.COL_10)
def test_the_office_may_lay_down_who_keeps_all_of_them(centre):
    found = filed(centre)
    with arranged():
        Parameter(
            name="av_physical_custody",
            value="handed_over",
            effective_from=TODAY,
            reason="统一移交",
        ).save()
    with refused(Clause.COL_10):
        decide_keeping(found, "unit", "ordinary", by=centre.archivist, today=TODAY)
    decided = decide_keeping(found, "handed_over", "ordinary", by=centre.archivist, today=TODAY)
    assert decided.kept == "handed_over"


LIST_A = [
    "A1",
    "A2.1",
    "A2.2",
    "A2.3",
    "A2.4",
    "A2.5",
    "A2.6",
    "A3",
    "A4.1",
    "A4.2",
    "A4.3",
    "A5",
    "A6",
    "A7",
]
LIST_B = [
    "B1",
    "B2.1",
    "B2.2",
    "B2.3",
    "B2.4",
    "B2.5",
    "B2.6",
    "B2.7",
    "B2.8",
    "B3",
    "B4.1",
    "B4.2",
    "B4.3",
    "B4.4",
    "B4.5",
    "B4.6",
    "B4.7",
    "B4.8",
    "B4.9",
    "B4.10",
    "B4.11",
    "B4.12",
    "B4.13",
    "B5.1",
    "B5.2",
]
LIST_C = {
    "C1": "always", "C2": "always", "C3": "always", "C4": "always", "C5": "always",
    "C6": "if_fit_out", "C7": "always", "C8": "if_let", "C9": "always", "C10": "if_keys_kept",
    "C11": "always",
}  # fmt: skip


@clause(Clause.FIL_01)
def test_every_line_of_the_lists_a_to_d_stands_in_the_filing_scope():
    listed = {row.list_code: row.level for row in CATEGORIES if row.list_code}
    assert {code for code, level in listed.items() if level == "company"} == set(LIST_A)
    assert {code for code, level in listed.items() if level == "centre"} == set(LIST_B)
    types = {row.code: row for row in DOCUMENT_TYPES}
    assert {code: types[code].required for code in LIST_C} == LIST_C
    for number in range(1, 26):
        assert types[f"D{number}"].kind == "tenant"
    for code in ("C2", "C5", "D7"):  # personal, by the lists
        assert types[code].personal
    assert types["D25"].title_document
    filed_by = {row.category for row in DOCUMENT_TYPES if row.kind == "category"}
    assert {row.code for row in CATEGORIES} - filed_by == {"KH"}
