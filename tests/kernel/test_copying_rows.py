"""Many rows at once leave behind exactly what saving each would (decision 25)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.forms.models import model_to_dict

from archive_office.crypto import DataKey
from archive_office.journal.acts import OutsideActError, act, note
from archive_office.journal.bulk import copy_all, note_all, reserve_ids
from archive_office.journal.copying import Mould
from archive_office.journal.models import JournalEntry, JournalSubject
from dossiers.models import Building, Customer, Occupancy, Unit
from tests.factories import (
    BuildingFactory,
    CustomerFactory,
    EstateFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NASTY = ["\\N", "\\", "a\tb", "a\nb", "a\r\nb", '{"', "𠮷", "；' \"", "\\t", " ", ""]


@act("tests.kept", "kept")
def save_each(rows, *, by, reason=""):
    for row in rows:
        row.save(force_insert=True)
        note(row, after={"text": "\\\t\n𠮷", "number": 1})


@act("tests.kept", "kept")
def keep_all(rows, *, by, reason=""):
    for row, pk in zip(rows, reserve_ids(type(rows[0]), len(rows)), strict=True):
        row.pk = pk
    copy_all(rows)
    note_all((row, {"text": "\\\t\n𠮷", "number": 1}) for row in rows)


def columns(row, *but):
    return {f.attname: getattr(row, f.attname) for f in row._meta.fields if f.name not in but}


def same_but_for(first, second, *but):
    assert columns(first, *but) == columns(second, *but)
    but += ("history_id", "history_date", "history_change_reason")
    assert columns(first.history.get(), *but) == columns(second.history.get(), *but)


def customer(name):
    row = Customer.made(name=name, kind="company", contact_person=name[:60])
    row.seal_numbers(id_number="91339999MAJKG5GA4L", phones=["16357425060", "0571-93866128"])
    return row


@pytest.mark.parametrize("name", NASTY)
def test_text_arrays_and_sealed_numbers_arrive_as_by_saving(name):
    one = customer(name)
    two = Customer(**model_to_dict(one), data_key=one.data_key, initials=one.initials)
    for field in ("id_index", "id_tail", "phone_indexes", "phone_tails"):
        setattr(two, field, getattr(one, field))
    clerk = UserFactory()
    save_each([one], by=clerk, reason="登记")
    keep_all([two], by=clerk, reason="登记")

    first, second = Customer.objects.order_by("pk")
    same_but_for(first, second, "id")
    assert second.phone_list() == ["16357425060", "0571-93866128"]


def test_numbers_days_choices_and_nothing_arrive_as_by_saving():
    clerk, customer = UserFactory(), CustomerFactory()

    def unit():
        building = BuildingFactory()
        facts = {"room": "301", "code": "3-301", "sort_key": "3", "key": "3//301"}
        facts |= {"floor": -1, "area": Decimal("88.90"), "use": Unit.Use.LET}
        return Unit(building=building, estate=building.estate, **facts)

    save_each([unit()], by=clerk)
    keep_all([unit()], by=clerk)
    first, second = Unit.objects.order_by("pk")
    same_but_for(first, second, "id", "building", "estate")
    assert second.history.get().building_id == second.building_id

    def stay(home):
        dates = {"from_on": date(2019, 5, 26), "until_on": None}
        return Occupancy(unit=home, customer=customer, kind="owner", fit_out=True, **dates)

    save_each([stay(first)], by=clerk)
    keep_all([stay(second)], by=clerk)
    same_but_for(*Occupancy.objects.order_by("pk"), "id", "unit")


def test_history_and_journal_know_act_person_and_reason():
    clerk, estate = UserFactory(), EstateFactory()
    rows = [Building(estate=estate, name=f"{n}栋", key=n, sort_key=n) for n in "123"]
    keep_all(rows, by=clerk, reason="批量")

    entry = JournalEntry.objects.get(act="tests.kept")
    subjects = entry.subjects.order_by("thing")
    assert [s.thing for s in subjects] == [row.pk for row in rows]
    assert {s.label for s in subjects} == {str(row) for row in rows}
    assert subjects[0].after == {"text": "\\\t\n𠮷", "number": 1}
    assert subjects[0].before is None
    kept = rows[1].history.get()
    assert kept.history_type == "+"
    assert kept.history_user_id == clerk.pk
    assert kept.history_change_reason == f"#{entry.pk} tests.kept: 批量"
    assert abs(kept.history_date - entry.at).total_seconds() < 60


def test_ids_are_not_given_twice():
    ids = reserve_ids(Building, 50)
    assert len(set(ids)) == 50
    assert BuildingFactory().pk > max(ids)
    assert reserve_ids(Building, 0) == []


def test_nothing_is_copied_outside_an_act():
    with pytest.raises(OutsideActError):
        copy_all([Building(pk=1, estate=EstateFactory(), name="1", key="1", sort_key="1")])
    with pytest.raises(OutsideActError):
        note_all([(EstateFactory(), {})])
    assert not Building.objects.exists()


def test_the_database_still_refuses_what_it_refuses():
    building, clerk = BuildingFactory(), UserFactory()
    twin = Building(estate=building.estate, name="x", key=building.key, sort_key="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_all([twin], by=clerk)
    with pytest.raises(DataError), transaction.atomic():
        keep_all(
            [Building(estate=building.estate, name="长" * 41, key="k", sort_key="x")], by=clerk
        )
    assert not JournalSubject.objects.filter(entry__act="tests.kept").exists()


def test_a_readable_number_is_not_copied_either():
    bare = Customer(name="王芳", data_key=DataKey.new().wrapped, id_number="91339999MAJKG5GA4L")
    with pytest.raises(ValidationError), transaction.atomic():
        keep_all([bare], by=None)
    assert not Customer.objects.exists()


def test_cast_rows_equal_built_rows():
    building = BuildingFactory()
    own = {"room": "301", "code": "3-301", "sort_key": "3", "key": "3//301"}
    mould = Mould(Unit, use=Unit.Use.LET)
    cast = mould.cast(building_id=building.pk, estate_id=building.estate_id, **own)
    built = Unit(building=building, estate=building.estate, use=Unit.Use.LET, **own)
    assert columns(cast) == columns(built)
    assert (cast.building, cast.pk, cast._state.adding) == (building, None, True)
    assert mould.cast(**own)._state is not mould.cast(**own)._state


def test_a_row_is_not_cast_from_what_is_no_column_or_would_be_shared():
    with pytest.raises(TypeError, match="building"):
        Mould(Unit).cast(building=BuildingFactory())
    with pytest.raises(TypeError, match="Customer"):
        Mould(Customer).cast(name="王芳")
