"""A resident asks about the own data: a term, a decision, a deed, an answer."""

from datetime import date, timedelta

import pytest

from archive_office.journal.models import JournalEntry
from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Customer, DataRequest, DossierState, Hold, Occupancy
from dossiers.procedures.data_requests import (
    answer,
    correct,
    decide,
    note_done,
    remind_of_data_requests,
    take_in,
)
from dossiers.procedures.forgetting import erase_personal
from dossiers.procedures.retention import place_hold
from dossiers.procedures.telling import tell_resident
from dossiers.rules.data_requests import Asked, Corrected, Verdict, is_late
from dossiers.rules.obligations import open_obligations
from tests.dossiers.steps import BANK, ID_NUMBER, NOW, PHONE, Centre
from tests.factories import (
    TODAY,
    DossierFactory,
    HoldingFactory,
    OccupancyFactory,
    arranged,
    person,
)
from tests.lending.world import fresh, setting
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

Kind, Outcome, Ground = DataRequest.Kind, DataRequest.Outcome, DataRequest.Ground
GRANTED = Verdict(outcome=Outcome.GRANTED)


@pytest.fixture
def centre():
    centre = Centre()
    centre.head = person(Role.CENTRE_HEAD, centre.department)
    return centre


def resident_of(centre, **fields):
    """A resident's dossier with an ordinary volume; the numbers are sealed."""
    dossier = DossierFactory(occupancy__unit__building__estate=centre.estate, **fields)
    HoldingFactory(dossier=dossier, on_shelf=True)
    customer = dossier.occupancy.customer
    with arranged():
        customer.seal_numbers(id_number=ID_NUMBER, phones=[PHONE], bank_account=BANK)
        customer.save()
    return dossier


@pytest.fixture
def dossier(centre):
    return resident_of(centre)


def long_gone(centre):
    """A resident who left long ago; the term of the dossier has run out."""
    return resident_of(
        centre, state=DossierState.CLOSED, closed_on=date(1990, 5, 1), closed_reason="过户",
        occupancy__ending=Occupancy.Ending.SALE, occupancy__from_on=date(1985, 1, 1),
        occupancy__until_on=date(1990, 5, 1), opened_on=date(1985, 1, 1),
    )  # fmt: skip


def asked(dossier, centre, kind=Kind.CORRECTION, *, by=None, wanted="电话号码变更", on=TODAY):
    said = Asked(kind=kind, channel="counter", wanted=wanted, received_on=on)
    return take_in(dossier, said, by=by or centre.archivist, now=NOW)


def granted(dossier, centre, kind=Kind.CORRECTION):
    return decide(asked(dossier, centre, kind), GRANTED, by=centre.head, now=NOW)


def again(row):
    return type(row).objects.get(pk=row.pk)


# --- Receipt and term -----------------------------------------------------------------------


@clause(Clause.LND_16)
def test_a_request_is_numbered_and_due_by_the_term_of_its_day(dossier, centre):
    request = asked(dossier, centre)
    assert request.number == "GX-2026-00001"
    assert request.due_on == TODAY + timedelta(days=15)
    setting("data_request_days", "10")
    assert asked(dossier, centre).due_on == TODAY + timedelta(days=10)
    assert asked(dossier, centre, on=TODAY - timedelta(days=1)).due_on == TODAY + timedelta(days=14)


def test_the_head_hears_of_it_without_the_residents_name(dossier, centre):
    request = asked(dossier, centre)
    notice = Notice.objects.get(to=centre.head)
    assert request.number in notice.title
    assert dossier.occupancy.customer.name not in notice.title


@clause(Clause.SEC_11)
def test_another_centre_takes_no_request_in(dossier, centre):
    for stranger in (person(Role.CENTRE_ARCHIVIST), person(Role.DIRECTOR)):
        with refused(Clause.SEC_11):
            asked(dossier, centre, by=stranger)


@clause(Clause.LND_16)
def test_a_request_says_what_is_wanted_and_comes_from_a_resident(dossier, centre):
    with refused(Clause.LND_16):
        asked(dossier, centre, wanted=" ")
    with refused(Clause.LND_16):
        asked(dossier, centre, on=TODAY + timedelta(days=1))


@clause(Clause.SEC_15)
@pytest.mark.parametrize("number", [PHONE, ID_NUMBER, BANK, "138 0013 8000", "010-8888 66667"])
def test_no_number_is_written_out(dossier, centre, number):
    with refused(Clause.SEC_15):
        asked(dossier, centre, wanted=f"电话改为{number}")


def test_days_and_codes_are_no_numbers_of_persons(dossier, centre):
    asked(dossier, centre, wanted=f"2026-11-20 {dossier.code} SQ-2026-00012 尾号8000")


# --- Decision -------------------------------------------------------------------------------


@clause(Clause.LND_14, Clause.SEC_12)
def test_the_head_alone_decides_once(dossier, centre):
    request = asked(dossier, centre)
    with refused(Clause.LND_14):
        decide(request, GRANTED, by=centre.archivist, now=NOW)
    decided = decide(request, GRANTED, by=centre.head, now=NOW)
    assert (decided.decided_by, decided.decided_at) == (centre.head, NOW)
    with refused(Clause.LND_16):
        decide(request, GRANTED, by=centre.head, now=NOW)


@clause(Clause.LND_16)
def test_a_refusal_has_a_ground_and_a_reason(dossier, centre):
    request = asked(dossier, centre)
    for bare in (Verdict(outcome="refused"), Verdict(outcome="refused", ground="kept")):
        with refused(Clause.LND_16):
            decide(request, bare, by=centre.head, now=NOW)
    told = Verdict(outcome="refused", ground="accurate", reason="与原件一致")
    done = decide(request, told, by=centre.head, now=NOW)
    assert (done.outcome, done.ground, done.reason) == ("refused", "accurate", "与原件一致")


@clause(Clause.APR_11)
def test_a_deletion_is_not_granted_while_the_dossier_is_kept(dossier, centre):
    request = asked(dossier, centre, Kind.DELETION)
    with refused(Clause.APR_11) as against:
        decide(request, GRANTED, by=centre.head, now=NOW)
    assert dossier.code in str(against.value.refusals[0].reason)


# --- Deed and answer ------------------------------------------------------------------------


@clause(Clause.COL_24, Clause.COL_19)
def test_a_correction_needs_consent_and_keeps_the_earlier_state(dossier, centre):
    request = asked(dossier, centre)
    new = Corrected(phones=("13900139000",), contact_person="李强")
    with refused(Clause.COL_24):
        correct(request, new, by=centre.archivist, now=NOW)
    decide(request, GRANTED, by=centre.head, now=NOW)
    before = Customer.objects.get(pk=request.customer_id)
    customer = correct(request, new, by=centre.archivist, now=NOW)
    assert customer.phone_list() == ["13900139000"]
    assert (customer.reveal("id_number"), customer.reveal("bank_account")) == (ID_NUMBER, BANK)
    earlier = Customer.history.filter(id=customer.pk).latest("history_id").prev_record
    assert customer.key().unseal(earlier.phones) == before.reveal("phones")
    done = again(request)
    assert (done.done_by, done.done_how) == (centre.archivist, "phones, contact_person")
    assert JournalEntry.objects.get(pk=done.done_entry).act == "dossiers.data_corrected"
    with refused(Clause.LND_16):
        correct(request, new, by=centre.archivist, now=NOW)


@clause(Clause.COL_19, Clause.COL_24)
def test_nothing_is_corrected_by_the_same_facts_or_on_another_request(dossier, centre):
    with refused(Clause.COL_19):
        correct(granted(dossier, centre), Corrected(phones=(PHONE,)), by=centre.head, now=NOW)
    with refused(Clause.COL_24):
        copy = granted(dossier, centre, Kind.COPY)
        correct(copy, Corrected(contact_person="李强"), by=centre.head, now=NOW)


@clause(Clause.LND_16)
def test_an_account_is_given_before_it_is_entered(dossier, centre):
    request = granted(dossier, centre, Kind.ACCOUNT)
    with refused(Clause.LND_16):
        note_done(request, "当面交付", by=centre.archivist, now=NOW)
    tell_resident(dossier, by=centre.archivist, now=NOW)
    done = note_done(request, "当面交付", by=centre.archivist, now=NOW)
    assert JournalEntry.objects.get(pk=done.done_entry).act == "dossiers.resident_told"


@clause(Clause.LND_14, Clause.LND_16)
def test_an_answer_follows_decision_and_deed(dossier, centre):
    request = asked(dossier, centre, Kind.COPY)
    with refused(Clause.LND_14):
        answer(request, "已办理", by=centre.archivist, now=NOW)
    decide(request, GRANTED, by=centre.head, now=NOW)
    with refused(Clause.LND_16):
        answer(request, "已办理", by=centre.archivist, now=NOW)
    note_done(request, "SQ-2026-00012 复印件1份", by=centre.archivist, now=NOW)
    with refused(Clause.SEC_15):
        answer(request, f"您的电话{PHONE}", by=centre.archivist, now=NOW)
    told = answer(request, "已办理", by=centre.archivist, now=NOW)
    assert (told.answered_by, told.answered_at) == (centre.archivist, NOW)
    with refused(Clause.LND_16):
        answer(request, "再次", by=centre.archivist, now=NOW)


# --- What waits -----------------------------------------------------------------------------


@clause(Clause.LND_16)
def test_who_waits_too_long_is_told_once_a_week(dossier, centre):
    request = asked(dossier, centre)
    late = NOW + timedelta(days=16)
    assert not is_late(request, today=request.due_on)
    assert is_late(request, today=late.date())
    assert remind_of_data_requests(now=NOW) == 0
    assert remind_of_data_requests(now=late) == 2
    assert remind_of_data_requests(now=late) == 0
    assert remind_of_data_requests(now=late + timedelta(days=7)) == 2


@clause(Clause.LND_16)
def test_an_unanswered_request_stands_open_against_the_files(dossier, centre):
    holdings = list(dossier.holdings.all())
    request = asked(dossier, centre, Kind.COPY)
    (found,) = open_obligations(holdings)
    assert (found.kind, request.number in str(found.text)) == ("data_request", True)
    decide(
        request, Verdict(outcome="refused", ground="others", reason="x"), by=centre.head, now=NOW
    )
    answer(request, "不予提供", by=centre.head, now=NOW)
    assert open_obligations(holdings) == []


def test_requests_are_seen_at_their_centre_only(dossier, centre):
    request = asked(dossier, centre)
    assert list(DataRequest.objects.visible_to(fresh(centre.head))) == [request]
    for stranger in (person(Role.CENTRE_HEAD), person(Role.DIRECTOR)):
        assert not DataRequest.objects.visible_to(stranger).exists()


# --- Erasing --------------------------------------------------------------------------------


@clause(Clause.DES_12, Clause.SEC_15)
def test_a_granted_deletion_erases_numbers_and_leaves_a_masked_name(centre):
    dossier = long_gone(centre)
    request = granted(dossier, centre, Kind.DELETION)
    name = dossier.occupancy.customer.name
    gone = erase_personal(request.customer, by=centre.head, now=NOW, reason="本人申请")
    assert (gone.data_key, gone.id_number, gone.phones, gone.bank_account) == ("", "", "", "")
    assert gone.name == name[0] + "*" * (len(name) - 1)
    assert again(dossier).code == dossier.code
    done = again(request)
    assert JournalEntry.objects.get(pk=done.done_entry).act == "dossiers.personal_erased"
    assert answer(done, "已删除", by=centre.head, now=NOW).answered_at == NOW
    with refused(Clause.SEC_15):
        erase_personal(gone, by=centre.head, now=NOW, reason="再次")


@clause(Clause.DES_12)
def test_without_a_request_only_what_is_destroyed_is_erased(centre):
    customer = long_gone(centre).occupancy.customer
    with refused(Clause.DES_12):
        erase_personal(customer, by=centre.head, now=NOW, reason="清理")
    gone = DossierFactory(
        occupancy__unit__building__estate=centre.estate, state=DossierState.DESTROYED,
        occupancy__ending=Occupancy.Ending.SALE, occupancy__until_on=date(2025, 1, 1),
    )  # fmt: skip
    customer = gone.occupancy.customer
    assert erase_personal(customer, by=centre.head, now=NOW, reason="档案已销毁").name == ""


@clause(Clause.LND_14)
def test_every_head_concerned_has_to_be_this_one(centre):
    dossier = long_gone(centre)
    request = granted(dossier, centre, Kind.DELETION)
    for other in (centre.archivist, person(Role.CENTRE_HEAD)):
        with refused(Clause.LND_14):
            erase_personal(request.customer, by=other, now=NOW, reason="本人申请")


@clause(Clause.APR_01, Clause.APR_11)
def test_a_hold_or_another_home_stands_against_it(centre):
    dossier = long_gone(centre)
    request = granted(dossier, centre, Kind.DELETION)
    kind, role = Hold.Kind.DISPUTE, Role.CENTRE_ARCHIVIST
    place_hold(dossier, kind, role, by=centre.archivist, now=NOW, reason="诉讼")
    with refused(Clause.APR_01):
        erase_personal(request.customer, by=centre.head, now=NOW, reason="本人申请")
    OccupancyFactory(customer=request.customer, unit__building__estate=centre.estate)
    with refused(Clause.APR_01, Clause.APR_11):
        erase_personal(request.customer, by=centre.head, now=NOW, reason="本人申请")
