"""What waits for destruction is neither lent, copied, handed over nor read (DES-27)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, RegulationError
from dossiers.models import HoldingState, Purpose
from dossiers.procedures.custody import place_holding
from dossiers.procedures.grants import grant_access
from dossiers.rules.access import Access, right_to_open
from dossiers.rules.filing import against_filing_into
from lending.models import Manner, Place
from lending.procedures.requests import ask
from lending.procedures.reservations import reserve_holding
from lending.rules.asking import Asked, AskedLine
from tests.destruction.registers import destroying_office
from tests.destruction.test_erasing import scan
from tests.destruction.world import NOW, again, move
from tests.factories import TODAY, DocumentFactory, box_of, person
from tests.steps import clause, refused
from transfers.models import Manifest
from transfers.procedures.manifests import Chosen, prepare_manifest
from transfers.procedures.periods import ensure_periods

pytestmark = pytest.mark.django_db
BACKEND = "archive_office.organisation.backends.MembershipBackend"
LATER = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def office():
    return destroying_office()


def asked_for(office, holding, document=None, manner=Manner.READ):
    said = AskedLine(holding=holding, document=document, manner=manner)
    return ask(
        Asked(
            room=office.centre, requester=office.archivist, department=office.centre,
            purpose=Purpose.DISPUTE, purpose_text="处理纠纷", reason="核对", place=Place.OFFICE,
            until=LATER + timedelta(days=5), lines=(said,),
        ),
        by=office.archivist, now=LATER,
    )  # fmt: skip


@clause(Clause.DES_27)
@pytest.mark.parametrize("manner", [Manner.READ, Manner.BORROW, Manner.COPY, Manner.EXCERPT])
def test_nobody_asks_for_what_waits_in_any_manner(office, manner):
    volume = office.volume()
    office.quarantined(volume)
    with refused(Clause.DES_27):
        asked_for(office, again(volume), manner=manner)


@clause(Clause.DES_27)
@pytest.mark.parametrize("manner", [Manner.READ, Manner.EXCERPT])
def test_a_single_paper_that_waits_is_asked_for_in_vain_and_its_volume_is_not(office, manner):
    volume = office.paper().holding
    paper = volume.documents.get()
    office.quarantined(paper)
    with pytest.raises(RegulationError) as caught:
        asked_for(office, again(volume), again(paper), manner=manner)
    assert Clause.DES_27 in {each.clause for each in caught.value.refusals}
    assert asked_for(office, again(volume), manner=Manner.READ)


@clause(Clause.DES_27)
def test_nobody_queues_for_what_waits(office):
    volume = office.volume()
    office.quarantined(volume)
    with refused(Clause.DES_27):
        reserve_holding(again(volume), office.archivist, by=office.archivist, now=LATER)


@clause(Clause.DES_27)
def test_what_waits_goes_on_no_manifest(office):
    volume = office.volume()
    office.quarantined(volume)
    ensure_periods(today=TODAY)
    with refused(Clause.DES_27):
        prepare_manifest(
            office.centre, Manifest.Kind.ORDINARY, Chosen(holdings=[again(volume)]),
            by=office.archivist, now=LATER,
        )  # fmt: skip


@clause(Clause.DES_27)
def test_what_waits_is_put_away_by_its_withdrawal_only(office):
    volume = office.volume()
    office.quarantined(volume)
    with refused(Clause.STO_17):
        place_holding(again(volume), box_of(office.centre), by=office.archivist, today=TODAY)


@clause(Clause.DES_27)
def test_no_paper_is_filed_into_what_waits(office):
    volume = office.volume()
    office.quarantined(volume)
    found = list(against_filing_into(again(volume), office.centre))
    assert [each.clause for each in found] == [Clause.DES_27]


@clause(Clause.DES_27)
@pytest.mark.parametrize("state", [s for s in HoldingState if s not in ("quarantined", "on_shelf", "destroyed", "missing")])  # fmt: skip
def test_custody_moves_what_waits_back_or_away_only(office, state):
    volume = office.volume()
    office.quarantined(volume)
    with refused(Clause.STO_17):
        move(again(volume), state)


@clause(Clause.DES_27)
def test_scans_of_what_waits_are_read_by_its_appraisers_alone(office):
    volume = office.volume()
    file = scan(office, DocumentFactory(holding=volume))
    clerk = person(Role.FRONT_LINE, office.centre)
    auditor = person(Role.AUDITOR, office.company)
    assert right_to_open(file, auditor, at=NOW)
    office.quarantined(volume)
    file = again(file)
    for who in (clerk, auditor):
        assert right_to_open(file, again(who), at=NOW) == ""
    for who in (office.archivist, office.head):
        assert right_to_open(file, again(who), at=NOW)


@clause(Clause.DES_27)
def test_a_grant_opens_the_volume_but_no_longer_the_single_paper_that_waits(office):
    waiting = office.paper()
    beside = DocumentFactory(holding=waiting.holding)
    first, second = scan(office, waiting), scan(office, beside, b"beside")
    reader = person(Role.EMPLOYEE, office.safety)
    access = Access(starts_at=NOW, until=NOW + timedelta(days=9), reason="处理纠纷", personal=True)
    grant_access(waiting.holding.dossier, reader, access, by=office.head)
    assert right_to_open(first, reader, at=NOW)
    office.quarantined(waiting)
    assert right_to_open(again(first), reader, at=NOW) == ""
    assert right_to_open(again(second), reader, at=NOW)
    assert right_to_open(again(first), office.head, at=NOW)


@clause(Clause.DES_27)
def test_the_page_of_a_dossier_shows_scans_of_what_waits_to_its_appraisers_alone(office, client):
    volume = office.volume()
    file = scan(office, DocumentFactory(holding=volume))
    auditor = person(Role.AUDITOR, office.company)
    office.quarantined(volume)
    address = reverse("dossiers:file", args=[file.pk])
    shown = {}
    for who in (auditor, office.archivist):
        client.force_login(again(who), backend=BACKEND)
        page = client.get(reverse("dossiers:dossier", args=[volume.dossier_id]))
        answer = client.get(address)
        if answer.streaming:
            assert b"".join(answer.streaming_content) == b"a page"
        shown[who] = (address in page.content.decode(), answer.status_code)
    assert shown == {auditor: (False, 404), office.archivist: (True, 200)}


@clause(Clause.DES_27)
def test_of_what_waits_nothing_is_printed_but_for_its_appraisers(office, client):
    volume = office.volume()
    office.quarantined(volume)
    hq = person(Role.HQ_ARCHIVIST, office.headquarters)
    printing = person(Role.CENTRE_ARCHIVIST, office.centre)
    answers = []
    for who, name, args in (
        (printing, "paper", [volume.dossier_id, volume.pk, "contents"]),
        (printing, "paper_labels", [volume.dossier_id]),
        (hq, "paper_spines", [volume.dossier_id]),
    ):
        client.force_login(who, backend=BACKEND)
        answers.append(client.get(reverse(f"dossiers:{name}", args=args)).status_code)
    assert answers == [200, 403, 403]
