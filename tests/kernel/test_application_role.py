from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.factories import DepartmentFactory
from tests.kernel.test_acting import UserFactory, rename

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_journalentry SET reason = 'x'",
        "DELETE FROM journal_journalsubject",
        "UPDATE organisation_historicaldepartment SET name = 'x'",
        "TRUNCATE dossiers_viewlog",
        "ALTER TABLE journal_journalentry DISABLE TRIGGER ALL",
        "DROP TABLE dossiers_viewlog",
    ],
)
def test_the_application_cannot_rewrite_the_past(sql):
    rename(DepartmentFactory(), name="新名", by=UserFactory())
    call_command("grant_application_role", "archive_app_test", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET ROLE archive_app_test")
        with (
            pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
            transaction.atomic(),
        ):
            cursor.execute(sql)
        cursor.execute("RESET ROLE")


def test_the_application_can_do_its_daily_work():
    call_command("grant_application_role", "archive_app_test", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE archive_app_test")
    rename(DepartmentFactory(), name="新名", by=UserFactory())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET ROLE")
