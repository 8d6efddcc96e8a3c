"""The pages of volumes: loose papers, drafts, order, binding, one paper, the steps of intake."""

import pytest

from archive_office.regulation import Clause
from dossiers.models import (
    Binding,
    DocumentLink,
    Dossier,
    Holding,
    ViewLog,
    VolumeDraft,
    VolumeEntry,
)
from dossiers.procedures.custody import place_holding
from dossiers.procedures.files import attach_scan
from tests.dossiers.desk import Desk, at_most, text, that_day
from tests.dossiers.steps import NOW, accepted, image, sent
from tests.dossiers.yearly import Yearly, titles
from tests.factories import TODAY, arranged, box_of, person
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here():
    return Yearly()


@pytest.fixture
def desk(here):
    return Desk(here.archivist)


@clause(Clause.FIL_13)
def test_a_dossier_of_a_year_is_opened_on_its_page(here, desk):
    assert desk.get("open_yearly").status_code == 200
    told = {"department": here.department.pk, "category": here.category.pk, "year": 2025}
    answer = desk.post("open_yearly", fields=told)
    opened = Dossier.objects.get(year=2025)
    assert answer.url == opened.get_absolute_url()
    assert "Make up volumes" in text(desk.get("dossier", opened.pk))
    assert desk.post("open_yearly", fields=told | {"year": 1900}).status_code == 422


@clause(Clause.FIL_26, Clause.FIL_13)
def test_from_the_proposal_to_the_bound_volume(here, desk):
    papers = [here.paper("三月通知"), here.paper("一月来函", "2026-01-01")]
    page = desk.get("volumes", here.dossier.pk)
    assert "Proposed volume of 2026" in text(page)
    answer = desk.post("volumes", here.dossier.pk, paper=[paper.pk for paper in papers])
    draft = VolumeDraft.objects.get()
    assert answer.url.endswith(f"/volume-drafts/{draft.pk}/")
    assert "一月来函" in text(desk.get("volume_draft", draft.pk))
    assert draft.title in text(desk.get("volume_drafts"))
    assert draft.title in text(desk.get("volumes", here.dossier.pk))
    answer = desk.post("make_up", draft.pk)
    volume = Holding.objects.get(draft=draft)
    assert answer.url.endswith(f"/volumes/{volume.pk}/binding/")
    assert titles(volume) == ["一月来函", "三月通知"]
    sound = {"method": "thread", "sheets": 4, "metal_removed": "on", "on": TODAY.isoformat()}
    assert desk.post("bind", here.dossier.pk, volume.pk, fields=sound).status_code == 302
    assert "Three holes" in text(desk.get("bind", here.dossier.pk, volume.pk))
    binding = Binding.objects.get()
    unbound = desk.post("unbind", here.dossier.pk, binding.pk, reason="")
    assert (unbound.status_code, "Say why the binding is opened" in text(unbound)) == (422, True)
    assert desk.post("unbind", here.dossier.pk, binding.pk, reason="补裱").status_code == 302
    assert "补裱" in text(desk.get("bind", here.dossier.pk, volume.pk))


@clause(Clause.FIL_26)
def test_a_clerk_of_the_department_prepares_and_does_not_make(here):
    with arranged():
        here.dossier.responsible = here.front_line
        here.dossier.save()
    paper, clerk = here.paper("通知"), Desk(here.front_line)
    assert clerk.post("volumes", here.dossier.pk, paper=[paper.pk]).status_code == 302
    draft = VolumeDraft.objects.get()
    assert "Make up the volume" not in text(clerk.get("volume_draft", draft.pk))
    assert clerk.post("make_up", draft.pk).status_code == 403
    stranger = Desk(Yearly().front_line)
    for page, pk in (("volumes", here.dossier.pk), ("volume_draft", draft.pk)):
        assert stranger.get(page, pk).status_code == 404


@clause(Clause.FIL_18, Clause.FIL_17)
def test_papers_of_a_draft_are_moved_by_buttons_and_what_is_wrong_is_said(here, desk):
    one, two = here.paper("一月", "2026-01-01"), here.paper("三月")
    draft = here.draft(one, two)
    page = desk.post("volume_draft", draft.pk, move=f"down:{one.pk}")
    draft.refresh_from_db()
    assert draft.papers == [two.pk, one.pk]
    assert "FIL-18" in text(page)
    assert desk.post("make_up", draft.pk).status_code == 422
    desk.post("volume_draft", draft.pk, move="propose")
    desk.post("volume_draft", draft.pk, move=f"up:{one.pk}")
    desk.post("volume_draft", draft.pk, move=f"out:{two.pk}")
    draft.refresh_from_db()
    assert draft.papers == [one.pk]
    assert desk.post("volume_draft", draft.pk, move=f"out:{one.pk}").status_code == 422
    assert desk.post("volume_draft", draft.pk, drop="1").status_code == 302
    assert desk.post("volume_draft", draft.pk, move="propose").status_code == 422


@clause(Clause.FIL_18)
def test_papers_of_a_volume_are_laid_in_order(here, desk):
    one, two = here.paper("一月", "2026-01-01"), here.paper("三月")
    volume = here.made(one, two)
    address = ("order", here.dossier.pk, volume.pk)
    assert "pages 1–2" in text(desk.get(*address))
    page = desk.post(*address, move=f"up:{two.pk}")
    assert (page.status_code, "FIL-18" in text(page)) == (200, True)
    assert VolumeEntry.objects.get(document=two).position == 1
    desk.post(*address, move="propose")
    assert VolumeEntry.objects.get(document=two).position == 2
    personal = accepted(here, "C1", "C5").dossier.holdings.get(part="personal")
    colleague = Desk(person("hq_archivist"))
    assert colleague.get("order", personal.dossier_id, personal.pk).status_code == 404


@clause(Clause.FIL_16, Clause.FIL_15, Clause.FIL_05)
def test_what_is_said_of_a_paper_is_recorded_on_its_page(desk):
    here = Yearly("B4.7")
    desk = Desk(here.archivist)
    paper, other = here.paper("租赁合同"), here.paper("附件一")
    address = ("paper_entry", here.dossier.pk, paper.pk)
    assert f"{here.dossier.code}-HT01" in desk.get(*address).content.decode()
    link = {"say": "link", "kind": "annex", "place": "first", "other": other.pk}
    assert desk.post(*address, fields=link).status_code == 302
    assert desk.post(*address, fields=link).status_code == 422
    row = DocumentLink.objects.get()
    assert (row.first, row.second) == (paper, other)
    assert "附件一" in text(desk.get(*address))
    assert desk.post(*address, say="unlink", link=row.pk).status_code == 302
    assert desk.post(*address, say="unlink", link=row.pk).status_code == 404
    wrong = desk.post(*address, say="number", number="HT-1")
    assert (wrong.status_code, "FIL-05" in text(wrong)) == (422, True)
    assert desk.post(*address, say="number", number="").status_code == 302
    plan = {"say": "describe", "spans": "plan", "covers_from": 2026, "covers_until": 2027}
    assert desk.post(*address, fields=plan).status_code == 302
    assert VolumeEntry.objects.get(document=paper).spans == "plan"
    assert desk.post(*address, say="nothing").status_code == 422


@clause(Clause.FIL_20, Clause.FIL_03, Clause.FIL_07)
@pytest.mark.parametrize("paper", ["pages", "stamps", "references", "copies"])
def test_labels_of_a_volume_are_printed_and_logged(here, desk, paper):
    volume = here.made(here.paper("通知"))
    answer = desk.get("paper", here.dossier.pk, volume.pk, paper)
    assert answer.content.startswith(b"%PDF")
    log = ViewLog.objects.filter(dossier=here.dossier, what=ViewLog.What.PRINTED)
    assert log.get().detail == f"{paper} {volume.code}"


def test_the_page_of_loose_papers_costs_the_same_for_every_pile(here, desk):
    for number in range(12):
        here.paper(f"通知{number}")
    with at_most(40):
        desk.get("volumes", here.dossier.pk)


@clause(Clause.FIL_12)
def test_the_steps_of_intake_stand_on_the_submission_with_person_and_time(here):
    waiting = sent(here, "C1", "C3")
    paper = waiting.papers.filter(state="pending").first()
    with arranged():
        waiting.state = "draft"
        waiting.save()
    attach_scan(paper, image(), by=here.front_line, now=NOW)
    with arranged():
        waiting.state = "submitted"
        waiting.save()
    page = text(Desk(here.front_line).get("submission", waiting.pk))
    assert "Checked 0/2" in page
    assert "Copied and scanned 1/2" in page
    assert f"2026-11-20 10:00 · {here.front_line}" in page


@clause(Clause.FIL_12)
def test_the_steps_of_intake_are_done_when_the_originals_are_put_away(here):
    submission = accepted(here)
    desk = Desk(here.archivist)
    page = text(desk.get("submission", submission.pk))
    assert "Checked 2/2" in page
    assert "Original in the cabinet 0/2" in page
    volume = submission.dossier.holdings.get(part="main")
    place_holding(volume, box_of(here.department), by=here.archivist, today=TODAY)
    page = text(desk.get("submission", submission.pk))
    assert "Original in the cabinet 2/2" in page
    assert "Electronic record completed 2/2" in page
