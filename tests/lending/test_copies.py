"""Copies: under their own approval, checked by another, marked, released into the register."""

import hashlib
import io
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pypdf import PdfReader

from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import DocumentType, ElectronicFile, Holding, HoldingState
from dossiers.procedures.custody import move_custody
from lending.models import AccessRequest, CopyIssued, Disclosure, LineState, Manner
from lending.procedures.copies import check_copy, discard_copy, make_copy, release_copy
from lending.procedures.requests import withdraw
from tests.dossiers.steps import image
from tests.factories import TODAY, arranged, person
from tests.lending.lent import lend
from tests.lending.world import (
    COPY,
    EXCERPT,
    NOW,
    PHOTOGRAPH,
    UNTIL,
    acting,
    again,
    fresh,
    library,
    line,
)
from tests.steps import clause, refused

State = CopyIssued.State
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def world(db):
    return library()


@pytest.fixture
def colleague(world):
    """A second archivist of the centre."""
    return person(Role.CENTRE_ARCHIVIST, world.centre)


@pytest.fixture
def paper(world):
    """A document of two pages on the shelf of the centre."""
    return world.paper(world.volume(), pages=2)


def scan(document, *, name="page.jpg", **picture):
    """A scan of a document, as filing leaves it there."""
    upload = image(name, **picture)
    content = upload.read()
    digest = hashlib.sha256(content).hexdigest()
    path = default_storage.save(f"files/test/{digest}", ContentFile(content))
    with arranged():
        file = ElectronicFile(
            sha256=digest,
            size=len(content),
            content_type="image/jpeg",
            name=name,
            document=document,
            uploaded_by=person(Role.FRONT_LINE),
            uploaded_at=NOW,
        )
        file.file.name = path
        file.save()
    return file


def approved(world, thing, manner=COPY, **said):
    return world.approved(line(thing, manner, **said), manner)


def made(world, row, pages="1-2", count=2, copies=1, *, by=None, now=NOW):
    return make_copy(row, pages, count, copies, by=by or world.archivist, now=now)


def checked(copy, colleague):
    return check_copy(copy, ok=True, by=colleague, now=LATER)


def text_of(copy):
    with default_storage.open(copy.file.name) as stored:
        pages = PdfReader(io.BytesIO(stored.read())).pages
    return [re.sub(r"\s", "", page.extract_text()) for page in pages]


@clause(Clause.LND_10, Clause.SEC_08, Clause.LND_16, Clause.SEC_14)
def test_a_copy_is_made_checked_by_another_released_and_registered(world, paper, colleague):
    row = approved(world, paper, pages="1-2")
    copy = made(world, row)
    assert (copy.number, copy.state) == ("FZ-2026-00001", State.MADE)
    assert world.employee.display_name in copy.recipient
    assert checked(copy, colleague).checked_by == colleague
    released = release_copy(copy, by=world.archivist, now=LATER)
    assert (released.state, released.released_by) == (State.RELEASED, world.archivist)
    line_now = again(row)
    assert line_now.state == LineState.USED
    assert line_now.request.state == AccessRequest.State.CLOSED
    entry = Disclosure.objects.get(copy=copy)
    assert (entry.number, entry.kind) == ("QX-2026-00001", Disclosure.Kind.COPY)
    assert (entry.recipient, entry.organisation) == (
        world.employee.display_name,
        world.department.name,
    )
    assert (entry.document, entry.holding, entry.is_original) == (paper, paper.holding, False)
    assert entry.purpose == "处理漏水纠纷"
    assert entry.destination
    assert entry.accounted_on is None


@clause(Clause.SEC_14, Clause.LND_14)
def test_the_register_says_that_a_copy_is_of_personal_information(world, colleague):
    copy = checked(made(world, approved(world, world.personal())), colleague)
    release_copy(copy, by=world.archivist, now=LATER)
    assert Disclosure.objects.get(copy=copy).personal


@clause(Clause.LND_10)
def test_the_recipient_hears_when_the_copy_is_ready(world, paper, colleague):
    copy = checked(made(world, approved(world, paper)), colleague)
    (notice,) = Notice.objects.filter(to=world.employee, key=f"copy:{copy.pk}:ready")
    assert copy.number in notice.title


# Approval


@clause(Clause.LND_09)
def test_nothing_is_copied_before_its_own_approval(world, paper):
    row = world.line(paper, COPY)
    assert row.state == LineState.WAITING
    with refused(Clause.LND_09):
        made(world, row)


@clause(Clause.LND_09, Clause.SEC_07)
def test_permission_to_read_or_borrow_is_none_to_copy(world, paper):
    for row in (world.approved(paper, Manner.READ), world.approved(paper.holding)):
        with refused(Clause.LND_09):
            made(world, row)


@clause(Clause.LND_09)
def test_an_approval_taken_back_or_run_out_copies_nothing(world, paper):
    ended = approved(world, paper)
    with refused(Clause.LND_09):
        made(world, ended, now=UNTIL)
    withdraw(ended.request, by=world.employee, now=NOW, reason="不再需要")
    with refused(Clause.LND_09):
        made(world, again(ended))


@clause(Clause.LND_09)
def test_a_kind_of_paper_that_is_never_copied_is_not(world, paper):
    row = approved(world, paper)
    kind = DocumentType.objects.filter(no_copying=True).first()
    assert kind is not None
    with arranged():
        paper.type = kind
        paper.save()
    with refused(Clause.LND_09):
        made(world, row)


@clause(Clause.SEC_20)
def test_what_was_graded_since_its_approval_needs_another_one(world, paper):
    row = approved(world, paper, EXCERPT)
    with arranged():
        paper.holding.dossier.sealed_on = TODAY
        paper.holding.dossier.save()
    with refused(Clause.SEC_20):
        made(world, row)


@clause(Clause.LND_09)
@pytest.mark.parametrize(
    ("pages", "count", "copies"),
    [("1-2", 1, 1), ("2", 1, 1), ("1", 1, 2), ("1", 0, 1), ("1", 1, 0), ("正面", 1, 1)],
)
def test_other_pages_or_more_copies_than_approved_are_refused(world, paper, pages, count, copies):
    row = approved(world, paper, pages="1")
    with refused(Clause.LND_09):
        made(world, row, pages, count, copies)


@clause(Clause.LND_09)
def test_approved_copies_are_counted_over_all_that_were_made(world, paper, colleague):
    row = approved(world, paper, copies=2)
    first = made(world, row)
    second = made(world, row)
    with refused(Clause.LND_09):
        made(world, row)
    check_copy(second, ok=False, note="缺角", by=colleague, now=LATER)
    third = made(world, row)
    release_copy(checked(first, colleague), by=world.archivist, now=LATER)
    assert again(row).state == LineState.APPROVED
    release_copy(checked(third, colleague), by=world.archivist, now=LATER)
    assert again(row).state == LineState.USED
    assert [c.number for c in (first, second, third)] == [
        "FZ-2026-00001",
        "FZ-2026-00002",
        "FZ-2026-00003",
    ]


@clause(Clause.ORG_01)
def test_only_the_archivists_of_the_room_make_copies(world, paper):
    row = approved(world, paper)
    for somebody in (world.hq_archivist, world.head, world.employee):
        with refused(Clause.ORG_01):
            made(world, row, by=somebody)


@clause(Clause.STO_17)
def test_what_is_out_is_copied_from_its_scan_only(world, paper):
    row = approved(world, paper)
    lend(world, paper.holding, who=fresh(world.head))
    with refused(Clause.STO_17):
        made(world, row)
    scan(paper)
    with refused(Clause.STO_17):
        made(world, row)
    scan(paper, colour="red")
    assert made(world, row).file


@clause(Clause.STO_17)
def test_what_is_missing_is_not_even_copied_from_its_scan(world, paper):
    row = approved(world, paper)
    scan(paper), scan(paper, colour="red")
    with arranged():
        move_custody([paper.holding], HoldingState.MISSING, by=None, today=TODAY)
    with refused(Clause.STO_17):
        made(world, row)


@clause(Clause.LND_12, Clause.SEC_10)
def test_audio_visual_masters_stay_and_their_copies_go(world, colleague):
    tape = world.volume(physical_form=Holding.Form.AUDIO_VISUAL, page_count=0)
    with refused(Clause.LND_12):
        world.line(tape)
    copy = checked(made(world, approved(world, tape), "光盘", 1), colleague)
    release_copy(copy, by=world.archivist, now=LATER)
    assert again(tape).state == HoldingState.ON_SHELF
    assert Disclosure.objects.get(copy=copy).is_original is False


# The check


@clause(Clause.LND_10, Clause.SEC_08)
def test_whoever_made_a_copy_does_not_check_it(world, paper):
    copy = made(world, approved(world, paper))
    with refused(Clause.LND_10):
        check_copy(copy, ok=True, by=world.archivist, now=LATER)


@clause(Clause.LND_10)
def test_whoever_gets_a_copy_does_not_check_it(world, paper, colleague):
    row = world.approved(line(paper, COPY), COPY, who=colleague)
    with refused(Clause.LND_10):
        check_copy(made(world, row), ok=True, by=colleague, now=LATER)


@clause(Clause.LND_10)
def test_nothing_leaves_unchecked_rejected_or_twice(world, paper, colleague):
    row = approved(world, paper, copies=3)
    plain, bad, good = made(world, row), made(world, row), made(world, row)
    with refused(Clause.LND_10):
        release_copy(plain, by=world.archivist, now=LATER)
    check_copy(bad, ok=False, note="多印一页", by=colleague, now=LATER)
    with refused(Clause.LND_10):
        release_copy(bad, by=world.archivist, now=LATER)
    release_copy(checked(good, colleague), by=world.archivist, now=LATER)
    with refused(Clause.LND_10):
        release_copy(good, by=world.archivist, now=LATER)
    assert Disclosure.objects.count() == 1


@clause(Clause.LND_10)
def test_a_copy_is_checked_once_and_rejected_with_words(world, paper, colleague):
    copy = made(world, approved(world, paper))
    with refused(Clause.LND_10):
        check_copy(copy, ok=False, note=" ", by=colleague, now=LATER)
    checked(copy, colleague)
    with refused(Clause.LND_10):
        check_copy(copy, ok=False, note="不符", by=colleague, now=LATER)


@clause(Clause.LND_09)
def test_a_copy_is_not_released_after_its_approval_has_run_out(world, paper, colleague):
    copy = checked(made(world, approved(world, paper)), colleague)
    with refused(Clause.LND_09):
        release_copy(copy, by=world.archivist, now=UNTIL)


# The marked file


@clause(Clause.LND_10)
def test_the_electronic_copy_names_recipient_purpose_number_and_day_on_every_page(world, paper):
    scan(paper), scan(paper, colour="red")
    copy = made(world, approved(world, paper))
    pages = text_of(copy)
    assert len(pages) == 2
    for text in pages:
        assert copy.number in text
        assert re.sub(r"\s", "", copy.recipient) in text
        assert copy.purpose in text
        assert "2026-11-20" in text
    with default_storage.open(copy.file.name) as stored:
        assert hashlib.sha256(stored.read()).hexdigest() == copy.file_sha256


@clause(Clause.LND_09)
def test_the_electronic_copy_has_the_approved_pages_only(world, paper):
    scan(paper), scan(paper, colour="red")
    copy = made(world, approved(world, paper, PHOTOGRAPH, pages="2"), "2", 1)
    (text,) = text_of(copy)
    assert "第2页" in text


def test_an_excerpt_has_no_electronic_copy_and_neither_has_what_is_not_scanned(world, paper):
    assert not made(world, approved(world, paper)).file
    scan(paper)
    assert not made(world, approved(world, paper, EXCERPT)).file
    assert not made(world, approved(world, paper), "2", 1).file


@clause(Clause.LND_10)
def test_the_file_of_a_rejected_copy_is_destroyed(
    world, paper, colleague, django_capture_on_commit_callbacks
):
    scan(paper), scan(paper, colour="red")
    copy = made(world, approved(world, paper))
    name = copy.file.name
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        check_copy(copy, ok=False, note="串页", by=colleague, now=LATER)
    assert not default_storage.exists(name)
    assert not again(copy).file


def test_a_stand_in_of_the_archivist_may_check(world, paper):
    stand_in = acting(world.front, Role.CENTRE_ARCHIVIST, world.centre, world.archivist)
    copy = check_copy(made(world, approved(world, paper)), ok=True, by=stand_in, now=LATER)
    assert copy.state == State.CHECKED


@clause(Clause.LND_10)
def test_a_copy_nobody_fetched_is_destroyed_with_a_reason_and_stays_on_record(
    world, paper, colleague
):
    row = approved(world, paper)
    copy = checked(made(world, row), colleague)
    withdraw(row.request, by=world.employee, now=NOW, reason="不再需要")
    with refused(Clause.LND_09):
        release_copy(copy, by=world.archivist, now=LATER)
    with refused(Clause.LND_10):
        discard_copy(copy, by=world.archivist, now=LATER, reason=" ")

    gone = discard_copy(copy, by=world.archivist, now=LATER, reason="申请已撤回")

    assert (gone.state, bool(gone.file)) == (State.REJECTED, False)
    assert "申请已撤回" in gone.check_note
    with refused(Clause.LND_10):
        discard_copy(copy, by=world.archivist, now=LATER, reason="再次")
