import pytest

from archive_office.journal.models import JournalEntry
from archive_office.organisation.roles import Role
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from dossiers.models import (
    Document,
    Holding,
    HoldingState,
    Part,
    Secrecy,
)
from dossiers.procedures.acceptance import accept_submission
from dossiers.procedures.checklist import save_paper
from dossiers.procedures.custody import move_custody, place_holding
from dossiers.procedures.filing import take_in
from dossiers.procedures.submissions import submit
from dossiers.rules.checklist import PaperLine
from dossiers.rules.completeness import missing_from
from tests.dossiers.steps import (
    NOW,
    Centre,
    accept_all,
    accepted,
    loose,
    loose_draft,
)
from tests.factories import (
    TODAY,
    DepartmentFactory,
    arranged,
    box_of,
    person,
)
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return Centre()


def accept(submission, by):
    return accept_submission(submission, by=by, today=TODAY, now=NOW)


def volumes(dossier):
    return dossier.holdings.get(part=Part.MAIN), dossier.holdings.get(part=Part.PERSONAL)


@clause(Clause.LND_13)
def test_personal_papers_lie_in_the_personal_volume_only(centre):
    dossier = accepted(centre, "C1", "C2", "C5").dossier
    personal = Document.objects.filter(holding__dossier=dossier, personal=True)
    assert personal.count() == 2
    assert not personal.exclude(holding__part=Part.PERSONAL).exists()


@clause(Clause.SEC_01)
def test_the_level_of_a_volume_is_the_highest_of_its_documents(centre):
    dossier = accepted(centre, "D4", unit={"occupancy": "tenant"}).dossier
    assert dossier.secrecy == 1
    accept(loose(centre, dossier.unit, "D23"), centre.archivist)
    dossier.refresh_from_db()
    main, personal = volumes(dossier)
    assert (dossier.secrecy, main.secrecy, personal.secrecy) == (2, 2, 1)


@clause(Clause.SEC_01)
def test_the_office_decides_at_which_level_a_customer_dossier_begins(centre):
    with arranged():
        Parameter.objects.create(name="default_secrecy", value="secret", effective_from=TODAY)
    dossier = accepted(centre).dossier
    levels = set(dossier.holdings.values_list("secrecy", flat=True))
    assert (dossier.secrecy, levels) == (Secrecy.SECRET, {Secrecy.SECRET})


@clause(Clause.TRF_14)
def test_a_title_document_becomes_an_item_of_its_own(centre):
    dossier = accepted(centre).dossier
    accept(loose(centre, dossier.unit, "C15", title="不动产权证"), centre.archivist)
    item = dossier.holdings.get(part=Part.SINGLE)
    assert (item.code, item.kind) == (f"{dossier.code}·3", Holding.Kind.ITEM)
    assert item.is_title_document


@clause(Clause.FIL_08)
def test_a_copy_is_not_filed_beside_the_original_in_the_dossier(centre):
    dossier = accepted(centre, "C7").dossier
    submission = loose_draft(centre)
    copy = PaperLine(
        type="C7",
        unit=dossier.unit_id,
        pages=1,
        is_original=False,
        red_stamp=True,
        original_kept_at="局",
    )
    save_paper(submission, copy, by=submission.by, now=NOW)
    with refused(Clause.FIL_08):
        submit(submission, by=submission.by, now=NOW)


def test_loose_papers_for_many_units_are_filed_by_one_acceptance(centre):
    dossiers = [accepted(centre, unit={"room": room}).dossier for room in ("1201", "1202")]
    many, by = loose_draft(centre), centre.front_line
    for dossier in dossiers:
        line = PaperLine(type="C9", unit=dossier.unit_id, pages=1)
        save_paper(many, line, by=by, now=NOW)
    submit(many, by=by, now=NOW)
    accept_all(many, centre.archivist)
    accept(many, centre.archivist)
    for dossier in dossiers:
        assert volumes(dossier)[0].document_count == 3
    assert JournalEntry.objects.filter(act="dossiers.submission_accepted").count() == 3


@pytest.fixture
def at_headquarters(centre):
    """A dossier whose main volume headquarters keeps already."""
    dossier = accepted(centre, "C1", "C2").dossier
    main, _personal = volumes(dossier)
    place_holding(main, box_of(centre.department), by=centre.archivist, today=TODAY)
    move_custody([main], HoldingState.IN_HANDOVER, by=None, today=TODAY)
    office = DepartmentFactory()
    move_custody([main], HoldingState.IN_PREPARATION, by=None, today=TODAY, keeper=office)
    return dossier


@clause(Clause.TRF_18)
def test_a_paper_for_a_volume_at_headquarters_waits_for_the_next_handover(centre, at_headquarters):
    dossier = at_headquarters
    accept(loose(centre, dossier.unit, "C9", "C5"), centre.archivist)

    main, personal = volumes(dossier)
    waiting = main.documents.get(type__code="C9")
    assert waiting.state == Document.State.AWAITING
    assert (main.document_count, personal.document_count) == (1, 2)
    assert "C9" not in {paper.code for paper in missing_from(dossier)}

    take_in([waiting], by=person(Role.HQ_ARCHIVIST, main.keeper), today=TODAY)
    main.refresh_from_db()
    assert (main.document_count, main.page_count) == (2, 4)


@clause(Clause.STO_17)
def test_nothing_is_put_into_a_volume_that_is_out_of_the_house(centre):
    dossier = accepted(centre).dossier
    main, _personal = volumes(dossier)
    place_holding(main, box_of(centre.department), by=centre.archivist, today=TODAY)
    move_custody([main], HoldingState.ON_LOAN, by=None, today=TODAY)
    papers = loose(centre, dossier.unit, "C9")
    with refused(Clause.STO_17):
        accept(papers, centre.archivist)
    assert not Document.objects.filter(type__code="C9").exists()
