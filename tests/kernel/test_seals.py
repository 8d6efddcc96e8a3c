"""Seals over journal and history: what was written stays, or the seal that breaks says where."""

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection

from archive_office.clock import now
from archive_office.journal import sealing
from archive_office.journal.acts import in_act
from archive_office.journal.models import HistorySeal, JournalEntry, SealedRows, SealEra
from archive_office.journal.sealing import SealingError, open_era, seal_history
from archive_office.journal.verifying import Fault, verify_history
from archive_office.notices.tasks import BrokenHistoryError, verify_daily
from archive_office.organisation.models import Department
from archive_office.regulation import Clause
from tests.factories import DepartmentFactory, UserFactory
from tests.steps import clause


@pytest.fixture(autouse=True)
def alone_on_the_cluster(monkeypatch):
    """Other tests write to other databases of the same server; only this one's work counts."""

    def ended_before():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT least(pg_snapshot_xmax(pg_current_snapshot())::text::bigint, "
                "min(backend_xid::text::bigint)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return cursor.fetchone()[0]

    monkeypatch.setattr(sealing, "_ended_before", ended_before)


@pytest.fixture
def history(own_database):
    """Two sealed days: one department founded on the first, renamed on the second."""
    department = DepartmentFactory()
    seal_history(now())
    renamed(department, "新名")
    seal_history(now())
    return department


def renamed(department, name):
    with in_act("tests.renamed", by=UserFactory()):
        department.name = name
        department.save()


def as_owner(sql, *values):
    """What nobody but the owner of the database could do: past every trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            cursor.execute(sql, values)
        finally:
            cursor.execute("SET session_replication_role = origin")


def found():
    return [(f.fault, f.table, f.keys) for f in verify_history().findings]


@clause(Clause.SEC_42)
def test_what_nobody_touched_is_found_intact(history):
    done = verify_history()
    assert done.intact
    assert done.seals == 2
    assert done.rows > Department.history.count()
    assert done.unsealed == 0
    assert done.last_digest == HistorySeal.objects.last().digest


@clause(Clause.SEC_42)
def test_a_changed_history_row_is_named_with_its_seal(history):
    row = history.history.last()
    as_owner(
        "UPDATE organisation_historicaldepartment SET name = 'x' WHERE history_id = %s",
        row.history_id,
    )
    (finding,) = verify_history().findings
    assert (finding.fault, finding.seal) == (Fault.ALTERED, "1-1")
    assert finding.keys == (row.history_id,)


@clause(Clause.SEC_42)
def test_a_history_row_taken_away_is_named(history):
    row = history.history.first()
    as_owner("DELETE FROM organisation_historicaldepartment WHERE history_id = %s", row.history_id)
    assert found() == [(Fault.MISSING, "organisation_historicaldepartment", (row.history_id,))]


@clause(Clause.SEC_42)
@pytest.mark.parametrize("table", ["journal_journalentry", "policy_historicalparameter"])
def test_a_row_slipped_in_under_an_old_seal_is_named(history, table):
    first = HistorySeal.objects.first()
    if table == "journal_journalentry":
        as_owner(
            "INSERT INTO journal_journalentry (id, act, clauses, at, reason, facts, xid) "
            "VALUES (900001, 'tests.forged', '{}', now(), '', '{}', %s::text::xid8)",
            str(first.end_xid - 1),
        )
    else:
        as_owner(
            "INSERT INTO policy_historicalparameter "
            "(history_id, id, name, value, effective_from, reason, history_date, history_type, xid)"
            " VALUES (900001, 1, 'loan_days', '30', now(), '', now(), '+', %s::text::xid8)",
            str(first.end_xid - 1),
        )
    assert found() == [(Fault.ADDED, table, (900001,))]


@clause(Clause.SEC_42)
def test_a_row_that_hides_behind_a_transaction_to_come_is_named(history):
    as_owner(
        "INSERT INTO journal_journalentry (id, act, clauses, at, reason, facts, xid) "
        "VALUES (900001, 'tests.forged', '{}', now(), '', '{}', '9000000000'::xid8)"
    )
    assert found() == [(Fault.AHEAD, "journal_journalentry", (900001,))]


@clause(Clause.SEC_42)
def test_a_seal_that_was_made_to_fit_breaks_the_chain(history):
    row = history.history.last()
    as_owner(
        "UPDATE organisation_historicaldepartment SET name = 'x' WHERE history_id = %s",
        row.history_id,
    )
    as_owner(
        "UPDATE journal_sealedrows SET digest = repeat('0', 64) "
        "WHERE \"table\" = 'organisation_historicaldepartment' AND seal_id = %s",
        HistorySeal.objects.first().pk,
    )
    faults = {finding.fault for finding in verify_history().findings}
    assert Fault.CHAIN in faults


@clause(Clause.SEC_42)
def test_a_seal_taken_out_of_the_middle_breaks_the_chain(history):
    renamed(history, "又一名")
    seal_history(now())
    gone = HistorySeal.objects.get(number=2)
    as_owner("DELETE FROM journal_sealedrows WHERE seal_id = %s", gone.pk)
    as_owner("DELETE FROM journal_historyseal WHERE id = %s", gone.pk)
    assert (Fault.CHAIN, "", ()) in found()


@clause(Clause.SEC_42)
@pytest.mark.parametrize("model", [SealEra, HistorySeal, SealedRows, JournalEntry])
def test_seals_can_neither_be_changed_nor_taken_away(history, model):
    table = model._meta.db_table
    for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
            cursor.execute(sql)


@clause(Clause.SEC_42)
def test_nothing_new_makes_no_seal(history):
    assert seal_history(now()) is None
    assert HistorySeal.objects.count() == 2


@clause(Clause.SEC_42)
def test_work_in_progress_is_sealed_when_it_has_ended(history, side_by_side):
    """A transaction that began earlier and ends later is under a later seal, not lost."""
    writing, sealed = threading.Event(), threading.Event()

    def slow():
        with in_act("tests.slow", by=None):
            history.name = "慢"
            history.save()
            writing.set()
            sealed.wait(timeout=10)

    def sealing():
        writing.wait(timeout=10)
        seal_history(now())
        sealed.set()

    for future in side_by_side(slow, sealing):
        future.result()
    assert verify_history().unsealed > 0
    seal_history(now())
    done = verify_history()
    assert done.intact
    assert done.unsealed == 0


@clause(Clause.SEC_42)
def test_after_a_restore_nothing_is_sealed_before_a_new_era_is_opened(history):
    """Transactions counted anew look as if the last seal lay in the future."""
    as_owner("UPDATE journal_historyseal SET end_xid = end_xid + 1000000000 WHERE number = 2")
    with pytest.raises(SealingError, match="new era"):
        seal_history(now())


@clause(Clause.SEC_42)
def test_a_new_era_has_its_own_chain_and_the_old_one_is_still_verified(history):
    era = open_era("从备份恢复", now() + timedelta(minutes=1))
    renamed(history, "新纪元")
    seal = seal_history(now())
    assert (era.number, seal.era, seal.number) == (2, era, 1)
    assert verify_history().intact
    as_owner("DELETE FROM organisation_historicaldepartment WHERE history_type = '+'")
    assert {f.seal for f in verify_history().findings} == {"1-1"}


def told(command, *args):
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


@clause(Clause.SEC_42)
def test_the_command_says_intact_or_names_the_rows_and_fails(history):
    assert "Intact." in told("verify_history")
    row = history.history.first()
    as_owner("DELETE FROM organisation_historicaldepartment WHERE history_id = %s", row.history_id)
    with pytest.raises(CommandError, match="not as it was sealed"):
        told("verify_history")


@clause(Clause.SEC_42)
def test_the_command_seals_and_opens_an_era_with_a_reason_only(history):
    assert "Nothing new" in told("seal_history")
    with pytest.raises(CommandError, match="Say why"):
        told("seal_history", "--new-era", " ")
    assert "Era 2 begins" in told("seal_history", "--new-era", "从备份恢复")


@clause(Clause.SEC_42)
def test_the_office_day_fails_loudly_when_the_history_was_changed(history):
    assert verify_daily(now()) == {"rows as they were sealed": verify_history().rows}
    as_owner("UPDATE organisation_historicaldepartment SET name = 'x'")
    with pytest.raises(BrokenHistoryError):
        verify_daily(now())


@clause(Clause.SEC_42)
def test_the_application_can_read_and_add_seals_but_not_change_them(history):
    call_command("grant_application_role", "archive_test_sealing", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE archive_test_sealing")
        try:
            cursor.execute("SELECT count(*) FROM journal_historyseal")
            for table in ("journal_historyseal", "journal_sealedrows", "journal_sealera"):
                with pytest.raises(ProgrammingError, match="permission denied"):
                    cursor.execute(f"DELETE FROM {table}")
        finally:
            cursor.execute("RESET ROLE")
