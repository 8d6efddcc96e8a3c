"""A consent is withdrawn: what leaned on it ends in the same act, and the people hear of it."""

import pytest
from django.core.exceptions import PermissionDenied

from archive_office.journal.models import JournalEntry
from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Consent, DocumentType, DossierGrant, Part, ViewLog
from dossiers.procedures.consents import withdraw_consent
from dossiers.procedures.reading import log_view
from dossiers.rules.access import right_to_read
from lending.models import Authority, LineState
from lending.procedures.requests import Basis, add_authority
from lending.procedures.withdrawals import withdraw_authority
from tests.destruction.test_erasing import scan
from tests.dossiers.desk import Desk, text
from tests.dossiers.steps import image
from tests.factories import TODAY, arranged, person
from tests.lending.world import NOW, READ, again, fresh, library
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

Kind = Authority.Kind
WHY = "业主来函撤回"


@pytest.fixture
def world():
    world = library()
    world.seen_by(world.employee)
    return world


@pytest.fixture
def paper(world):
    """A paper of the one type that is used with the owner's consent only."""
    kind = DocumentType.objects.get(code="C5")
    with arranged():
        kind.needs_owner_consent = True
        kind.save()
    return world.paper(world.personal(), type=kind, personal=True, holding_part=Part.PERSONAL)


def add(request, kind, *, by):
    basis = Basis(kind=kind, form="written", given_on=TODAY, reference="第1号")
    return add_authority(request, basis, image("同意书.jpg"), by=by, now=NOW)


def opened(world, paper, kind=Kind.OWNER_CONSENT):
    """A line of an employee, approved on the owner's word; the authority of it."""
    row = world.ask(paper.holding, manner=READ).lines.get()
    authority = add(row.request, kind, by=world.archivist)
    return world.decided(row), authority


def separate(paper, by):
    """The resident's separate consent of the move-in."""
    customer = paper.holding.dossier.occupancy.customer
    with arranged():
        return Consent.objects.create(
            customer=customer, kind=Consent.Kind.SEPARATE, version="1", given_on=TODAY,
            recorded_by=by.archivist, signature=scan(by, paper),
        )  # fmt: skip


def reads(world, paper):
    return right_to_read(paper.holding.dossier, fresh(world.employee), at=NOW, personal=True)


@clause(Clause.LND_15, Clause.SEC_13)
def test_access_and_approval_end_in_the_act_that_withdraws(world, paper):
    line, authority = opened(world, paper)
    assert reads(world, paper) == f"grant {line.grant_id}"
    withdraw_authority(authority, by=world.archivist, now=NOW, reason=WHY)
    kept, line = again(authority), again(line)
    assert (kept.withdrawn_at, kept.withdrawn_by, kept.withdrawn_because) == (
        NOW, world.archivist, WHY,
    )  # fmt: skip
    assert line.state == LineState.WITHDRAWN
    assert DossierGrant.objects.get(pk=line.grant_id).withdrawn_at == NOW
    assert reads(world, paper) == ""
    entry = JournalEntry.objects.get(act="lending.authority_withdrawn")
    touched = set(entry.subjects.values_list("kind__model", flat=True))
    assert {"authority", "dossiergrant", "requestline"} <= touched


@clause(Clause.LND_15)
def test_those_concerned_are_told_without_the_residents_name(world, paper):
    line, authority = opened(world, paper)
    withdraw_authority(authority, by=world.archivist, now=NOW, reason=WHY)
    told = Notice.objects.filter(key__startswith="lending.consent_withdrawn")
    assert {world.employee, world.head, world.archivist} <= {notice.to for notice in told}
    name = paper.holding.dossier.occupancy.customer.name
    assert not any(name in notice.title for notice in told)
    assert str(line.request) in told.first().title


@clause(Clause.LND_15)
def test_another_basis_in_force_keeps_the_access_open(world, paper):
    line, authority = opened(world, paper)
    add(line.request, Kind.OFFICIAL_LETTER, by=world.archivist)
    withdraw_authority(authority, by=world.head, now=NOW, reason=WHY)
    assert again(line).state == LineState.APPROVED
    assert reads(world, paper)


@clause(Clause.LND_15)
def test_only_a_consent_is_withdrawn_once_with_a_reason_by_who_answers_for_it(world, paper):
    _line, letter = opened(world, paper, Kind.OFFICIAL_LETTER)
    with refused(Clause.LND_15):
        withdraw_authority(letter, by=world.archivist, now=NOW, reason=WHY)
    consent = add(letter.request, Kind.OWNER_CONSENT, by=world.archivist)
    for by, why in ((world.employee, WHY), (person(Role.CENTRE_HEAD), WHY), (world.head, " ")):
        with refused(Clause.LND_15):
            withdraw_authority(consent, by=by, now=NOW, reason=why)
    withdraw_authority(consent, by=world.head, now=NOW, reason=WHY)
    with refused(Clause.LND_15):
        withdraw_authority(consent, by=world.head, now=NOW, reason=WHY)


@clause(Clause.LND_15, Clause.SEC_13)
def test_what_still_waits_is_not_approved_on_a_withdrawn_consent(world, paper):
    row = world.ask(paper.holding, manner=READ).lines.get()
    authority = add(row.request, Kind.OWNER_CONSENT, by=world.archivist)
    withdraw_authority(authority, by=world.archivist, now=NOW, reason=WHY)
    with refused(Clause.LND_15):
        world.decided(row)


@clause(Clause.LND_15, Clause.SEC_13)
def test_the_residents_separate_consent_ends_every_use_that_leaned_on_it(world, paper):
    line, authority = opened(world, paper)
    withdraw_consent(separate(paper, world), by=world.head, now=NOW, reason=WHY)
    assert again(authority).withdrawn_at == NOW
    assert again(line).state == LineState.WITHDRAWN
    assert reads(world, paper) == ""
    assert JournalEntry.objects.filter(act="lending.use_ended").count() == 0
    assert JournalEntry.objects.get(act="dossiers.consent_withdrawn").reason == WHY


@clause(Clause.LND_15)
def test_what_stands_on_a_letter_or_the_law_goes_on(world, paper):
    line, _letter = opened(world, paper, Kind.OFFICIAL_LETTER)
    withdraw_consent(separate(paper, world), by=world.head, now=NOW, reason=WHY)
    assert again(line).state == LineState.APPROVED
    assert reads(world, paper)


@clause(Clause.LND_15, Clause.SEC_11)
def test_a_notice_is_no_consent_and_strangers_enter_no_withdrawal(world, paper):
    consent = separate(paper, world)
    with refused(Clause.SEC_11):
        withdraw_consent(consent, by=person(Role.CENTRE_HEAD), now=NOW, reason=WHY)
    with arranged():
        notice = Consent.objects.create(
            customer=consent.customer, kind=Consent.Kind.NOTICE, version="1", given_on=TODAY,
            recorded_by=world.archivist,
        )  # fmt: skip
    with refused(Clause.LND_15):
        withdraw_consent(notice, by=world.head, now=NOW, reason=WHY)
    withdraw_consent(consent, by=world.head, now=NOW, reason=WHY)
    with refused(Clause.LND_15):
        withdraw_consent(consent, by=world.head, now=NOW, reason=WHY)


@clause(Clause.SEC_29)
def test_nothing_is_logged_as_read_under_a_grant_that_ended(world, paper):
    line, authority = opened(world, paper)
    under, dossier = f"grant {line.grant_id}", paper.holding.dossier
    log_view(dossier, world.employee, ViewLog.What.SHOWN, under=under, now=NOW)
    withdraw_authority(authority, by=world.archivist, now=NOW, reason=WHY)
    with pytest.raises(PermissionDenied):
        log_view(dossier, world.employee, ViewLog.What.SHOWN, under=under, now=NOW)
    assert ViewLog.objects.filter(under=under).count() == 1


@clause(Clause.LND_15)
def test_the_request_shows_the_withdrawal_and_the_form_for_it(world, paper):
    line, authority = opened(world, paper)
    desk = Desk(fresh(world.archivist))
    assert "took this consent back" in text(desk.get("lending:request", line.request_id))
    page = desk.post("lending:withdraw_authority", authority.pk, reason="")
    assert page.status_code == 422
    done = desk.post("lending:withdraw_authority", authority.pk, reason=WHY)
    assert done.status_code == 302
    shown = text(desk.get("lending:request", line.request_id))
    assert WHY in shown
    assert "took this consent back" not in shown
