"""The centre draws up its list, hands it in, takes it back, gives it up (TRF-01, TRF-04)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive_office.journal.models import JournalEntry
from archive_office.organisation.models import User
from archive_office.organisation.procedures import appoint
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Category, HoldingState, IssuedCode
from dossiers.procedures.custody import move_custody
from tests.factories import TODAY, DocumentFactory, person
from tests.steps import clause, refused
from tests.transfers.road import EXTRA, NOW, again, change, content, line_of, office
from transfers.models import ManifestState, Outcome
from transfers.procedures.checking import Finding, record_outcome
from transfers.procedures.manifests import (
    Chosen,
    add_lines,
    prepare_manifest,
    recall_manifest,
    remove_line,
    submit_manifest,
    void_manifest,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return office()


@clause(Clause.TRF_04)
def test_the_list_says_what_the_catalogue_says(here):
    volume = here.volume(year_from=2019, year_until=2025, secrecy=2, page_count=98)
    manifest = here.prepared(volume)

    line = line_of(manifest, volume)
    assert manifest.number == "YJ-2026-0001"
    assert (line.code, line.title, line.years) == (volume.code, volume.title, "2019—2025")
    assert (line.secrecy, line.retention_years) == (2, 30)
    assert (line.copies, line.documents, line.pages) == (1, 5, 98)
    assert line.container == volume.present_slot.number


@clause(Clause.ORG_01)
def test_who_works_at_two_places_acts_for_the_party_of_the_step(here):
    """The newer post is at headquarters; the list is drawn up for the centre all the same."""
    since = date(2026, 10, 1)
    appoint(here.clerk, Role.HQ_ARCHIVIST, here.receiver, starts_on=since, by=None)
    here.clerk = User.objects.get(pk=here.clerk.pk)
    manifest = here.submitted(here.volume())
    record_outcome(manifest.lines.get(), Finding(Outcome.AGREES), by=here.clerk, now=NOW)

    entries = JournalEntry.objects.filter(by=here.clerk, act__startswith="transfers.")
    departments = dict(entries.values_list("act", "department"))
    assert departments == {
        "transfers.manifest_prepared": here.centre.pk,
        "transfers.manifest_submitted": here.centre.pk,
        "transfers.line_checked": here.receiver.pk,
    }


@clause(Clause.TRF_04)
def test_lines_stand_by_category_and_close_up(here):
    customers = [here.volume(dossier__code=f"W001-ZY·KH-P01-000{n}") for n in (3, 1)]
    manifest = here.prepared(*customers)
    letters = here.volume(dossier__category=Category.objects.get(code="B4.3"))
    add_lines(manifest, Chosen(holdings=[letters, customers[0]]), by=here.clerk, now=NOW)

    assert [line.holding for line in manifest.lines.all()] == [letters, *reversed(customers)]
    remove_line(line_of(manifest, letters), by=here.clerk)
    assert [line.number for line in manifest.lines.all()] == [1, 2]
    groups = {line["group"] for line in content(manifest)["lines"]}
    assert groups == {"业主（客户）档案（ZY·KH）"}


@clause(Clause.TRF_04)
def test_original_or_copy_is_told_from_the_papers(here):
    volume = here.volume()
    DocumentFactory(holding=volume)
    DocumentFactory(holding=volume)
    DocumentFactory(holding=volume, is_original=False, red_stamp=True, original_kept_at="产权处")

    [line] = content(here.prepared(volume))["lines"]
    assert line["original"] == "原件2 复印件1"


@clause(Clause.TRF_01)
def test_nothing_moves_before_the_list_is_handed_in(here):
    volume = here.volume()
    manifest = here.prepared(volume)
    assert again(volume).state == HoldingState.ON_SHELF

    submit_manifest(manifest, by=here.clerk, now=NOW)
    handed_in = again(volume)
    assert handed_in.state == HoldingState.IN_HANDOVER
    assert handed_in.keeper == here.centre
    assert handed_in.home_slot == volume.home_slot
    assert not manifest.signatures.exists()


@clause(Clause.TRF_04)
def test_the_list_handed_in_says_what_the_catalogue_says_that_day(here):
    volume = here.volume()
    manifest = here.prepared(volume)
    change(volume, page_count=35, document_count=9)

    submit_manifest(manifest, by=here.clerk, now=NOW)
    line = line_of(manifest, volume)
    assert (line.documents, line.pages) == (9, 35)


@clause(Clause.TRF_02)
def test_what_was_lent_meanwhile_stops_the_list(here):
    volume = here.volume()
    manifest = here.prepared(volume)
    move_custody([volume], HoldingState.ON_LOAN, by=None, today=TODAY)

    with refused(Clause.TRF_02):
        submit_manifest(manifest, by=here.clerk, now=NOW)


@clause(Clause.TRF_04)
def test_an_empty_list_is_none(here):
    with refused(Clause.TRF_04):
        here.prepared()
    manifest = here.prepared(here.volume())
    remove_line(manifest.lines.get(), by=here.clerk)
    with refused(Clause.TRF_04):
        submit_manifest(manifest, by=here.clerk, now=NOW)


@clause(Clause.TRF_04)
def test_one_open_list_of_a_kind(here):
    first = here.prepared(here.volume())
    with refused(Clause.TRF_04) as caught:
        here.prepared(here.volume())
    assert first.number in str(caught.value)
    here.prepared(here.volume(), kind=EXTRA)


@clause(Clause.ORG_01)
def test_only_the_centres_archivist_draws_the_list_up(here):
    manifest = here.prepared(here.volume())
    stranger = person(Role.CENTRE_ARCHIVIST)
    for by in (stranger, here.checker, here.centre_head):
        with refused(Clause.ORG_01):
            prepare_manifest(here.centre, EXTRA, Chosen(holdings=[here.volume()]), by=by, now=NOW)
        with refused(Clause.ORG_01):
            submit_manifest(manifest, by=by, now=NOW)
        with refused(Clause.ORG_01):
            remove_line(manifest.lines.get(), by=by)


@clause(Clause.TRF_05)
def test_a_list_handed_in_is_not_changed_by_the_centre(here):
    manifest = here.submitted(here.volume())
    with refused(Clause.TRF_05):
        add_lines(manifest, Chosen(holdings=[here.volume()]), by=here.clerk, now=NOW)
    with refused(Clause.TRF_05):
        remove_line(manifest.lines.get(), by=here.clerk)


@clause(Clause.TRF_01)
def test_the_centre_takes_back_what_nobody_has_checked(here):
    volume = here.volume()
    manifest = recall_manifest(here.submitted(volume), by=here.clerk, now=NOW)

    assert manifest.state == ManifestState.PREPARING
    assert again(volume).state == HoldingState.ON_SHELF
    assert again(volume).present_slot == volume.present_slot


@clause(Clause.TRF_05)
def test_what_is_being_checked_is_not_taken_back(here):
    manifest = here.submitted(here.volume(), here.volume())
    record_outcome(manifest.lines.first(), Finding(Outcome.AGREES), by=here.checker, now=NOW)
    with refused(Clause.TRF_05):
        recall_manifest(manifest, by=here.clerk, now=NOW)


@clause(Clause.TRF_01)
def test_a_voided_list_returns_things_and_uses_its_number_up(here):
    volume, lost = here.volume(), here.volume()
    manifest = here.submitted(volume, lost)
    record_outcome(line_of(manifest, lost), Finding(Outcome.MISSING), by=here.checker, now=NOW)

    void_manifest(manifest, reason="清单编错", by=here.checker, now=NOW)

    assert again(manifest).state == ManifestState.VOID
    assert not again(manifest).is_open
    assert again(volume).state == HoldingState.ON_SHELF
    assert again(lost).state == HoldingState.MISSING
    issued = IssuedCode.objects.get(code=manifest.number)
    assert (issued.state, issued.reason) == ("void", "清单编错")
    assert here.prepared(volume).number == "YJ-2026-0002"


@clause(Clause.TRF_05)
def test_giving_up_needs_a_reason_and_the_right_side(here):
    manifest = here.prepared(here.volume())
    with refused(Clause.TRF_05):
        void_manifest(manifest, reason=" ", by=here.clerk, now=NOW)
    with refused(Clause.ORG_01):
        void_manifest(manifest, reason="不移交", by=here.checker, now=NOW)
    submit_manifest(manifest, by=here.clerk, now=NOW)
    with refused(Clause.ORG_01):
        void_manifest(manifest, reason="不移交", by=here.clerk, now=NOW)
    void_manifest(manifest, reason="不移交", by=here.checker, now=NOW)
    with refused(Clause.TRF_05):
        void_manifest(manifest, reason="不移交", by=here.checker, now=NOW)


@clause(Clause.TRF_18)
def test_every_step_is_one_entry_with_the_things_it_touched(here):
    first, second = here.volume(), here.volume()
    here.submitted(first, second)

    prepared = JournalEntry.objects.get(act="transfers.manifest_prepared")
    submitted = JournalEntry.objects.get(act="transfers.manifest_submitted")
    for entry in (prepared, submitted):
        things = set(entry.subjects.filter(kind__model="holding").values_list("thing", flat=True))
        assert things == {first.pk, second.pk}
        assert entry.by == here.clerk


def test_a_long_list_asks_as_often_as_a_short_one(here, django_assert_max_num_queries):
    few, many = [here.volume()], [here.volume() for _ in range(9)]

    with CaptureQueriesContext(
        connection,
    ) as short:
        here.submitted(*few)
    void = again(few[0])
    assert void.state == HoldingState.IN_HANDOVER
    with django_assert_max_num_queries(len(short)):
        here.submitted(*many, kind=EXTRA)
