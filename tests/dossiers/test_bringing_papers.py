import json

import pytest
from django.db import connection

from archive_office.crypto import masked
from archive_office.journal.models import JournalEntry, JournalSubject
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import (
    DossierState,
    IssuedCode,
    PaperState,
    Submission,
    SubmissionState,
)
from dossiers.procedures.checklist import save_paper, take_off
from dossiers.procedures.files import attach_scan
from dossiers.procedures.submissions import save_step, start_submission, submit, withdraw
from dossiers.rules.checklist import PaperLine
from dossiers.rules.facts import Step, customer_of, masked_customer_of
from dossiers.rules.submissions import check_submission
from tests.dossiers.steps import (
    BANK,
    CONSENT,
    CUSTOMER,
    ID_NUMBER,
    NOW,
    PHONE,
    Centre,
    bring,
    draft,
    image,
    missing,
    sent,
    sign_consent,
)
from tests.factories import TODAY, DossierFactory, OccupancyFactory, UnitFactory, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

SENSITIVE = {"id_number": ID_NUMBER, "bank_account": BANK}


@pytest.fixture
def centre():
    return Centre()


def refusals(submission):
    fresh = Submission.objects.get(pk=submission.pk)
    return {(r.clause, r.field) for r in check_submission(fresh, today=TODAY)}


def send(submission, by=None):
    return submit(submission, by=by or submission.by, now=NOW)


def save(submission, step, facts):
    return save_step(submission, step, facts, by=submission.by, now=NOW)


@clause(Clause.ORG_08)
def test_front_line_staff_bring_a_move_in_to_the_archivists_tray(centre):
    submission = draft(centre)
    bring(submission, "C1", "C3")

    assert send(submission) == f"HZ-{centre.department.code}-2026-0001"

    submission.refresh_from_db()
    assert submission.state == SubmissionState.SUBMITTED
    assert submission in Submission.objects.visible_to(centre.archivist)
    assert JournalEntry.objects.filter(act="dossiers.submission_sent").count() == 1


@clause(Clause.ORG_08)
def test_nobody_from_elsewhere_brings_papers_to_a_centre(centre):
    stranger = person(Role.FRONT_LINE, Centre().department)
    with refused(Clause.ORG_08):
        start_submission(Submission.Kind.MOVE_IN, centre.department, by=stranger, now=NOW)


@clause(Clause.ORG_08)
def test_only_its_author_edits_a_draft_and_nobody_edits_what_was_sent(centre):
    submission = draft(centre)
    with refused(Clause.ORG_08):
        save_step(submission, Step.UNIT, {"room": "1"}, by=centre.archivist, now=NOW)
    assert submission not in Submission.objects.visible_to(centre.archivist)

    bring(submission, "C1")
    send(submission)
    with refused(Clause.ORG_08):
        save(submission, Step.UNIT, {"room": "1"})


def test_a_draft_keeps_what_is_typed_however_incomplete(centre):
    submission = start_submission(
        Submission.Kind.MOVE_IN, centre.department, by=centre.front_line, now=NOW
    )
    save(submission, Step.CUSTOMER, {"name": "王　芳", "phones": ["1380013"], "id_number": "11"})
    kept = Submission.objects.get(pk=submission.pk)
    assert customer_of(kept).name == "王芳"
    assert customer_of(kept).phones == ("1380013",)
    assert (Clause.COL_19, "customer.phones.0") in refusals(kept)


def test_receipt_numbers_are_gap_free_per_centre_and_year(centre):
    other = Centre()
    numbers = [sent(c, unit={"room": str(n)}).receipt_number for n, c in enumerate([centre] * 2)]
    numbers.append(sent(other).receipt_number)
    assert [n[-4:] for n in numbers] == ["0001", "0002", "0001"]
    assert IssuedCode.objects.filter(code__in=numbers).count() == 3


@clause(Clause.COL_15)
def test_a_resident_without_an_emergency_contact_is_not_taken_in(centre):
    submission = draft(centre, customer={"emergency": []})
    bring(submission, "C1")
    with refused(Clause.COL_15):
        send(submission)


@clause(Clause.COL_04)
def test_a_unit_with_an_open_owner_dossier_gets_no_second_one(centre):
    taken = UnitFactory(estate=centre.estate, building__estate=centre.estate)
    DossierFactory(occupancy__unit=taken)
    as_written_elsewhere = {"building": taken.building.name.replace("栋", "#"), "room": taken.room}
    submission = draft(centre, unit={"entrance": ""} | as_written_elsewhere)
    bring(submission, "C1")
    with refused(Clause.COL_04):
        send(submission)

    tenant = draft(centre, unit={"entrance": "", "occupancy": "tenant"} | as_written_elsewhere)
    bring(tenant, "D4")
    assert send(tenant)


@clause(Clause.COL_19)
@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"unit": {"room": ""}}, "unit.room"),
        ({"unit": {"building": ""}}, "unit.building"),
        ({"unit": {"area": "about 90"}}, "unit.area"),
        ({"unit": {"from_on": "2026-11-31"}}, "unit.from_on"),
        ({"unit": {"from_on": "2027-01-01"}}, "unit.from_on"),
        ({"customer": {"name": ""}}, "customer.name"),
        ({"customer": {"phones": ["12345"]}}, "customer.phones.0"),
        ({"customer": {"co_holders": [{"relation": "父"}]}}, "customer.co_holders.0.name"),
        (
            {"customer": {"kind": "company", "id_number": "91110000600037341M"}},
            "customer.id_number",
        ),
    ],
)
def test_each_fault_is_named_at_its_place(centre, told, field):
    submission = draft(centre, **told)
    bring(submission, "C1")
    assert refusals(submission) == {(Clause.COL_19, field)}
    with refused(Clause.COL_19):
        send(submission)


@clause(Clause.COL_19)
@pytest.mark.parametrize(
    "number",
    ["110105194912310021", "110105194913310028", "1101051949123100", "ABC", "张三"],
    ids=["check digit", "birth date", "length", "letters", "words"],
)
def test_an_identity_number_with_a_fault_is_refused(centre, number):
    submission = draft(centre, customer={"id_number": number}, consent={"separate": True})
    bring(submission, "C1")
    sign_consent(submission)
    assert refusals(submission) == {(Clause.COL_19, "customer.id_number")}


@pytest.mark.parametrize(
    "number", [ID_NUMBER, ID_NUMBER.lower(), "110105491231002", "E12345678", "H1234567890"]
)
def test_identity_cards_old_numbers_and_passports_are_taken_as_they_are(centre, number):
    submission = draft(centre, customer={"id_number": number}, consent={"separate": True})
    bring(submission, "C1")
    sign_consent(submission)
    assert refusals(submission) == set()


def test_no_number_stands_readable_in_the_database(centre):
    submission = draft(centre, customer=SENSITIVE, consent={"separate": True})
    bring(submission, "C1")
    send_with = sign_consent(submission)
    assert send_with.paper.submission_id == submission.pk
    send(submission)

    everything = json.dumps(
        [
            *Submission.objects.values("facts"),
            *JournalEntry.objects.values("facts", "reason"),
            *JournalSubject.objects.values("before", "after", "label"),
        ],
        default=str,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(h)::text FROM dossiers_historicalsubmission h")
        everything += " ".join(row[0] for row in cursor.fetchall())
    for number in (ID_NUMBER, BANK, PHONE, "13900139000"):
        assert number not in everything
    assert customer_of(Submission.objects.get(pk=submission.pk)).id_number == ID_NUMBER


def test_a_mask_that_comes_back_stands_for_the_number_it_hides(centre):
    submission = draft(centre)
    shown = masked_customer_of(submission)
    assert shown.phones == (masked(PHONE),)

    save(submission, Step.CUSTOMER, CUSTOMER | {"name": "王小芳", "phones": list(shown.phones)})

    kept = customer_of(Submission.objects.get(pk=submission.pk))
    assert (kept.name, kept.phones) == ("王小芳", (PHONE,))


@clause(Clause.COL_19)
def test_a_mask_that_hides_nothing_known_is_no_number(centre):
    submission = draft(centre, customer={"phones": ["*******0000"]})
    bring(submission, "C1")
    assert refusals(submission) == {(Clause.COL_19, "customer.phones.0")}


@clause(Clause.LND_15)
def test_without_the_separate_consent_sensitive_fields_are_emptied(centre):
    child = {"name": "王小明", "relation": "子", "minor": True}
    spouse = {"name": "李强", "relation": "配偶", "id_number": ID_NUMBER}
    submission = draft(centre, customer=SENSITIVE | {"household": [child, spouse]})

    kept = customer_of(Submission.objects.get(pk=submission.pk))
    assert (kept.id_number, kept.bank_account) == ("", "")
    assert [(p.name, p.id_number) for p in kept.household] == [("李强", "")]

    save(submission, Step.CUSTOMER, CUSTOMER | SENSITIVE)
    assert customer_of(Submission.objects.get(pk=submission.pk)).id_number == ""


@clause(Clause.LND_15)
def test_a_separate_consent_counts_with_the_scan_of_its_signature_only(centre):
    submission = draft(centre, customer=SENSITIVE, consent={"separate": True})
    bring(submission, "C1")
    with refused(Clause.LND_15):
        send(submission)
    sign_consent(submission)
    assert send(submission)


@clause(Clause.LND_15)
def test_the_notice_is_recorded_with_its_version_and_day(centre):
    submission = draft(centre, consent={"version": ""})
    bring(submission, "C1")
    assert refusals(submission) == {(Clause.LND_15, "consent.version")}


@clause(Clause.COL_06)
def test_the_list_follows_from_kind_and_conditions_and_keeps_what_was_brought(centre):
    submission = draft(centre, unit={"fit_out": True})
    assert missing(submission) == ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C9", "C11"]
    (form,) = bring(submission, "C6")

    save(submission, Step.UNIT, submission.facts["unit"] | {"fit_out": False, "keys_kept": True})

    form.refresh_from_db()
    assert form.state == PaperState.PENDING
    assert missing(submission) == ["C1", "C2", "C3", "C4", "C5", "C7", "C9", "C10", "C11"]


@clause(Clause.COL_07)
def test_a_company_that_rents_is_asked_for_its_licence(centre):
    submission = draft(centre, unit={"occupancy": "tenant"}, customer={"kind": "company"})
    assert missing(submission) == ["D1", "D4", "D6", "D7", "D8", "D11"]


@clause(Clause.COL_06)
def test_what_does_not_apply_needs_a_reason(centre):
    submission = draft(centre)
    bring(submission, "C1")
    (fund,) = bring(submission, "C7", state="not_applicable", pages=0)
    assert refusals(submission) == {(Clause.COL_06, f"papers.{fund.pk}")}
    bring(submission, "C7", state="not_applicable", reason="维修资金由开发商代管", pages=0)
    assert refusals(submission) == set()


@clause(Clause.FIL_06)
@clause(Clause.FIL_07)
def test_copies_only_where_the_scope_allows_them_with_stamp_and_place_of_the_original(centre):
    submission = draft(centre)
    (sheet,) = bring(submission, "C3", is_original=False, red_stamp=True, original_kept_at="业主")
    (card,) = bring(submission, "C5", red_stamp=False)
    assert refusals(submission) == {
        (Clause.FIL_06, f"papers.{sheet.pk}"),
        (Clause.FIL_07, f"papers.{card.pk}"),
    }


@clause(Clause.FIL_08)
def test_a_copy_is_not_brought_beside_its_original(centre):
    submission = draft(centre)
    bring(submission, "C7")
    copy = PaperLine(type="C7", pages=2, is_original=False, red_stamp=True, original_kept_at="局")
    save_paper(submission, copy, by=submission.by, now=NOW)
    with refused(Clause.FIL_08):
        send(submission)


@clause(Clause.FIL_09)
def test_copies_and_pages_are_counted(centre):
    submission = draft(centre)
    (sheet,) = bring(submission, "C3", copies=2, pages=1)
    assert refusals(submission) == {(Clause.FIL_09, f"papers.{sheet.pk}")}


@clause(Clause.FIL_01)
def test_a_paper_outside_the_filing_scope_needs_a_title_and_a_reason(centre):
    submission = draft(centre)
    letter = PaperLine(title="感谢信", pages=1)
    (paper,) = [save_paper(submission, letter, by=submission.by, now=NOW)]
    assert refusals(submission) == {(Clause.FIL_01, f"papers.{paper.pk}")}
    bring(submission, "D4")
    assert len(refusals(submission)) == 2


@clause(Clause.FIL_01)
def test_an_empty_list_is_not_sent(centre):
    with refused(Clause.FIL_01):
        send(draft(centre))


def test_a_line_taken_off_the_list_loses_its_scans(centre):
    submission = draft(centre)
    paper = save_paper(submission, PaperLine(type="C14", pages=1), by=submission.by, now=NOW)
    scan = attach_scan(paper, image(), by=submission.by, now=NOW)
    take_off(paper, by=submission.by, now=NOW)
    scan.refresh_from_db()
    paper.refresh_from_db()
    assert scan.removed_at == NOW
    assert paper.state == PaperState.WITHDRAWN


def test_a_withdrawn_draft_leaves_nothing_personal_behind(centre):
    submission = sent(centre)
    withdraw(submission, by=submission.by, now=NOW)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.WITHDRAWN
    assert (submission.facts, submission.data_key) == ({}, "")
    assert submission.receipt_number


@clause(Clause.ORG_08)
def test_only_its_author_withdraws_a_submission(centre):
    with refused(Clause.ORG_08):
        withdraw(sent(centre), by=centre.archivist, now=NOW)


@clause(Clause.ORG_01)
def test_loose_papers_are_for_units_of_the_own_centre(centre):
    loose = start_submission(
        Submission.Kind.LOOSE, centre.department, by=centre.front_line, now=NOW
    )
    line = PaperLine(type="C3", unit=UnitFactory().pk, pages=1)
    with refused(Clause.ORG_01):
        save_paper(loose, line, by=centre.front_line, now=NOW)


@clause(Clause.COL_04)
def test_loose_papers_find_the_one_dossier_that_fits_or_ask(centre):
    unit = UnitFactory(estate=centre.estate, building__estate=centre.estate)
    owner = DossierFactory(occupancy__unit=unit)
    tenants = [
        DossierFactory(occupancy=OccupancyFactory(unit=unit, kind="tenant")) for _ in range(2)
    ]
    loose = start_submission(
        Submission.Kind.LOOSE, centre.department, by=centre.front_line, now=NOW
    )
    (fund,) = bring(loose, "C7", unit=unit.pk)
    assert fund.dossier == owner
    (letter,) = bring(loose, "D13", unit=unit.pk)
    assert refusals(loose) == {(Clause.COL_04, f"papers.{letter.pk}")}
    bring(loose, "D13", unit=unit.pk, dossier=tenants[1].pk)
    assert send(loose)


@clause(Clause.COL_17)
def test_no_papers_are_brought_for_a_closed_dossier(centre):
    unit = UnitFactory(estate=centre.estate, building__estate=centre.estate)
    closed = DossierFactory(occupancy__unit=unit, state=DossierState.CLOSED, closed_on=TODAY)
    loose = start_submission(
        Submission.Kind.LOOSE, centre.department, by=centre.front_line, now=NOW
    )
    bring(loose, "C7", unit=unit.pk, dossier=closed.pk)
    with refused(Clause.COL_17):
        send(loose)


def test_the_consent_version_of_the_draft_is_what_was_handed_out(centre):
    assert draft(centre).facts["consent"] == CONSENT | {"separate": False}
