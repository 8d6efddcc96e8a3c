from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from archive_office.journal.acts import OutsideActError, act, by_post, note
from archive_office.journal.models import JournalEntry
from archive_office.organisation.procedures import appoint
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from tests.factories import DepartmentFactory, DossierFactory, UserFactory, person
from tests.steps import clause

pytestmark = pytest.mark.django_db


@act("tests.renamed", "renamed")
def rename(department, *, name, by, reason=""):
    department.name = name
    department.save()
    note(department, before={"name": "old"}, after={"name": name})


def test_an_act_writes_one_entry_and_history_knows_the_act():
    department, clerk = DepartmentFactory(), UserFactory()
    rename(department, name="新名", by=clerk, reason="更名")

    entry = JournalEntry.objects.get(act="tests.renamed")
    assert entry.by == clerk
    assert entry.reason == "更名"
    assert [s.thing for s in entry.subjects.all()] == [department.pk]
    latest = department.history.first()
    assert latest.history_user_id == clerk.pk
    assert latest.history_change_reason == f"#{entry.pk} tests.renamed: 更名"


def test_a_row_with_history_cannot_be_written_outside_an_act():
    department = DepartmentFactory()
    department.name = "悄悄改"
    with pytest.raises(OutsideActError):
        department.save()


@pytest.mark.parametrize("table", ["journal_journalentry", "organisation_historicaldepartment"])
def test_nobody_edits_journal_or_history(table):
    rename(DepartmentFactory(), name="新名", by=UserFactory())
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

    for sql in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(sql)


# By which post somebody acts


@pytest.fixture
def two_posts():
    """An archivist of one centre who also stands in for the head of another, newest post last."""
    here, there = DepartmentFactory(centre=True), DepartmentFactory(centre=True)
    clerk = person(Role.CENTRE_ARCHIVIST, here)
    head = person(Role.CENTRE_HEAD, there)
    appoint(clerk, Role.CENTRE_HEAD, there, starts_on=date(2026, 10, 1), by=None, acting_for=head)
    return type(clerk).objects.get(pk=clerk.pk), here, there, head


@act("tests.looked_at", "looked at")
def look_at(*things, by, post=None):
    by_post(post)
    for thing in things:
        note(thing)


def journalled(**kwargs):
    entry = JournalEntry.objects.filter(act="tests.looked_at", **kwargs).latest("pk")
    return entry.department, entry.acting_for


@clause(Clause.ORG_06)
def test_an_act_is_journalled_under_the_post_that_fits_what_it_touches(two_posts):
    clerk, here, there, head = two_posts
    look_at(DossierFactory(occupancy__unit__building__estate__centre=here), by=clerk)
    assert journalled() == (here, None)
    look_at(DossierFactory(occupancy__unit__building__estate__centre=there), by=clerk)
    assert journalled() == (there, head)


def test_without_a_post_that_fits_the_newest_one_stands(two_posts):
    clerk, _here, there, _head = two_posts
    look_at(DossierFactory(), by=clerk)
    assert journalled() == (there, None)


def test_the_procedures_own_word_goes_before(two_posts):
    clerk, here, there, head = two_posts
    dossier = DossierFactory(occupancy__unit__building__estate__centre=here)
    look_at(dossier, by=clerk, post=clerk.post_in([there.pk]))
    assert journalled() == (there, head)


def test_work_of_the_clock_stands_under_no_department():
    look_at(DossierFactory(), by=None)
    assert journalled() == (None, None)
