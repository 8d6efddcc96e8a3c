"""An import beside other work: progress while it runs, two at once, a unit taken meanwhile."""

import threading

import pytest
from django.db import connection

from dossiers.ledgers.work import read_received
from dossiers.models import Dossier, LedgerImport, Unit
from dossiers.procedures.imports import residents, running
from dossiers.procedures.imports.lifecycle import confirm_ledger
from dossiers.procedures.imports.progress import is_at_work
from tests.dossiers.importing import NOW, archivist, checked, ledger, outcomes
from tests.factories import BuildingFactory, EstateFactory, UnitFactory

pytestmark = pytest.mark.race


def confirmed(content, by):
    return confirm_ledger(checked(content, by), by=by, now=NOW)


def rows(count):
    return ledger(*({"room": str(n), "number": "", "owner": "李强"} for n in range(count)))


def test_progress_is_seen_while_the_act_still_runs(own_database, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 100)
    import_ = confirmed(rows(300), archivist())
    write, seen = residents.Residents.write, []

    def watched(self):
        write(self)
        seen.append(elsewhere(import_))

    monkeypatch.setattr(residents.Residents, "write", watched)
    import_ = read_received(import_, now=NOW)
    assert outcomes(import_) == {"created": 300}
    assert seen == [(0, 300, 0, True), (100, 300, 0, True), (200, 300, 0, True)]
    assert not is_at_work(import_)


def elsewhere(import_):
    """What another session sees: rows done, rows in all, dossiers, and that work goes on."""
    found = []

    def look():
        row = LedgerImport.objects.get(pk=import_.pk)
        at_work = is_at_work(row)
        found.append((row.rows_done, row.rows_total, Dossier.objects.count(), at_work))
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join(10)
    return found[0]


def test_two_workers_bring_a_ledger_in_once(side_by_side):
    import_ = confirmed(rows(40), archivist())
    once = lambda: read_received(import_, now=NOW)  # noqa: E731 - the same call twice
    done = [future.result() for future in side_by_side(once, once)]
    assert Dossier.objects.count() == 40
    import_.refresh_from_db()
    assert import_.state == LedgerImport.State.IMPORTED
    assert {row.pk for row in done} == {import_.pk}


def test_two_ledgers_about_the_same_units_follow_each_other(side_by_side):
    by = archivist()
    one, other = confirmed(rows(40), by), confirmed(rows(40), by)
    side_by_side(lambda: read_received(one, now=NOW), lambda: read_received(other, now=NOW))
    ended = [LedgerImport.objects.get(pk=row.pk) for row in (one, other)]
    assert {row.state for row in ended} == {LedgerImport.State.IMPORTED}
    assert sorted(map(str, map(outcomes, ended))) == ["{'created': 40}", "{'unchanged': 40}"]
    assert Dossier.objects.count() == Unit.objects.count() == 40


def test_a_unit_made_meanwhile_undoes_the_import(own_database, monkeypatch):
    by = archivist()
    import_ = confirmed(rows(3), by)
    make = residents.Residents.plan

    def overtaken(self, claims):
        planned = make(self, claims)
        estate = EstateFactory(centre=import_.centre, name="别处", code="P01")
        UnitFactory(building=BuildingFactory(estate=estate))
        return planned

    monkeypatch.setattr(residents.Residents, "plan", overtaken)
    import_ = read_received(import_, now=NOW)
    assert import_.state == LedgerImport.State.FAILED
    assert not Dossier.objects.exists()
