"""What is destroyed leaves shelf, search and counts at once, and leaves a stub."""

from datetime import date

import pytest
from django.urls import reverse

from archive_office.journal.models import JournalSubject
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause, RegulationError
from dossiers.models import Document, Dossier, DossierEvent, DossierState, HoldingState
from dossiers.procedures.closing import finish_task
from dossiers.procedures.custody import move_custody
from dossiers.procedures.destroying import return_document
from dossiers.receivers.palette import found_dossiers
from dossiers.rules.completeness import Standing, missing_from, requirements_of
from lending.views.finding import documents_in, things_found
from tests.destruction.registers import destroying_office, line_of
from tests.destruction.world import again, move
from tests.factories import TODAY, DocumentFactory, arranged, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return destroying_office()


def get(client, who, name, *args, query=""):
    client.force_login(who, backend="archive_office.organisation.backends.MembershipBackend")
    return client.get(reverse(name, args=args) + query)


def open_tasks(dossier):
    return [
        e.text for e in dossier.events.filter(kind=DossierEvent.Kind.TASK, done_on__isnull=True)
    ]


def notes(dossier):
    return [e.text for e in dossier.events.filter(kind=DossierEvent.Kind.REMARK)]


@clause(Clause.DES_11)
def test_a_destroyed_volume_stands_on_no_shelf_and_goes_with_every_paper(office):
    volume = office.volume()
    paper = DocumentFactory(holding=volume)
    office.destroyed(volume)
    volume, paper = again(volume), again(paper)
    assert (volume.state, volume.present_slot, volume.home_slot) == ("destroyed", None, None)
    assert paper.state == Document.State.DESTROYED
    assert not volume.placements.filter(removed_on__isnull=True).exists()


@clause(Clause.DES_11)
def test_the_archivist_is_told_to_rearrange_the_box_it_stood_in(office):
    volume = office.volume()
    box = str(volume.home_slot)
    office.destroyed(volume)
    assert [text for text in open_tasks(volume.dossier) if box in text]


@clause(Clause.DES_11)
def test_a_box_is_rearranged_once_however_much_left_it(office):
    first = office.volume()
    second = office.volume(present_slot=first.present_slot, home_slot=first.home_slot)
    office.destroyed(first, second)
    assert len(open_tasks(first.dossier)) + len(open_tasks(second.dossier)) == 1


@clause(Clause.DES_12)
def test_a_dossier_is_destroyed_with_the_last_thing_it_had(office):
    main = office.volume()
    other = office.volume(number=2)
    with arranged():
        other.dossier, other.number = main.dossier, 2
        other.save()
    register = office.confirmed(main, other)
    office.destroy(line_of(register, main))
    assert again(main.dossier).state == DossierState.CLOSED
    office.destroy(line_of(register, other))
    assert again(main.dossier).state == DossierState.DESTROYED


@clause(Clause.DES_12)
def test_a_dossier_that_still_grows_stays_open_when_a_thing_of_it_goes(office):
    thing = office.record()
    with arranged():
        thing.dossier.year = None
        thing.dossier.save()
    office.destroyed(thing)
    assert again(thing.dossier).state == DossierState.OPEN


@clause(Clause.DES_12)
def test_the_stub_names_code_unit_days_register_and_appraisal_and_nobody(office, client):
    volume = office.volume()
    customer = volume.dossier.occupancy.customer
    register = office.destroyed(volume)
    page = get(client, office.archivist, "dossiers:dossier", volume.dossier_id)
    said = page.content.decode()
    appraisal = line_of(register, volume).appraised.appraisal.number
    for fact in (volume.code, str(volume.dossier.unit), "2010-06-30", register.number, appraisal):
        assert fact in said
    assert customer.name not in said
    assert customer.shown_name not in said


@clause(Clause.DES_12)
def test_the_stub_is_nobodys_to_change(office):
    volume = office.volume()
    office.destroyed(volume)
    for state in HoldingState:
        with pytest.raises(RegulationError):
            move(again(volume), state)


@clause(Clause.DES_11)
def test_a_destroyed_dossier_is_in_no_list_unless_it_is_asked_for(office, client):
    volume = office.volume()
    code = volume.dossier.code
    office.destroyed(volume)
    usual = get(client, office.archivist, "dossiers:list")
    assert code not in usual.content.decode()
    for query in ("?state=destroyed", f"?q={code}"):
        assert code in get(client, office.archivist, "dossiers:list", query=query).content.decode()
    assert code not in get(client, office.archivist, "dossiers:list", query=f"?q={code[:-1]}").content.decode()  # fmt: skip


@clause(Clause.DES_11)
def test_the_palette_finds_a_destroyed_thing_by_its_whole_code_or_barcode_only(office):
    volume = office.volume()
    office.destroyed(volume)
    for term in (volume.barcode, volume.code, volume.dossier.code):
        assert found_dossiers(term, office.archivist) == [volume.dossier]
    for term in (volume.dossier.code[:-2], str(volume.dossier.unit.code)):
        assert volume.dossier not in found_dossiers(term, office.archivist)


@clause(Clause.DES_11)
def test_nobody_chooses_a_destroyed_thing_to_be_used(office):
    volume = office.volume()
    office.destroyed(volume)
    for term in (volume.barcode, volume.code, volume.dossier.code):
        assert things_found(term, office.archivist) == []


@clause(Clause.DES_12)
def test_the_name_of_the_customer_leads_to_no_destroyed_dossier(office, client):
    volume = office.volume()
    name = volume.dossier.occupancy.customer.name
    office.destroyed(volume)
    page = get(client, office.archivist, "dossiers:list", query=f"?state=destroyed&q={name}")
    assert volume.dossier.code not in page.content.decode()


@clause(Clause.DES_12)
def test_the_story_of_the_unit_names_no_one_whose_dossier_was_destroyed(office, client):
    volume = office.volume()
    shown = volume.dossier.occupancy.customer.shown_name
    before = get(client, office.archivist, "dossiers:unit", volume.dossier.unit_id)
    assert shown in before.content.decode()
    office.destroyed(volume)
    after = get(client, office.archivist, "dossiers:unit", volume.dossier.unit_id)
    assert shown not in after.content.decode()
    assert volume.dossier.code in after.content.decode()


@clause(Clause.DES_11)
@pytest.mark.parametrize(
    "paper", ["paper_card", "paper_labels", "paper_spines", "paper_registration"]
)
def test_of_a_destroyed_dossier_nothing_is_printed(office, client, paper):
    volume = office.volume()
    office.destroyed(volume)
    assert get(client, office.archivist, f"dossiers:{paper}", volume.dossier_id).status_code == 403


@clause(Clause.DES_12)
def test_numbers_of_a_destroyed_dossiers_customer_are_shown_to_nobody(office, client):
    volume = office.volume()
    office.destroyed(volume)
    client.force_login(
        office.archivist, backend="archive_office.organisation.backends.MembershipBackend"
    )
    page = client.post(reverse("dossiers:reveal", args=[volume.dossier_id]), {"reason": "核对"})
    assert page.status_code == 403


@clause(Clause.DES_12)
def test_the_journal_says_by_which_register_a_thing_went(office):
    volume = office.volume()
    register = office.destroyed(volume)
    said = JournalSubject.objects.filter(thing=volume.pk, label=volume.code)
    assert register.number in [s.after.get("register") for s in said if s.after]


# --- a single paper of a volume 抽卷销毁 ---------------------------------------------------------


@clause(Clause.DES_11)
def test_a_volume_stays_in_use_when_one_paper_of_it_is_destroyed(office):
    paper = office.paper()
    volume = paper.holding
    office.destroyed(paper)
    volume = again(volume)
    assert volume.state == HoldingState.ON_SHELF
    assert again(paper).state == Document.State.DESTROYED
    assert things_found(volume.barcode, office.archivist) == [volume]


@clause(Clause.DES_16)
def test_a_volume_counts_less_from_the_moment_a_paper_of_it_is_taken_out(office):
    paper = office.paper(pages=3)
    volume = paper.holding
    before = (volume.document_count, volume.page_count)
    office.quarantined(paper)
    volume = again(volume)
    assert (volume.document_count, volume.page_count) == (before[0] - 1, before[1] - 3)
    assert again(paper).state == Document.State.QUARANTINED
    assert documents_in([volume], office.head) == {}


@clause(Clause.DES_18)
def test_a_paper_that_is_withdrawn_counts_again(office):
    paper = office.paper(pages=3)
    before = (paper.holding.document_count, paper.holding.page_count)
    office.quarantined(paper)
    return_document(again(paper), by=office.archivist, today=TODAY)
    volume = again(paper.holding)
    assert (volume.document_count, volume.page_count) == before
    assert again(paper).state == Document.State.FILED


@clause(Clause.DES_18)
def test_a_paper_whose_volume_is_out_goes_back_when_the_volume_is_there(office):
    paper = office.paper()
    office.quarantined(paper)
    move(paper.holding, HoldingState.MISSING)
    with pytest.raises(RegulationError) as refused:
        return_document(again(paper), by=office.archivist, today=TODAY)
    assert [r.clause for r in refused.value.refusals] == [Clause.STO_17]


@clause(Clause.DES_18)
def test_a_paper_whose_volume_was_handed_over_follows_with_the_next_handover(office):
    paper = office.paper()
    office.quarantined(paper)
    move(paper.holding, HoldingState.IN_HANDOVER)
    with_headquarters = {"keeper": office.headquarters, "by": None, "today": TODAY}
    move_custody([paper.holding], HoldingState.IN_PREPARATION, **with_headquarters)
    return_document(again(paper), by=office.archivist, today=TODAY, lay_at=office.centre)
    assert again(paper).state == Document.State.AWAITING


@clause(Clause.DES_12)
def test_the_notes_of_the_volume_gain_a_dated_entry_and_its_lists_are_printed_again(office):
    paper = office.paper()
    register = office.destroyed(paper)
    dossier = paper.holding.dossier
    (note,) = notes(dossier)
    assert paper.code in note
    assert register.number in note
    assert [text for text in open_tasks(dossier) if paper.holding.code in text]


@clause(Clause.DES_11)
def test_a_paper_that_was_destroyed_is_not_missing(office):
    paper = office.paper()
    dossier = Dossier.objects.get(pk=paper.holding.dossier_id)
    missing = {t.pk for t in missing_from(dossier)}
    office.destroyed(paper)
    assert {t.pk for t in missing_from(dossier)} == missing
    standing = {r.type.pk: r.standing for r in requirements_of(dossier)}
    assert standing.get(paper.type_id, Standing.APPRAISED) == Standing.APPRAISED


@clause(Clause.DES_16)
def test_a_volume_is_not_destroyed_while_a_paper_of_it_waits_apart(office):
    volume = office.volume()
    register = office.confirmed(volume)
    DocumentFactory(holding=volume, state=Document.State.QUARANTINED)
    with pytest.raises(RegulationError) as refused:
        office.destroy(line_of(register, volume))
    assert Clause.DES_16 in [r.clause for r in refused.value.refusals]
    assert again(volume).state == HoldingState.QUARANTINED


@clause(Clause.DES_11)
def test_what_was_filed_last_year_says_nothing_of_this_day(office):
    volume = office.volume(closed_on=date(2009, 1, 1))
    register = office.destroyed(volume)
    (note,) = volume.dossier.events.filter(kind=DossierEvent.Kind.REMARK)
    assert note.on == office.the_day(register).date()


@clause(Clause.DES_11)
def test_whoever_keeps_the_box_says_that_it_is_rearranged(office):
    volume = office.volume()
    clerk = person(Role.HQ_ARCHIVIST, office.headquarters)
    office.destroyed(volume)
    task = volume.dossier.events.get(kind=DossierEvent.Kind.TASK)
    with refused(Clause.ORG_08):
        finish_task(task, by=clerk, today=TODAY)
    finish_task(task, by=office.archivist, today=TODAY)
    assert open_tasks(volume.dossier) == []
