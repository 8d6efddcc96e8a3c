"""Whoever reaches the database itself: the application's role is refused, the owner is found out.

And whoever deletes an account takes nothing of its history along.
"""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from archive_office.clock import now
from archive_office.journal.acts import in_act
from archive_office.journal.models import JournalEntry
from archive_office.journal.sealing import seal_history
from archive_office.journal.verifying import Fault, verify_history
from archive_office.organisation.models import Department, User
from archive_office.regulation import Clause
from tests.factories import DocumentFactory, HoldingFactory, UserFactory
from tests.kernel.test_seals import alone_on_the_cluster, as_owner, renamed
from tests.steps import clause

assert alone_on_the_cluster
ROLE = "archive_test_tampering"
THE_PAST = sorted(
    model._meta.db_table
    for model in apps.get_models()
    if hasattr(model, "history_id") or model in (JournalEntry,)
)


@pytest.fixture
def sealed(own_database):
    """A dossier with a volume and a paper, and a department that was renamed; all under seal."""
    paper = DocumentFactory(holding=HoldingFactory(on_shelf=True))
    renamed(paper.holding.dossier.centre, "新名")
    seal_history(now())
    return paper


@pytest.fixture
def application(sealed):
    """The rest of the test speaks to the database as the application does."""
    call_command("grant_application_role", ROLE, stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
        yield cursor
        cursor.execute("RESET ROLE")


def test_the_past_is_every_history_there_is():
    assert len(THE_PAST) > 40
    assert {"dossiers_historicaldossier", "journal_journalentry"} <= set(THE_PAST)


@clause(Clause.SEC_42)
def test_the_application_rewrites_no_history_of_anything(application):
    """Not one row of one table: neither changed nor taken away, nor its guard put to sleep."""
    for table in THE_PAST:
        column = "history_id" if "historical" in table else "id"
        for sql in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
            f"ALTER TABLE {table} DISABLE TRIGGER append_only",
        ):
            with (
                pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
                transaction.atomic(),
            ):
                application.execute(sql)


@clause(Clause.SEC_42)
@pytest.mark.parametrize(
    "sql",
    [
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION public.nothing() RETURNS int AS 'SELECT 1' LANGUAGE sql",
        f"ALTER ROLE {ROLE} SUPERUSER",
    ],
)
def test_the_application_makes_itself_no_owner(application, sql):
    with pytest.raises(DatabaseError, match=r"permission denied|must"), transaction.atomic():
        application.execute(sql)


@clause(Clause.SEC_42)
def test_whatever_history_the_owner_rewrites_is_found(sealed):
    """In each table that has any rows: every table is named, and no other."""
    touched = {table for table in THE_PAST if rewritten(table)}
    assert touched >= {
        "dossiers_historicaldossier",
        "dossiers_historicaldocument",
        "organisation_historicaldepartment",
        "journal_journalentry",
    }
    findings = verify_history().findings
    assert {finding.table for finding in findings} == touched
    assert {finding.fault for finding in findings} <= {Fault.ALTERED, Fault.MISSING}


def rewritten(table):
    """The reason of each row is another one, or there are no rows left; whether there were any."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 1")
        columns = {column.name for column in cursor.description}
        found = cursor.fetchone() is not None
    reason = next((c for c in ("history_change_reason", "reason") if c in columns), None)
    as_owner(f"UPDATE {table} SET {reason} = 'x'" if reason else f"DELETE FROM {table}")
    return found


@pytest.fixture
def author(sealed):
    """Somebody who renamed the department and has left."""
    somebody = UserFactory(sworn=False)
    with in_act("tests.renamed", by=somebody):
        department = sealed.holding.dossier.centre
        department.name = "又一名"
        department.save()
    seal_history(now())
    return somebody


def written_by(person):
    return list(Department.history.filter(history_user_id=person.pk).values_list())


@clause(Clause.ORG_06)
def test_an_account_that_ever_acted_cannot_be_deleted(author):
    with pytest.raises(ProtectedError), in_act("tests.deleted", by=None):
        User.objects.get(pk=author.pk).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=author.pk)._raw_delete("default")
    assert User.objects.filter(pk=author.pk).exists()


@clause(Clause.ORG_06, Clause.SEC_42)
def test_an_account_deleted_past_every_guard_leaves_its_history(author):
    before = written_by(author)
    assert len(before) == 1
    as_owner("DELETE FROM organisation_user WHERE id = %s", author.pk)
    assert not User.objects.filter(pk=author.pk).exists()
    assert written_by(author) == before
    assert Department.history.get(history_user_id=author.pk).history_user is None
    assert verify_history().intact


@clause(Clause.ORG_06, Clause.SEC_42)
def test_an_account_that_did_nothing_is_deleted_and_its_own_history_stays(sealed):
    nobody = UserFactory(sworn=False)
    seal_history(now())
    kept = list(User.history.filter(id=nobody.pk).values_list())
    with in_act("tests.deleted", by=None):
        User.objects.get(pk=nobody.pk).delete()
    seal_history(now())
    rows = User.history.filter(id=nobody.pk).order_by("history_id")
    assert list(rows.values_list())[: len(kept)] == kept
    assert rows.last().history_type == "-"
    assert verify_history().intact
