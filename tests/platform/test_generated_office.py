"""The office that is measured is like one the acts would have made, and every figure has its line."""

import io
from contextlib import nullcontext, suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F

from archive_office.crypto import blind_index, tail_index
from archive_office.journal.acts import in_act
from archive_office.journal.models import JournalSubject
from archive_office.management import (
    costing,
    generated_office,
    measured_acts,
    measured_pages,
)
from archive_office.management.commands import bench
from archive_office.management.generated_office import (
    NUMBER_OF_CENTRES,
    Generated,
    compare_keys,
    fill,
    furnish_centres,
    sizes,
)
from archive_office.organisation.models import Department
from archive_office.policy.reading import number
from dossiers.models import Building, Customer, Document, Dossier, Holding, Placement, Unit
from dossiers.models.naming import building_key, initials_of, natural_key, unit_code, unit_key
from dossiers.procedures.codes import reserve
from lending.models import Loan

SCALE = 600


@pytest.fixture
def office(db):
    furnish_centres()
    with connection.cursor() as cursor:  # what a commit would have compared
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    fill(SCALE)


def test_a_million_are_spread_as_in_life():
    spread = sizes(1_000_000)
    assert (spread[0], spread[-1], sum(spread)) == (12, 31_537, 1_000_000)
    assert len(spread) == NUMBER_OF_CENTRES
    assert [sum(sizes(scale)) for scale in (SCALE, 10_000)] == [SCALE, 10_000]


def test_it_holds_what_its_size_says_and_every_key_leads_somewhere(office):
    assert Department.objects.filter(kind="service_centre").count() == NUMBER_OF_CENTRES
    held = {model: model.objects.count() for model in (Dossier, Holding, Document, Unit)}
    assert held == {Dossier: SCALE, Holding: 2 * SCALE, Document: 5 * SCALE, Unit: SCALE}
    compare_keys()
    standing = Holding.objects.filter(present_slot__isnull=False)
    assert standing.count() == Placement.objects.count() == 2 * SCALE * 6 // 10
    assert not standing.exclude(present_slot__department=F("keeper")).exists()
    assert Loan.objects.exists()
    crowded = standing.values("present_slot").annotate(n=Count("pk")).filter(n__gt=20)
    assert not crowded.exists()


def test_rows_are_what_the_ledgers_would_have_left(office):
    for unit in Unit.objects.select_related("building")[:40]:
        building = unit.building.name
        assert unit.key == unit_key(building, "", unit.room)
        assert unit.code == unit_code(building, "", unit.room)
        assert unit.sort_key == natural_key(unit.code)
        assert unit.building.key == building_key(building)
    customer = Customer.objects.order_by("-pk")[0]
    assert customer.initials == initials_of(customer.name)
    plain = customer.reveal("id_number")
    assert (customer.id_index, customer.id_tail) == (blind_index(plain), tail_index(plain))
    assert customer.phone_indexes == [blind_index(phone) for phone in customer.phone_list()]
    for model in (Building, Unit, Customer, Dossier, Holding, Document, Placement):
        assert model.history.count() == model.objects.count()
    assert JournalSubject.objects.filter(entry__act="dossiers.ledger_imported").count() == SCALE


def test_the_next_dossier_gets_the_next_code(office):
    last = Dossier.objects.order_by("-centre__dossiers__code", "-code")[0]
    series, _dash, running = last.code.rpartition("-")
    with in_act("tests.numbered", by=None):
        assert reserve(series, 1) == [f"{series}-{int(running) + 1:04}"]
    assert number("dossier_creation_days", on=last.opened_on) > 0


@pytest.fixture
def measured(office, monkeypatch):
    """Pages and acts measured once each, in the office of this test."""
    here = Generated("here", SCALE)
    for module in (measured_pages, measured_acts):
        monkeypatch.setattr(module, "generated", lambda scale: here)
        monkeypatch.setattr(module, "office_at", lambda database: nullcontext())
        monkeypatch.setattr(module, "SWITCHES", 1)
    monkeypatch.setattr(measured_acts, "ROUNDS", 1)
    monkeypatch.setattr(costing, "SAMPLE", 0.0)
    monkeypatch.setattr(measured_pages, "compared", lambda *w, **o: costing.compared(*w, rounds=1))
    monkeypatch.setattr(bench, "move_into", lambda name: None)
    monkeypatch.setattr(bench, "fresh_office", lambda name: nullcontext())
    monkeypatch.setattr(bench, "call_command", lambda *args, **options: None)
    monkeypatch.setattr(bench, "MEASURES", {**measured_pages.MEASURES, **measured_acts.MEASURES})


def test_every_figure_has_its_line(measured):
    out, err = io.StringIO(), io.StringIO()
    with suppress(CommandError):  # in so small an office a figure may well be short
        call_command("bench", scale=SCALE, stdout=out, stderr=err)
    lines = out.getvalue().splitlines()
    assert err.getvalue() == ""
    for name, line in zip(bench.MEASURES, lines, strict=True):
        assert line.startswith(name)
        assert {"ok", "short"} & set(line.split())


def test_the_offices_sources_name_its_database():
    assert generated_office._sources() == generated_office._sources()
    assert len(generated_office._sources()) == 12
