"""Every display, print and download of a dossier, its papers and scans leaves a line."""

import pytest
from django.urls import reverse

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Dossier, ElectronicFile, ViewLog
from dossiers.procedures.acceptance import accept_submission
from dossiers.procedures.files import attach_scan
from dossiers.procedures.submissions import submit
from tests.dossiers.desk import Desk, that_day
from tests.dossiers.steps import NOW, Centre, accept_all, bring, draft, image
from tests.factories import TODAY, person
from tests.lending.counter import counter
from tests.steps import clause
from tests.transfers.road import office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def centre():
    made = Centre()
    made.head = person(Role.CENTRE_HEAD, made.department)
    return made


@pytest.fixture
def dossier(centre):
    by = centre.front_line
    submission = draft(centre)
    for paper in bring(submission, "C1", "C3"):
        attach_scan(paper, image(f"{paper.type.code}.jpg"), by=by, now=NOW)
    submit(submission, by=by, now=NOW)
    accept_all(submission, centre.archivist)
    done = accept_submission(submission, by=centre.archivist, today=TODAY, now=NOW)
    return Dossier.objects.get(pk=done.dossier_id)


def lines(dossier, user, what="shown"):
    """What the log says of one person and one dossier, the oldest first."""
    rows = ViewLog.objects.filter(dossier=dossier, user=user, what=what).order_by("pk")
    return [(row.under, row.detail) for row in rows]


PAGES = ("close", "change", "rename", "void", "keeper", "terms")


@clause(Clause.LND_22)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_about_a_dossier_is_a_look_at_it(centre, dossier, page):
    assert Desk(centre.archivist).get(page, dossier.pk).status_code == 200
    assert lines(dossier, centre.archivist) == [("centre", page)]


@clause(Clause.LND_22)
def test_a_form_that_comes_back_with_refusals_is_a_look_too(centre, dossier):
    desk = Desk(centre.archivist)
    assert desk.post("void", dossier.pk, reason="").status_code == 422
    assert desk.post("reveal", dossier.pk, reason=" ").status_code == 422
    assert lines(dossier, centre.archivist) == [("centre", "void"), ("centre", "reveal")]


@clause(Clause.LND_22)
def test_who_asks_for_the_rights_to_a_dossier_looks_at_it(centre, dossier):
    desk = Desk(centre.head)
    assert desk.get("rights", dossier.pk).status_code == 200
    assert desk.get("rights_sheet", dossier.pk).status_code == 200
    assert lines(dossier, centre.head) == [("centre", "rights")]
    assert lines(dossier, centre.head, "printed") == [("centre", "rights")]


@clause(Clause.LND_22)
def test_the_page_of_a_unit_shows_every_dossier_of_it(centre, dossier):
    assert Desk(centre.front_line).get("unit", dossier.unit_id).status_code == 200
    assert Desk(centre.archivist).get("unit", dossier.unit_id).status_code == 200
    named = f"unit {dossier.unit.code}"
    assert lines(dossier, centre.front_line) == [(f"paper {named}", named)]
    assert lines(dossier, centre.archivist) == [("centre", named)]


@clause(Clause.LND_22)
def test_a_row_of_the_administration_and_its_history_are_looks_as_well(centre, dossier):
    archivist = centre.archivist
    desk = Desk(archivist)
    holding = dossier.holdings.first()
    document = holding.documents.first()
    looked = []
    for name, row in (("dossier", dossier), ("holding", holding), ("document", document)):
        for page, said in (("change", "row"), ("history", "history")):
            answer = desk.get(f"admin:dossiers_{name}_{page}", row.pk)
            assert answer.status_code == 200
            looked.append(("centre", f"{said} {name} {row.pk}"))
    assert lines(dossier, archivist) == looked


@clause(Clause.LND_22)
def test_a_row_that_does_not_exist_for_somebody_leaves_no_line(dossier):
    stranger = person(Role.CENTRE_ARCHIVIST)
    address = reverse("admin:dossiers_dossier_change", args=[dossier.pk])
    assert Desk(stranger).client.get(address).status_code != 200
    assert not ViewLog.objects.filter(dossier=dossier).exists()


@clause(Clause.LND_22)
def test_a_receipt_of_what_became_a_dossier_is_a_print_of_it(centre, dossier):
    submission = dossier.submissions.get()
    assert Desk(centre.archivist).get("paper_receipt", submission.pk).status_code == 200
    detail = f"receipt {submission.receipt_number}"
    assert lines(dossier, centre.archivist, "printed") == [("centre", detail)]


@clause(Clause.LND_22, Clause.SEC_41)
def test_the_submission_of_what_became_a_dossier_is_a_look_at_it(centre, dossier):
    submission = dossier.submissions.get()
    assert Desk(centre.archivist).get("submission", submission.pk).status_code == 200
    assert lines(dossier, centre.archivist) == [("centre", "submission")]


@clause(Clause.LND_22, Clause.SEC_41)
def test_the_pages_of_a_loan_and_its_request_are_looks_at_what_was_lent():
    desk = counter()
    loan = desk.lent()
    dossier = loan.holding.dossier
    here = Desk(desk.archivist)
    assert here.get("lending:loan", loan.pk).status_code == 200
    assert here.get("lending:take_back", loan.pk).status_code == 200
    assert here.get("lending:request", loan.line.request_id).status_code == 200
    number = loan.line.request.number
    pages = ["loan", "take back", f"request {number}"]
    assert lines(dossier, desk.archivist) == [("centre", page) for page in pages]
    assert here.get("admin:lending_loan_change", loan.pk).status_code == 200
    assert here.get("admin:lending_loan_history", loan.pk).status_code == 200
    rows = [f"row loan {loan.pk}", f"history loan {loan.pk}"]
    assert [detail for _under, detail in lines(dossier, desk.archivist)] == [*pages, *rows]


@clause(Clause.LND_22)
def test_a_scan_says_what_was_opened_and_what_was_taken_along(centre, dossier):
    scan = ElectronicFile.objects.filter(document__holding__dossier=dossier).first()
    desk = Desk(centre.archivist)
    desk.get("file", scan.pk)
    desk.get("file", scan.pk, download="1")
    assert lines(dossier, centre.archivist) == [("centre", scan.document.code)]
    assert lines(dossier, centre.archivist, "downloaded") == [("centre", scan.document.code)]


@clause(Clause.LND_22)
def test_the_use_of_a_dossier_and_the_registers_that_name_it_are_logged():
    desk = counter()
    loan = desk.lent()
    dossier = loan.holding.dossier
    here = Desk(desk.archivist)
    span = {"from": loan.handed_out_on, "until": loan.handed_out_on}
    assert here.get("lending:use_history", dossier.pk).status_code == 200
    assert here.get("lending:register", "loans", **span).status_code == 200
    assert here.get("lending:register", "loans", form="xlsx", **span).status_code == 200
    assert lines(dossier, desk.archivist) == [("centre", "use history")]
    assert lines(dossier, desk.archivist, "printed") == [("centre", "register of loans")]
    assert lines(dossier, desk.archivist, "downloaded") == [("centre", "register of loans")]


@clause(Clause.LND_22)
def test_a_manifest_is_a_print_of_every_dossier_on_it():
    here = office()
    volumes = [here.volume(), here.volume()]
    manifest = here.prepared(*volumes)
    assert Desk(here.clerk).get("transfers:paper", manifest.pk, "draft").status_code == 200
    for volume in volumes:
        ((under, detail),) = lines(volume.dossier, here.clerk, "printed")
        assert (under, detail.split()[-1]) == ("centre", "draft")
