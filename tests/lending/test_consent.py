"""The owner's consent, what an outsider brings, and their scans."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from archive_office.regulation import Clause
from dossiers.models import Document, DocumentType, Part
from lending.models import Authority, LineState, OutsidePerson
from lending.procedures.decisions import decide
from lending.procedures.requests import Basis, add_authority, withdraw
from lending.rules.consent import BRINGS, consent_types
from tests.dossiers.steps import image
from tests.factories import TODAY, arranged
from tests.lending.visitors import entered
from tests.lending.world import (
    APPROVED,
    NOW,
    READ,
    REFUSED,
    again,
    fresh,
    library,
)
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db

Kind = Authority.Kind


@pytest.fixture
def world():
    world = library()
    world.seen_by(world.employee)
    return world


@pytest.fixture
def identity_paper(world):
    """The one type that is used with the owner's consent only, and a paper of it."""
    kind = DocumentType.objects.get(code="C5")
    with arranged():
        for row in DocumentType.objects.exclude(pk=kind.pk).filter(needs_owner_consent=True):
            row.needs_owner_consent = False
            row.save()
        kind.needs_owner_consent = True
        kind.save()
    return world.paper(world.personal(), type=kind, personal=True, holding_part=Part.PERSONAL)


def add(request, kind=Kind.OWNER_CONSENT, *, by, upload="scan", **facts):
    usual = {"form": "written", "given_on": TODAY}
    basis = Basis(kind=kind, **(usual | facts))
    scan = image("同意书.jpg") if upload == "scan" else upload
    return add_authority(request, basis, scan, by=by, now=NOW)


def next_step(row):
    return row.steps.filter(is_next=True).get()


# --- The owner's own consent ----------------------------------------------------------------


@clause(Clause.LND_15, Clause.SEC_13)
def test_listed_papers_are_not_opened_without_the_owners_consent(world, identity_paper):
    row = world.ask(identity_paper, who=fresh(world.archivist), manner=READ).lines.get()
    with refused(Clause.LND_15):
        decide(next_step(row), APPROVED, by=world.head, now=NOW)
    assert again(row).state == LineState.WAITING
    kept = add(row.request, by=world.archivist)
    assert (kept.given_on, kept.form, len(kept.scan_sha256)) == (TODAY, "written", 64)
    decide(next_step(row), APPROVED, by=world.head, now=NOW)
    assert again(row).state == LineState.APPROVED


@clause(Clause.LND_15)
def test_a_volume_with_listed_papers_is_not_opened_either(world, identity_paper):
    row = world.ask(identity_paper.holding, manner=READ).lines.get()
    assert [t.code for t in consent_types(row)] == ["C5"]
    with refused(Clause.LND_15):
        decide(next_step(row), APPROVED, by=world.head, now=NOW)


@clause(Clause.LND_15)
def test_what_was_withdrawn_from_the_volume_asks_for_no_consent(world, identity_paper):
    with arranged():
        identity_paper.state = Document.State.WITHDRAWN
        identity_paper.save()
    row = world.ask(identity_paper.holding, manner=READ).lines.get()
    assert consent_types(row) == []


@clause(Clause.LND_15)
def test_other_papers_of_the_volume_ask_for_no_consent(world, identity_paper):
    other = world.paper(identity_paper.holding, personal=True)
    row = world.ask(other, who=fresh(world.archivist), manner=READ).lines.get()
    decide(next_step(row), APPROVED, by=world.head, now=NOW)


@clause(Clause.LND_15)
@pytest.mark.parametrize(
    ("kind", "entitles"),
    [
        (Kind.OWNER_CONSENT, True),
        (Kind.POWER_OF_ATTORNEY, True),
        (Kind.OFFICIAL_LETTER, True),
        (Kind.LAW, True),
        (Kind.LAWYER_LETTER, False),
        (Kind.RESOLUTION, False),
        (Kind.CLAIM, False),
    ],
)
def test_consent_or_a_basis_in_the_law(world, identity_paper, kind, entitles):
    row = world.ask(identity_paper.holding, manner=READ).lines.get()
    add(row.request, kind, by=world.employee, reference="《民法典》第1035条")
    if entitles:
        decide(next_step(row), APPROVED, by=world.head, now=NOW)
    else:
        with refused(Clause.LND_15):
            decide(next_step(row), APPROVED, by=world.head, now=NOW)


@clause(Clause.LND_15)
def test_a_refusal_needs_no_consent(world, identity_paper):
    row = world.ask(identity_paper.holding, manner=READ).lines.get()
    decide(next_step(row), REFUSED, by=world.head, now=NOW, reason="业主未同意")
    assert again(row).state == LineState.REFUSED


@clause(Clause.LND_15)
def test_consent_is_asked_for_at_the_last_step(world, identity_paper):
    with arranged():
        dossier = identity_paper.holding.dossier
        dossier.sealed_on = TODAY
        dossier.save()
    row = world.ask(identity_paper.holding, manner=READ).lines.get()
    decide(next_step(row), APPROVED, by=world.head, now=NOW)
    with refused(Clause.LND_15):
        decide(next_step(row), APPROVED, by=world.director, now=NOW)


# --- What an outsider brings ----------------------------------------------------------------


@clause(Clause.LND_18)
@pytest.mark.parametrize("kind", [k for k in OutsidePerson.Kind if BRINGS[k]])
def test_an_outsider_shows_what_he_is(world, kind):
    row = entered(world, world.personal(), kind=kind).lines.get()
    while (step := next_step(row)).rank < row.steps.last().rank:
        decide(step, APPROVED, by=world.decider(step), now=NOW)
    with refused(Clause.LND_18):
        decide(step, APPROVED, by=world.decider(step), now=NOW)
    (brought,) = BRINGS[kind]
    add(row.request, brought, by=world.archivist)
    decide(step, APPROVED, by=world.decider(step), now=NOW)
    assert again(row).state == LineState.APPROVED


def test_every_capacity_says_what_it_brings():
    assert set(BRINGS) == set(OutsidePerson.Kind.values)


def test_the_owner_in_person_brings_the_own_identity_only(world):
    row = entered(world, world.personal()).lines.get()
    assert world.decided(row).state == LineState.APPROVED


@clause(Clause.LND_18)
def test_a_provision_of_the_law_stands_for_a_letter(world):
    row = entered(world, world.personal(), kind="official").lines.get()
    add(row.request, Kind.LAW, by=world.archivist, upload=None, reference="刑事诉讼法第54条")
    assert world.decided(row).state == LineState.APPROVED


# --- The record -----------------------------------------------------------------------------


@clause(Clause.LND_15)
def test_a_consent_is_kept_with_its_scan(world):
    request = world.ask(world.personal())
    with refused(Clause.LND_15):
        add(request, by=world.employee, upload=None)
    with refused(Clause.LND_15):
        add(request, Kind.LAW, by=world.employee, upload=None)
    with refused(Clause.LND_15):
        add(request, by=world.employee, given_on=TODAY + timedelta(days=1))
    assert not Authority.objects.exists()


@clause(Clause.LND_15)
def test_a_scan_is_judged_by_its_content(world):
    request = world.ask(world.personal())
    for upload in (
        SimpleUploadedFile("同意书.pdf", b"MZ no pdf at all"),
        SimpleUploadedFile("同意书.jpg", b""),
        SimpleUploadedFile("同意书.pdf", b"%PDF-1.7 broken"),
        image("page.webp", "WEBP"),
    ):
        with refused(Clause.FIL_27):
            add(request, by=world.employee, upload=upload)
    kept = add(request, by=world.employee, upload=image("伪装.pdf", "PNG"))
    assert kept.scan.name.endswith(f"{kept.scan_sha256}.png")


@clause(Clause.LND_22)
def test_whoever_asked_or_the_archivist_records_an_authority(world):
    request = world.ask(world.personal())
    for stranger in (world.head, world.hq_archivist, world.front):
        with refused(Clause.LND_22):
            add(request, by=fresh(stranger))
    for who in (world.employee, world.archivist):
        assert add(request, by=who).recorded_by == who


@clause(Clause.LND_15)
def test_nothing_is_added_to_a_settled_request(world):
    request = world.ask(world.personal())
    withdraw(request, by=world.employee, now=NOW)
    with refused(Clause.LND_15):
        add(request, by=world.employee)
