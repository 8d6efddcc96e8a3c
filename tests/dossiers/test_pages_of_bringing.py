"""The guided move-in and loose papers at the browser: nothing typed is ever lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import ElectronicFile, PaperState, Submission, SubmissionState
from dossiers.procedures.acceptance import return_submission
from dossiers.rules.facts import customer_of, unit_of
from tests.dossiers.desk import Desk, at_most, field, text, that_day
from tests.dossiers.steps import (
    BANK,
    ID_NUMBER,
    NOW,
    PHONE,
    Centre,
    accepted,
    bring,
    draft,
    image,
    loose_draft,
    sent,
)
from tests.factories import BuildingFactory, UnitFactory, person
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

UNIT = {"occupancy": "owner", "building": "3栋", "room": "1201", "use": "owner_occupied"}
CUSTOMER = {
    "kind": "person",
    "name": "王芳",
    "phones.0": PHONE,
    "household.0.name": "王小宝",
    "household.0.minor": "on",
    "emergency.0.name": "李强",
    "emergency.0.phone": "13900139000",
}
CONSENT = {"version": "2026-01", "given_on": "2026-11-18", "separate": "on"}


@pytest.fixture
def centre():
    return Centre()


@pytest.fixture
def desk(centre):
    return Desk(centre.front_line)


def begun(desk, centre):
    answer = desk.post("move_in", centre=centre.department.pk)
    return Submission.objects.get(pk=int(answer.url.split("/")[-3]))


def tell(desk, submission, step, facts, **buttons):
    fields = {f"{step}.{name}": value for name, value in facts.items()}
    return desk.post("draft", submission.pk, step, fields=fields | buttons)


def line(paper, **facts):
    usual = {"state": "pending", "is_original": "true", "copies": "1", "pages": "2"}
    return {f"papers.{paper.pk}.{name}": value for name, value in (usual | facts).items()}


def test_a_move_in_goes_from_the_unit_to_its_receipt(centre, desk):
    submission = begun(desk, centre)
    told = [
        tell(desk, submission, "unit", UNIT | {"estate": centre.estate.pk}),
        tell(desk, submission, "customer", CUSTOMER | {"id_number": ID_NUMBER}),
        tell(desk, submission, "consent", CONSENT),
    ]
    assert [answer.url.split("/")[-2] for answer in told] == ["customer", "consent", "papers"]
    fields = {}
    for paper in submission.papers.select_related("type"):
        assert desk.post("paper_upload", paper.pk, file=image()).status_code == 201
        copy = paper.type.form == "copy"
        fields |= line(paper, is_original="false" if copy else "true", original_kept_at="本人")
        fields |= {f"papers.{paper.pk}.red_stamp": "on"} if copy else {}
    assert desk.post("draft", submission.pk, "papers", fields=fields).url.endswith("/review/")
    review = text(desk.get("draft", submission.pk, "review"))
    assert "002X" in review
    assert ID_NUMBER not in review
    answer = desk.post("draft", submission.pk, "review")
    submission.refresh_from_db()
    assert submission.state == SubmissionState.SUBMITTED
    assert submission.receipt_number in text(desk.client.get(answer.url))
    assert desk.get("paper_receipt", submission.pk).content.startswith(b"%PDF")


@clause(Clause.COL_04)
def test_a_second_dossier_for_a_unit_is_refused_and_the_fields_stay(centre, desk):
    accepted(centre, unit={"building": "3栋", "entrance": "", "room": "1201"})
    submission = begun(desk, centre)
    answer = tell(desk, submission, "unit", UNIT | {"estate": centre.estate.pk})
    assert answer.status_code == 422
    assert "COL-04" in text(answer)
    assert (field(answer, "unit.building"), field(answer, "unit.room")) == ("3栋", "1201")


@clause(Clause.COL_19)
def test_a_wrong_check_digit_is_said_at_its_field_and_stays_readable(centre, desk):
    submission = begun(desk, centre)
    wrong = CUSTOMER | {"id_number": "110105194912310021", "bank_account": BANK}
    answer = tell(desk, submission, "customer", wrong)
    assert answer.status_code == 422
    assert "check digit" in text(answer)
    assert field(answer, "customer.id_number") == "110105194912310021"
    assert field(answer, "customer.household.0.name") == "王小宝"
    later = desk.get("draft", submission.pk, "customer")
    assert field(later, "customer.id_number").startswith("***")
    assert "110105194912310021" not in str(Submission.objects.get(pk=submission.pk).facts)


def test_whoever_is_in_a_hurry_goes_on_and_mends_it_later(centre, desk):
    submission = begun(desk, centre)
    assert tell(desk, submission, "unit", {}).status_code == 422
    assert tell(desk, submission, "unit", {}, anyway="1").url.endswith("/customer/")
    assert "My submissions" in text(
        desk.client.get(tell(desk, submission, "unit", {}, later="1").url)
    )
    review = desk.get("draft", submission.pk, "review")
    assert "points are still open" in text(review)
    assert b"#id_unit.room" in review.content
    assert desk.post("draft", submission.pk, "review").status_code == 422


def test_what_is_typed_is_kept_without_a_button(centre, desk):
    submission = begun(desk, centre)
    fields = {"unit.building": "5栋", "unit.room": "77"}
    assert desk.post("draft_save", submission.pk, "unit", fields=fields).json() == {"saved": True}
    fields = {"customer.name": "王芳", "customer.phones.0": PHONE}
    desk.post("draft_save", submission.pk, "customer", fields=fields)
    kept = Submission.objects.get(pk=submission.pk)
    assert (unit_of(kept).building, customer_of(kept).phones) == ("5栋", (PHONE,))
    assert PHONE not in str(kept.facts)


def test_a_draft_is_found_again_where_it_was_left(centre, desk):
    submission = begun(desk, centre)
    tell(desk, submission, "unit", UNIT | {"estate": centre.estate.pk})
    assert "3栋1201" in text(desk.get("my_submissions"))
    assert "3栋1201" in text(desk.get("move_in"))
    assert desk.get("resume", submission.pk).url.endswith(f"/{submission.pk}/unit/")


def test_a_unit_chosen_before_is_filled_in(centre, desk):
    building = BuildingFactory(estate=centre.estate, name="8栋")
    unit = UnitFactory(building=building, room="0808")
    desk.post("move_in", centre=centre.department.pk, unit=unit.pk)
    submission = Submission.objects.get()
    assert field(desk.get("draft", submission.pk, "unit"), "unit.room") == "0808"
    foreign = UnitFactory()
    assert desk.get("move_in", unit=foreign.pk).status_code == 404


@clause(Clause.ORG_08)
def test_a_draft_is_its_authors_alone(centre, desk):
    submission = begun(desk, centre)
    for somebody in (person(Role.FRONT_LINE, centre.department), centre.archivist):
        other = Desk(somebody)
        assert other.get("draft", submission.pk, "unit").status_code == 404
        assert other.post("draft_save", submission.pk, "unit").status_code == 404
        assert other.get("submission", submission.pk).status_code == 404
        assert other.get("resume", submission.pk).status_code == 404
        assert other.post("submission_withdraw", submission.pk).status_code == 404


PAGES = ["move_in", "loose_papers", "my_submissions"]


@pytest.mark.parametrize("page", PAGES)
def test_papers_are_brought_by_a_centres_staff(page):
    assert Desk(person(Role.HQ_ARCHIVIST)).get(page).status_code == 403


def test_pages_answer_to_their_methods_only(centre, desk):
    submission = begun(desk, centre)
    assert desk.get("draft_save", submission.pk, "unit").status_code == 405
    assert desk.post("my_submissions").status_code == 405
    assert desk.get("submission_withdraw", submission.pk).status_code == 405
    assert desk.get("draft", submission.pk, "nonsense").status_code == 404
    assert desk.client.get(f"/dossiers/papers/{1}/files/").status_code == 405


@clause(Clause.FIL_27)
@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("virus.jpg", b"MZ" + b"0" * 99), "by its content"),
        (SimpleUploadedFile("leer.pdf", b""), "empty"),
        (SimpleUploadedFile("halb.jpg", b"\xff\xd8\xff\xe0" + b"0" * 40), "damaged"),
    ],
)
def test_a_file_that_is_no_scan_is_refused_in_words(centre, desk, file, said):
    submission = draft(centre)
    paper = submission.papers.first()
    file.seek(0)
    answer = desk.post("paper_upload", paper.pk, file=file)
    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert not ElectronicFile.objects.exists()


def test_too_large_a_file_is_refused_in_words(centre, desk, settings):
    settings.ARCHIVE_MAX_FILE_BYTES = 100
    answer = desk.post("paper_upload", draft(centre).papers.first().pk, file=image())
    assert answer.status_code == 422
    assert "at most" in answer.json()["error"]
    assert desk.post("paper_upload", draft(centre).papers.first().pk).status_code == 422


def test_a_scan_is_stored_at_once_and_can_be_taken_off(centre, desk):
    submission = draft(centre)
    paper = submission.papers.first()
    told = desk.post("paper_upload", paper.pk, file=image("收楼.jpg")).json()
    paper.refresh_from_db()
    assert paper.state == PaperState.PENDING
    assert desk.get("file", told["id"]).headers["Content-Type"] == "image/jpeg"
    assert "收楼.jpg" in text(desk.get("draft", submission.pk, "papers"))
    stranger = Desk(person(Role.FRONT_LINE, centre.department))
    assert stranger.get("file", told["id"]).status_code == 404
    assert stranger.post("paper_upload", paper.pk, file=image()).status_code == 404
    assert desk.client.post(told["remove"]).status_code == 204
    assert desk.get("file", told["id"]).status_code == 404


def test_a_list_sent_late_does_not_undo_a_scan(centre, desk):
    submission = draft(centre)
    paper = submission.papers.first()
    desk.post("paper_upload", paper.pk, file=image())
    desk.post("draft_save", submission.pk, "papers", fields=line(paper, state="missing"))
    paper.refresh_from_db()
    assert (paper.state, paper.pages) == (PaperState.PENDING, 2)


@clause(Clause.FIL_09)
def test_uncounted_pages_are_said_at_their_line(centre, desk):
    submission = draft(centre)
    (paper,) = bring(submission, "C1")
    answer = desk.post("draft", submission.pk, "papers", fields=line(paper, pages="0"))
    assert answer.status_code == 422
    assert "FIL-09" in text(answer)
    assert f'id="id_papers.{paper.pk}"'.encode() in answer.content


def test_a_further_paper_comes_on_the_list_and_off_again(centre, desk):
    submission = draft(centre)
    fields = {"add": "1", "add.type": "C14", "add.title": "宠物登记表"}
    assert "宠物登记表" in text(desk.post("draft", submission.pk, "papers", fields=fields))
    paper = submission.papers.get(title="宠物登记表")
    answer = desk.post("draft", submission.pk, "papers", fields={"take_off": str(paper.pk)})
    assert "宠物登记表" not in text(answer)
    empty = desk.post("draft", submission.pk, "papers", fields={"add": "1"})
    assert empty.status_code == 422
    assert "FIL-01" in text(empty)


def test_the_page_of_papers_costs_the_same_for_every_list(centre, desk):
    submission = draft(centre, unit={"fit_out": True, "keys_kept": True, "use": "let"})
    for paper in submission.papers.all():
        desk.post("paper_upload", paper.pk, file=image())
    with at_most(30):
        desk.get("draft", submission.pk, "papers")


def test_a_returned_submission_is_mended_under_its_number(centre, desk):
    submission = sent(centre)
    return_submission(submission, reason="缺业主签字", by=centre.archivist, now=NOW)
    page = text(desk.get("submission", submission.pk))
    assert "缺业主签字" in page
    assert "Mend and send again" in page
    assert desk.get("resume", submission.pk).url.endswith("/papers/")
    desk.post("draft", submission.pk, "review")
    submission.refresh_from_db()
    assert submission.state == SubmissionState.SUBMITTED


def test_what_lies_in_the_tray_is_not_edited(centre, desk):
    submission = sent(centre)
    assert desk.get("draft", submission.pk, "unit").url.endswith(f"/submissions/{submission.pk}/")
    refused = desk.post("draft_save", submission.pk, "unit", fields={"unit.room": "9"})
    assert refused.status_code == 422


def test_a_draft_is_thrown_away_on_request(centre, desk):
    submission = begun(desk, centre)
    desk.post("submission_withdraw", submission.pk)
    assert Submission.objects.get().state == SubmissionState.WITHDRAWN
    assert desk.get("submission", submission.pk).status_code == 200
    assert "Closed ones too" in text(desk.get("my_submissions"))
    assert "Withdrawn" in text(desk.get("my_submissions", show="all"))


@clause(Clause.LND_15)
@pytest.mark.parametrize("separate", [True, False])
def test_a_consent_said_to_be_signed_is_a_required_paper(centre, desk, separate):
    submission = draft(centre, consent={"separate": True})
    paper = submission.papers.get(type__code="C16")
    bring(submission, "C16")  # a paper that was brought stays on the list
    tell(desk, submission, "consent", CONSENT | {"separate": "on" if separate else ""})
    page = desk.get("draft", submission.pk, "papers").content.decode()
    said = "true" if separate else "false"
    assert f'id="id_papers.{paper.pk}" tabindex="-1" data-required="{said}"' in page
    assert (f'name="take_off" value="{paper.pk}"' in page) is not separate
    refused = "Scan the signed separate consent" in text(desk.get("draft", submission.pk, "review"))
    assert refused is separate


class TestLoosePapers:
    """Many papers for many units in one list."""

    @pytest.fixture
    def dossiers(self, centre):
        return [accepted(centre, "C1", unit={"room": room}).dossier for room in ("0101", "0102")]

    def add(self, desk, submission, unit, kind="C7", **further):
        fields = {"add": "1", "add.unit": unit, "add.type": kind} | further
        return desk.post("draft", submission.pk, "list", fields=fields)

    def test_papers_for_several_units_go_on_one_list(self, centre, desk, dossiers):
        desk.post("loose_papers", centre=centre.department.pk)
        submission = Submission.objects.get(kind="loose")
        one, two = dossiers
        self.add(desk, submission, str(one.unit))
        self.add(desk, submission, two.code.replace("·", "."))
        assert [p.dossier for p in submission.papers.order_by("pk")] == [one, two]
        fields = {}
        for paper in submission.papers.all():
            desk.post("paper_upload", paper.pk, file=image())
            fields |= line(paper)
        assert desk.post("draft", submission.pk, "list").url.endswith("/papers/")
        assert desk.post("draft", submission.pk, "papers", fields=fields).url.endswith("/review/")
        desk.post("draft", submission.pk, "review")
        submission.refresh_from_db()
        assert submission.state == SubmissionState.SUBMITTED
        assert desk.get("paper_receipt", submission.pk).content.startswith(b"%PDF")

    def test_a_term_that_names_several_units_asks_which(self, centre, desk, dossiers):
        submission = loose_draft(centre)
        answer = self.add(desk, submission, "3栋")
        assert "Which one?" in text(answer)
        chosen = f"u{dossiers[1].unit_id}"
        self.add(desk, submission, "3栋", **{"add.target": chosen})
        assert submission.papers.get().dossier == dossiers[1]

    @clause(Clause.COL_04)
    def test_a_unit_nobody_knows_is_said_and_stays_in_its_field(self, centre, desk):
        answer = self.add(desk, loose_draft(centre), "99栋")
        assert answer.status_code == 422
        assert "COL-04" in text(answer)
        assert field(answer, "add.unit") == "99栋"

    def test_another_centres_units_are_nobodys_here(self, centre, desk):
        foreign = accepted(Centre()).dossier
        submission = loose_draft(centre)
        for term in (foreign.code, str(foreign.unit)):
            assert self.add(desk, submission, term).status_code == 422

    def test_the_way_from_a_dossier_fills_in_its_code(self, centre, dossiers):
        archivist = Desk(centre.archivist)
        answer = archivist.post("loose_papers", centre=centre.department.pk, dossier=dossiers[0].pk)
        page = archivist.client.get(answer.url)
        assert field(page, "add.unit") == dossiers[0].code
