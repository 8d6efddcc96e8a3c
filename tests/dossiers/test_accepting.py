import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from archive_office.custody.models import Storeroom
from archive_office.journal.models import JournalEntry, JournalSubject
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import (
    Consent,
    Customer,
    Document,
    Dossier,
    DossierState,
    PaperState,
    Part,
    Submission,
    SubmissionState,
    Unit,
)
from dossiers.procedures.acceptance import accept_submission, answer_paper, return_submission
from dossiers.procedures.checklist import take_off
from dossiers.procedures.custody import place_holding, verify_holdings
from dossiers.procedures.files import attach_scan
from dossiers.procedures.submissions import submit, withdraw
from dossiers.rules.filing import Fault
from tests.dossiers.steps import (
    BANK,
    ID_NUMBER,
    NOW,
    PHONE,
    Centre,
    accept_all,
    accepted,
    bring,
    draft,
    image,
    sent,
    sign_consent,
)
from tests.factories import (
    TODAY,
    DepartmentFactory,
    UnitFactory,
    arranged,
    box_of,
    person,
)
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

RETURNED, ACCEPTED = PaperState.RETURNED, PaperState.ACCEPTED


@pytest.fixture
def centre():
    return Centre()


def answer(paper, state, by, **why):
    return answer_paper(paper, state, by=by, now=NOW, **why)


def accept(submission, by):
    return accept_submission(submission, by=by, today=TODAY, now=NOW)


def volumes(dossier):
    return dossier.holdings.get(part=Part.MAIN), dossier.holdings.get(part=Part.PERSONAL)


@clause(Clause.FIL_03)
def test_acceptance_opens_the_dossier_with_codes_and_two_volumes(centre):
    done = accepted(centre, "C1", "C2", "C3")

    dossier = done.dossier
    assert done.state == SubmissionState.ACCEPTED
    assert dossier.code == f"W001-ZY·KH-{centre.estate.code}-0001"
    assert (dossier.state, dossier.centre) == (DossierState.OPEN, centre.department)
    main, personal = volumes(dossier)
    assert (main.code, personal.code) == (f"{dossier.code}·1", f"{dossier.code}·2")
    assert [d.code for d in main.documents.all()] == [
        f"{dossier.code}·1-001",
        f"{dossier.code}·1-002",
    ]
    assert [d.type.code for d in personal.documents.all()] == ["C2"]
    entry = JournalEntry.objects.get(act="dossiers.submission_accepted")
    assert {s.label for s in entry.subjects.all()} >= {dossier.code, main.code, done.receipt_number}


@clause(Clause.FIL_09)
def test_copies_and_pages_are_totalled_per_volume(centre):
    main, personal = volumes(accepted(centre, "C1", "C2", "C3").dossier)
    assert (main.document_count, main.page_count) == (2, 4)
    assert (personal.document_count, personal.page_count) == (1, 2)
    assert (main.year_from, main.year_until) == (2026, 2026)
    assert main.verified_on == TODAY


def test_titles_name_the_unit_and_never_the_customer(centre):
    dossier = accepted(centre).dossier
    titles = [dossier.title, *dossier.holdings.values_list("title", flat=True)]
    assert all(str(dossier.unit) in title and "王" not in title for title in titles)
    assert str(dossier.unit) == f"{centre.estate.name}3栋2单元1201"


@clause(Clause.COL_15)
def test_people_numbers_contacts_and_consents_are_recorded_sealed(centre):
    told = {
        "id_number": ID_NUMBER,
        "bank_account": BANK,
        "co_holders": [{"name": "李强", "phones": ["13700137000"], "relation": "配偶"}],
        "household": [{"name": "王小明", "relation": "子", "minor": True}],
    }
    submission = draft(centre, customer=told, consent={"separate": True})
    bring(submission, "C1", "C5")
    scan = sign_consent(submission)
    submit(submission, by=submission.by, now=NOW)
    accept_all(submission, centre.archivist)
    occupancy = accept(submission, centre.archivist).dossier.occupancy

    owner = occupancy.customer
    assert (owner.reveal("id_number"), owner.reveal("bank_account")) == (ID_NUMBER, BANK)
    assert (owner.phone_list(), owner.id_kind) == ([PHONE], "id_card")
    assert [(p.role, p.customer.name, p.minor) for p in occupancy.parties.order_by("role")] == [
        ("co_holder", "李强", False),
        ("household", "王小明", True),
    ]
    contact = occupancy.emergency_contacts.get()
    assert owner.key().unseal(contact.phone) == "13900139000"
    consents = Consent.objects.filter(customer=owner).order_by("kind")
    assert [(c.kind, c.version) for c in consents] == [
        ("notice", "2026-01"),
        ("separate", "2026-01"),
    ]
    assert consents.get(kind="separate").signature == scan


def test_after_acceptance_numbers_stand_sealed_with_the_customer_only(centre):
    submission = draft(centre, customer={"id_number": ID_NUMBER}, consent={"separate": True})
    bring(submission, "C1")
    sign_consent(submission)
    submit(submission, by=submission.by, now=NOW)
    accept_all(submission, centre.archivist)
    done = accept(submission, centre.archivist)

    assert done.data_key == ""
    assert done.facts["customer"]["id_number"] == "*" * 14 + ID_NUMBER[-4:]
    tables = ["dossiers_customer", "dossiers_historicalcustomer", "dossiers_submission"]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            rows = " ".join(row[0] for row in cursor.fetchall())
            assert ID_NUMBER not in rows
            assert PHONE not in rows
    said = json.dumps(list(JournalSubject.objects.values("before", "after")))
    assert ID_NUMBER not in said
    assert PHONE not in said
    assert "王芳" not in said


def test_a_person_known_at_the_centre_by_number_and_name_stays_one_customer(centre):
    told = {"customer": {"id_number": ID_NUMBER}, "consent": {"separate": True}}
    first, second = _with_signature(centre, "1201", told), _with_signature(centre, "1202", told)
    assert first.occupancy.customer == second.occupancy.customer
    assert Customer.objects.filter(name="王芳").count() == 1


@clause(Clause.COL_19)
def test_a_number_recorded_under_another_name_is_refused(centre):
    told = {"customer": {"id_number": ID_NUMBER}, "consent": {"separate": True}}
    _with_signature(centre, "1201", told)
    with refused(Clause.COL_19):
        _with_signature(centre, "1202", told | {"customer": told["customer"] | {"name": "赵六"}})


def _with_signature(centre, room, told):
    submission = draft(centre, unit={"room": room}, **told)
    bring(submission, "C1")
    sign_consent(submission)
    submit(submission, by=submission.by, now=NOW)
    accept_all(submission, centre.archivist)
    return accept(submission, centre.archivist).dossier


@clause(Clause.LND_15)
def test_sensitive_data_are_not_recorded_when_the_signature_was_returned(centre):
    submission = draft(centre, customer={"id_number": ID_NUMBER}, consent={"separate": True})
    bring(submission, "C1")
    consent = sign_consent(submission).paper
    submit(submission, by=submission.by, now=NOW)
    accept_all(submission, centre.archivist)
    answer(consent, RETURNED, centre.archivist, reason="未签字")
    with refused(Clause.LND_15):
        accept(submission, centre.archivist)


@clause(Clause.ORG_08)
def test_only_the_centres_archivist_accepts(centre):
    submission = sent(centre)
    paper = submission.papers.filter(state="pending").first()
    for somebody in (
        person(Role.FRONT_LINE, centre.department),
        person(Role.CENTRE_ARCHIVIST, Centre().department),
        person(Role.CENTRE_HEAD, centre.department),
        person(Role.HQ_ARCHIVIST, DepartmentFactory()),
    ):
        with refused(Clause.ORG_08):
            answer(paper, ACCEPTED, somebody)
    accept_all(submission, centre.archivist)
    with refused(Clause.ORG_08):
        accept(submission, person(Role.FRONT_LINE, centre.department))


@clause(Clause.ORG_08, Clause.ORG_01)
def test_front_line_staff_put_nothing_on_a_shelf(centre):
    main, _personal = volumes(accepted(centre).dossier)
    with refused(Clause.ORG_01):
        place_holding(main, box_of(centre.department), by=centre.front_line, today=TODAY)
    with refused(Clause.ORG_01):
        verify_holdings([main], by=centre.front_line, today=TODAY)


@clause(Clause.COL_22)
def test_a_second_person_reviews_what_an_archivist_brought(centre):
    submission = draft(centre, by=centre.archivist)
    (paper,) = bring(submission, "C1")
    submit(submission, by=centre.archivist, now=NOW)
    with refused(Clause.COL_22):
        answer(paper, ACCEPTED, centre.archivist)
    colleague = person(Role.CENTRE_ARCHIVIST, centre.department)
    accept_all(submission, colleague)
    with refused(Clause.COL_22):
        accept(submission, centre.archivist)
    assert accept(submission, colleague).dossier


@clause(Clause.ORG_02)
def test_a_centre_without_an_archive_room_in_use_files_nothing():
    centre = Centre(archive_room=False)
    submission = sent(centre)
    accept_all(submission, centre.archivist)
    with refused(Clause.ORG_02):
        accept(submission, centre.archivist)

    with arranged():
        Storeroom.objects.create(department=centre.department, code="1", name="1", is_active=False)
    with refused(Clause.ORG_02):
        accept(submission, centre.archivist)


@clause(Clause.COL_04)
def test_the_second_of_two_records_for_one_unit_is_refused_however_it_is_written(centre):
    first = sent(centre)
    second = sent(centre, unit={"building": "3#", "entrance": "2", "room": "1201室"})
    accept_all(first, centre.archivist)
    accept_all(second, centre.archivist)
    accept(first, centre.archivist)
    with refused(Clause.COL_04):
        accept(second, centre.archivist)
    assert Unit.objects.filter(estate=centre.estate).count() == 1


@clause(Clause.COL_04)
def test_each_tenancy_has_a_dossier_of_its_own_beside_the_owners(centre):
    accepted(centre)
    told = {"unit": {"occupancy": "tenant"}}
    tenants = [accepted(centre, "D4", **told).dossier for _ in range(2)]
    unit = tenants[0].unit
    assert Dossier.objects.filter(unit=unit, state=DossierState.OPEN).count() == 3
    assert unit.use == Unit.Use.LET


@clause(Clause.FIL_27)
def test_a_paper_with_faults_goes_back_with_what_was_found(centre):
    submission = sent(centre, "C1", "C3")
    sheet = submission.papers.get(type__code="C3")
    with refused(Clause.FIL_27):
        answer(sheet, ACCEPTED, centre.archivist, faults=[Fault.WRITING_MATERIAL])
    with refused(Clause.FIL_27):
        answer(sheet, RETURNED, centre.archivist)

    returned = answer(sheet, RETURNED, centre.archivist, faults=[Fault.WRITING_MATERIAL])

    assert returned.faults == ["writing_material"]
    assert returned.reason


@clause(Clause.FIL_27)
def test_every_paper_is_answered_before_the_submission_is(centre):
    submission = sent(centre, "C1", "C3")
    with refused(Clause.FIL_27):
        accept(submission, centre.archivist)
    for paper in submission.papers.filter(state="pending"):
        answer(paper, RETURNED, centre.archivist, reason="看不清")
    with refused(Clause.FIL_27):
        accept(submission, centre.archivist)


@clause(Clause.FIL_27)
def test_only_the_papers_returned_come_back_to_the_same_submission(centre):
    submission = sent(centre, "C1", "C3")
    sheet, notice = (submission.papers.get(type__code=c) for c in ("C3", "C1"))
    answer(notice, ACCEPTED, centre.archivist)
    answer(sheet, RETURNED, centre.archivist, reason="缺页")
    half = accept(submission, centre.archivist)
    assert (half.state, half.dossier.missing_count) == (SubmissionState.RETURNED, 7)

    with refused(Clause.COL_24):
        bring(half, "C1")
    with refused(Clause.FIL_27):
        submit(half, by=half.by, now=NOW)
    bring(half, "C3", pages=3)
    with refused(Clause.ORG_08):
        bring(half, "C3", by=centre.archivist)
    assert submit(half, by=half.by, now=NOW) == submission.receipt_number
    answer(sheet, RETURNED, centre.archivist, reason="仍缺页")
    with refused(Clause.FIL_27):
        accept(half, centre.archivist)
    answer(sheet, ACCEPTED, centre.archivist)
    whole = accept(half, centre.archivist)

    assert (whole.state, whole.dossier) == (SubmissionState.ACCEPTED, half.dossier)
    assert whole.dossier.missing_count == 6
    assert Document.objects.filter(holding__dossier=half.dossier).count() == 2


def test_a_returned_paper_can_be_given_up(centre):
    submission = sent(centre, "C1", "C3")
    answer(submission.papers.get(type__code="C1"), ACCEPTED, centre.archivist)
    answer(submission.papers.get(type__code="C3"), RETURNED, centre.archivist, reason="缺页")
    half = accept(submission, centre.archivist)
    withdraw(half, by=half.by, now=NOW)
    half.refresh_from_db()
    assert half.state == SubmissionState.ACCEPTED
    assert half.papers.get(type__code="C3").state == PaperState.WITHDRAWN
    assert half.papers.get(type__code="C1").document is not None


@clause(Clause.ORG_08)
def test_a_whole_submission_goes_back_with_a_reason(centre):
    submission = sent(centre)
    with refused(Clause.FIL_27):
        return_submission(submission, reason="", by=centre.archivist, now=NOW)
    back = return_submission(submission, reason="房号写错", by=centre.archivist, now=NOW)
    assert back.state == SubmissionState.RETURNED
    assert back.return_reason == "房号写错"
    assert submit(back, by=back.by, now=NOW) == submission.receipt_number


def test_scans_follow_their_paper_into_the_dossier(centre):
    submission = draft(centre)
    (paper,) = bring(submission, "C3")
    scan = attach_scan(paper, image(), by=submission.by, now=NOW)
    submit(submission, by=submission.by, now=NOW)
    accept_all(submission, centre.archivist)
    accept(submission, centre.archivist)
    scan.refresh_from_db()
    assert scan.document.type.code == "C3"


@clause(Clause.COL_24)
def test_what_is_filed_is_not_changed_any_more(centre):
    done = accepted(centre, "C1", "C3")
    paper = done.papers.get(type__code="C3")
    with refused(Clause.ORG_08):
        answer(paper, RETURNED, centre.archivist, reason="反悔")
    with refused(Clause.ORG_08):
        take_off(paper, by=done.by, now=NOW)
    with refused(Clause.COL_24):
        attach_scan(paper, image(), by=done.by, now=NOW)


def test_the_reviewer_is_a_second_person_for_the_database_too(centre):
    submission = sent(centre)
    with pytest.raises(IntegrityError, match="a_second_person_answers"), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(answered_by=F("by"))


def test_what_is_known_of_a_unit_is_not_overwritten(centre):
    known = UnitFactory(
        estate=centre.estate, building__estate=centre.estate, building__name="3栋", floor=12
    )
    done = accepted(centre, unit={"entrance": "", "room": known.room, "floor": 5, "area": "89.5"})
    known.refresh_from_db()
    assert done.dossier.unit == known
    assert (known.floor, str(known.area)) == (12, "89.50")
