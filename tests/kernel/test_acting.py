import pytest
from django.db import DatabaseError, connection, transaction

from archive_office.journal.acts import OutsideActError, act, note
from archive_office.journal.models import JournalEntry
from tests.factories import DepartmentFactory, UserFactory

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
