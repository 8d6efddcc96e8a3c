"""The pages on which a centre answers its residents about their data."""

import pytest

from archive_office.journal.models import JournalEntry
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Consent, DataRequest, Hold, ViewLog
from dossiers.procedures.data_requests import answer, decide, note_done
from dossiers.procedures.reading import log_view
from dossiers.procedures.retention import place_hold
from dossiers.procedures.telling import tell_resident
from dossiers.rules.data_requests import Verdict
from tests.dossiers.desk import Desk, at_most, text, that_day
from tests.dossiers.steps import ID_NUMBER, NOW, PHONE
from tests.dossiers.test_data_requests import Kind, asked, centre, dossier, granted, long_gone
from tests.factories import TODAY, arranged, person
from tests.lending.world import fresh
from tests.printing.reading import Reading
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day
assert centre
assert dossier


@clause(Clause.LND_16, Clause.LND_14, Clause.COL_24)
def test_a_request_goes_from_the_dossier_to_the_letter(dossier, centre):
    archivist, head = Desk(fresh(centre.archivist)), Desk(fresh(centre.head))
    assert "Take in a request" in text(archivist.get("resident", dossier.pk))
    told = {"kind": "correction", "channel": "letter", "received_on": TODAY, "wanted": "电话有误"}
    taken = archivist.post("take_in_data_request", dossier.pk, fields=told)
    request = DataRequest.objects.get()
    assert taken.headers["Location"].endswith(f"/data-requests/{request.pk}/")
    assert request.number in text(archivist.get("data_requests"))
    assert archivist.post("decide_data_request", request.pk).status_code == 403
    assert head.post("decide_data_request", request.pk, outcome="granted").status_code == 302
    assert "Correct the data" in text(archivist.get("data_request", request.pk))
    fixed = archivist.post("correct_data", request.pk, phones="139 0013 9000，02188886666")
    assert fixed.status_code == 302
    assert request.customer.__class__.objects.get(pk=request.customer_id).phone_list() == [
        "13900139000", "02188886666",
    ]  # fmt: skip
    assert archivist.post("answer_data_request", request.pk, answer="已更正。").status_code == 302
    page = text(archivist.get("data_request", request.pk))
    assert "Letter of answer" in page
    letter = Reading(archivist.get("answer_letter", request.pk).content).text
    for stated in (request.number, "已更正。", "同意您的请求", dossier.code):
        assert stated in letter
    assert dossier.occupancy.customer.name not in letter


@clause(Clause.SEC_15)
def test_a_number_typed_in_is_refused_on_the_form(dossier, centre):
    told = {"kind": "copy", "channel": "letter", "received_on": TODAY, "wanted": f"电话{PHONE}"}
    page = Desk(fresh(centre.archivist)).post("take_in_data_request", dossier.pk, fields=told)
    assert page.status_code == 422
    assert "no number in full" in text(page)
    assert not DataRequest.objects.exists()


@clause(Clause.COL_19)
def test_what_can_be_no_number_is_not_taken_as_one(dossier, centre):
    request = granted(dossier, centre)
    page = Desk(fresh(centre.archivist)).post("correct_data", request.pk, id_number="123")
    assert page.status_code == 422


@clause(Clause.DES_12)
def test_the_head_erases_on_the_granted_request(centre):
    request = granted(long_gone(centre), centre, Kind.DELETION)
    assert Desk(fresh(centre.archivist)).post("erase_personal", request.pk).status_code == 403
    head = Desk(fresh(centre.head))
    assert "Erase for good" in text(head.get("data_request", request.pk))
    assert head.post("erase_personal", request.pk, reason="本人申请").status_code == 302
    assert DataRequest.objects.get(pk=request.pk).done_at == NOW
    assert head.get("data_request", request.pk).status_code == 200


@clause(Clause.APR_11)
def test_before_the_button_stands_what_is_against_a_deletion(dossier, centre):
    request = asked(dossier, centre, Kind.DELETION)
    page = text(Desk(fresh(centre.head)).get("data_request", request.pk))
    assert dossier.code in page
    assert "is not closed yet" in page


@clause(Clause.SEC_15, Clause.LND_16)
def test_who_saw_the_numbers_in_full_stands_on_a_page_for_heads_and_auditors(dossier, centre):
    revealed = ViewLog.What.REVEALED
    log_view(dossier, centre.archivist, revealed, under="centre", now=NOW, detail="核对电话")
    for reader in (centre.head, person(Role.AUDITOR)):
        page = text(Desk(fresh(reader)).get("resident", dossier.pk))
        for stated in (str(centre.archivist), "核对电话", "by post at the centre"):
            assert stated in page
    assert "核对电话" not in text(Desk(fresh(centre.archivist)).get("resident", dossier.pk))
    lines = tell_resident(dossier, by=centre.head, now=NOW).lines
    assert ("完整显示个人号码（本中心职权）", "核对电话") in [(x.what, x.purpose) for x in lines]


@clause(Clause.SEC_15)
def test_a_reason_for_unmasking_holds_no_number_itself(dossier, centre):
    desk = Desk(fresh(centre.archivist))
    assert desk.post("reveal", dossier.pk, reason=f"与{PHONE}核对").status_code == 422
    shown = desk.post("reveal", dossier.pk, reason="与来电核对")
    assert ID_NUMBER in text(shown)


@clause(Clause.SEC_15)
def test_journal_and_history_mask_a_number_typed_as_a_reason(dossier, centre):
    kind, role = Hold.Kind.DISPUTE, Role.CENTRE_HEAD
    hold = place_hold(dossier, kind, role, by=centre.head, now=NOW, reason=f"来电{PHONE}投诉")
    entry = JournalEntry.objects.get(act="dossiers.hold_placed")
    assert entry.reason == "来电*******8000投诉"
    assert PHONE not in hold.history.get().history_change_reason


@clause(Clause.SEC_15)
def test_a_reported_change_names_no_number_in_full(dossier, centre):
    fields = {"text": f"新电话{PHONE}", "on": TODAY}
    page = Desk(fresh(centre.archivist)).post("change", dossier.pk, fields=fields)
    assert page.status_code == 422


@clause(Clause.LND_15)
def test_a_consent_is_withdrawn_on_the_page(dossier, centre):
    with arranged():
        notice = Consent.objects.create(
            customer=dossier.occupancy.customer, kind=Consent.Kind.NOTICE, version="1",
            given_on=TODAY, recorded_by=centre.archivist,
        )  # fmt: skip
    desk = Desk(fresh(centre.head))
    assert desk.post("withdraw_consent", dossier.pk, notice.pk, reason="来函").status_code == 422
    auditor = Desk(person(Role.AUDITOR))
    assert auditor.post("withdraw_consent", dossier.pk, notice.pk).status_code == 403


@clause(Clause.LND_16)
def test_requests_and_answers_stand_in_the_file_of_the_resident(dossier, centre):
    request = asked(dossier, centre, Kind.COPY)
    lines = tell_resident(dossier, by=centre.head, now=NOW).lines
    assert ("索取本人信息复制件", "本人", "办理中", "待答复") in [
        (x.what, x.who, x.purpose, x.afterwards) for x in lines
    ]
    decide(request, Verdict(outcome="granted"), by=centre.head, now=NOW)
    note_done(request, "一份", by=centre.head, now=NOW)
    answer(request, "已提供", by=centre.head, now=NOW)
    lines = tell_resident(dossier, by=centre.head, now=NOW).lines
    assert f"{TODAY} 答复" in [x.afterwards for x in lines]


def test_lists_and_first_page_ask_the_database_a_bounded_number_of_times(dossier, centre):
    head = Desk(fresh(centre.head))
    asked(dossier, centre)
    head.get("data_requests")
    with at_most(60) as few:
        head.get("data_requests")
    most = len(few)
    for _ in range(5):
        asked(dossier, centre)
    head.get("data_requests")  # what acts change is counted once
    with at_most(most):
        head.get("data_requests")
    assert "Requests of residents" in text(head.get("admin:index"))
