"""Terms of retention: what they count from, when they end, and what holds a thing back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import (
    Category,
    Document,
    DocumentType,
    DossierState,
    Hold,
    Holding,
    Retention,
    RetentionStart,
    RetentionTrigger,
)
from dossiers.procedures.retention import change_term, correct_trigger, lift_hold, place_hold
from dossiers.rules.obligations import open_obligations
from dossiers.rules.retention import (
    Clock,
    clock_of,
    clock_of_document,
    current_triggers,
    due,
    due_documents,
    sentence,
)
from tests.dossiers.steps import NOW
from tests.factories import (
    TODAY,
    DocumentFactory,
    DossierFactory,
    HoldingFactory,
    arranged,
    person,
)
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


def closed_volume(on=date(2014, 6, 30), **fields):
    return HoldingFactory(
        on_shelf=True,
        dossier__state=DossierState.CLOSED,
        dossier__closed_on=on,
        dossier__closed_reason="迁出",
        **fields,
    )


def record(year=2010, **fields):
    """A volume of a category and year, kept ten years from its year of origin."""
    category = Category.objects.get(code="B4.2")
    dossier = DossierFactory(
        kind="category", category=category, occupancy=None, unit=None, year=year,
        centre=fields.pop("centre", None) or DossierFactory().centre,
        retention="fixed", retention_years=10,
    )  # fmt: skip
    fields = {"retention_years": 10, "year_from": year, "year_until": year} | fields
    return HoldingFactory(dossier=dossier, on_shelf=True, **fields)


def told(holding, on=TODAY):
    trigger = current_triggers([holding]).get(holding.pk)
    return sentence(clock_of(holding, trigger=trigger), open_obligations([holding]), on=on)


def is_due(holding, on=TODAY):
    return due(Holding.objects.filter(pk=holding.pk), on=on).exists()


def keeper_of(holding, role=Role.CENTRE_ARCHIVIST):
    return person(role, holding.keeper)


@clause(Clause.APR_11, Clause.APR_16)
def test_the_term_of_a_resident_dossier_counts_from_its_closing():
    volume = closed_volume(date(2024, 6, 30), retention_years=30)

    clock = clock_of(volume)

    assert clock.begins == date(2025, 1, 1)
    assert clock.reviewable_from == date(2055, 1, 1)
    with override("en"):
        assert told(volume) == (
            "closed 2024-06-30: 迁出; 30 years from 2025-01-01; reviewable from 2055-01-01"
        )


@clause(Clause.APR_16)
def test_nothing_counts_while_the_dossier_is_open():
    volume = HoldingFactory(on_shelf=True)

    assert clock_of(volume).reviewable_from is None
    assert not is_due(volume, date(2999, 1, 1))


@clause(Clause.APR_11, Clause.APR_12)
@pytest.mark.parametrize(
    ("on", "expected"), [(date(2020, 12, 31), False), (date(2021, 1, 1), True)]
)
def test_a_record_of_2010_kept_ten_years_comes_up_on_the_first_of_january_2021(on, expected):
    volume = record(2010)

    assert clock_of(volume).is_due(on) is expected
    assert is_due(volume, on) is expected


@clause(Clause.APR_12)
def test_permanent_things_never_come_up():
    volume = record(1980, retention=Retention.PERMANENT, retention_years=None)

    assert not is_due(volume, date(2999, 1, 1))
    assert clock_of(volume).reviewable_from is None


@clause(Clause.APR_14, Clause.APR_15, Clause.FIL_21)
@pytest.mark.parametrize(("retention", "years"), [(Retention.LONG, "30"), (Retention.SHORT, "10")])
def test_old_classes_show_their_years_and_have_no_computed_end(retention, years):
    volume = record(2024, retention=retention, retention_years=None)

    assert clock_of(volume).reviewable_from is None
    assert is_due(volume)
    assert years in told(volume)


@clause(Clause.APR_12)
def test_what_was_never_filed_and_what_is_destroyed_does_not_come_up():
    unfiled = HoldingFactory(dossier=record(2000).dossier, number=2, year_until=2000)

    assert not is_due(unfiled)


@clause(Clause.APR_12, Clause.APR_17)
def test_an_identity_copy_comes_up_two_years_after_the_closing_before_its_volume():
    volume = closed_volume(date(2022, 5, 1), part="personal", number=2)
    paper = DocumentFactory(holding=volume, type=DocumentType.objects.get(code="C5"), personal=True)

    found = due_documents(Document.objects.all(), on=date(2025, 1, 1))

    assert list(found) == [paper]
    assert clock_of_document(paper).reviewable_from == date(2025, 1, 1)
    assert not due_documents(Document.objects.all(), on=date(2024, 12, 31)).exists()
    assert not is_due(volume, date(2025, 1, 1))


@clause(Clause.APR_16, Clause.APR_11)
def test_a_corrected_day_counts_and_the_old_one_stays_readable_with_who_and_why():
    volume = closed_volume(date(2024, 6, 30))
    by = keeper_of(volume)

    correct_trigger(volume, date(2023, 12, 31), by=by, now=NOW, reason="合同实际终止日")
    second = correct_trigger(volume, date(2023, 11, 30), by=by, now=NOW, reason="再核")

    assert second.was_on == date(2023, 12, 31)
    first = RetentionTrigger.objects.get(replaced_at__isnull=False)
    assert (first.was_on, first.set_by, first.reason) == (date(2024, 6, 30), by, "合同实际终止日")
    trigger = current_triggers([volume])[volume.pk]
    assert clock_of(volume, trigger=trigger).begins == date(2024, 1, 1)


@clause(Clause.APR_16)
def test_a_term_counts_from_nothing_that_is_still_to_come():
    volume = closed_volume()

    with refused(Clause.APR_16):
        correct_trigger(volume, date(2026, 12, 1), by=keeper_of(volume), now=NOW, reason="x")


@clause(Clause.APR_17)
def test_a_term_is_changed_by_its_keepers_with_a_reason_only():
    volume = closed_volume()

    with refused(Clause.APR_17):
        change_term(volume, Retention.PERMANENT, None, by=person(Role.CENTRE_HEAD), reason="x")
    with refused(Clause.APR_17):
        change_term(volume, Retention.PERMANENT, None, by=keeper_of(volume), reason=" ")
    changed = change_term(volume, Retention.FIXED, 50, by=keeper_of(volume), reason="涉诉")

    assert (changed.retention, changed.retention_years) == ("fixed", 50)


@clause(Clause.APR_14, Clause.FIL_21)
def test_the_classes_are_a_closed_list():
    volume = closed_volume()

    with refused(Clause.APR_14):
        change_term(volume, Retention.LONG, None, by=keeper_of(volume), reason="x")
    with refused(Clause.FIL_21):
        change_term(volume, Retention.FIXED, None, by=keeper_of(volume), reason="x")
    with refused(Clause.FIL_21):
        change_term(volume, Retention.PERMANENT, 10, by=keeper_of(volume), reason="x")


@clause(Clause.APR_01)
def test_a_hold_is_lifted_by_another_person_in_another_role():
    volume = closed_volume()
    by = keeper_of(volume)
    hold = place_hold(volume, Hold.Kind.LEGAL, Role.CENTRE_ARCHIVIST, by=by, now=NOW, reason="诉讼")
    assert "诉讼" in told(volume)

    with refused(Clause.APR_01):
        lift_hold(hold, Role.CENTRE_ARCHIVIST, by=keeper_of(volume), now=NOW, reason="已结")
    head = keeper_of(volume, Role.CENTRE_HEAD)
    lifted = lift_hold(hold, Role.CENTRE_HEAD, by=head, now=NOW, reason="已结")

    assert (lifted.lifted_by, lifted.lifted_because) == (head, "已结")
    assert open_obligations([volume]) == []
    with refused(Clause.APR_01):
        lift_hold(hold, Role.CENTRE_HEAD, by=head, now=NOW, reason="已结")


@clause(Clause.APR_01)
def test_nobody_holds_back_what_others_keep():
    volume = closed_volume()

    with refused(Clause.APR_01):
        place_hold(
            volume.dossier, Hold.Kind.AUDIT, Role.CENTRE_HEAD,
            by=person(Role.CENTRE_HEAD), now=NOW, reason="审计",
        )  # fmt: skip


@clause(Clause.APR_01)
def test_the_database_too_wants_another_role_to_lift_a_hold():
    volume = closed_volume()
    by = keeper_of(volume)
    hold = place_hold(volume, Hold.Kind.LEGAL, Role.CENTRE_ARCHIVIST, by=by, now=NOW, reason="诉讼")

    hold.lifted_by, hold.lifted_as, hold.lifted_at = by, hold.placed_as, NOW
    hold.lifted_because = "已结"
    with pytest.raises(IntegrityError), transaction.atomic(), arranged():
        hold.save()


@clause(Clause.APR_10)
def test_every_thing_names_its_originating_department():
    volume = closed_volume()

    assert volume.dossier.centre.name


@given(
    started=st.dates(date(1980, 1, 1), date(2026, 12, 31)),
    years=st.integers(1, 60),
    on=st.dates(date(1990, 1, 1), date(2100, 12, 31)),
)
@clause(Clause.APR_11)
def test_a_term_ends_on_the_last_day_of_its_last_year(started, years, on):
    clock = Clock(Retention.FIXED, years, started, "", "")

    assert clock.is_due(on) == (on.year > started.year + years)
    assert clock.reviewable_from.year - clock.begins.year == years


@clause(Clause.APR_12)
def test_the_list_of_what_has_run_out_agrees_with_each_things_own_clock():
    """Found by the database and reckoned one by one, for every start, class and state."""
    by = None
    for year in (2005, 2016, 2017):
        record(year)
        record(year, retention=Retention.PERMANENT, retention_years=None)
        closed_volume(date(year, 5, 1), retention_years=9)
        contract = closed_volume(date(year, 5, 1), retention_years=9)
        with arranged():
            contract.dossier.category = Category.objects.get(code="HT")
            contract.dossier.save()
        by = by or keeper_of(contract)
    correct_trigger(contract, date(2016, 3, 1), by=keeper_of(contract), now=NOW, reason="合同终止")
    HoldingFactory(on_shelf=True)

    things = list(Holding.objects.select_related("dossier__category"))
    triggers = current_triggers(things)
    for on in (date(2015, 12, 31), date(2016, 1, 1), TODAY, date(2027, 1, 1)):
        one_by_one = {
            thing.pk
            for thing in things
            if thing.filed_on and clock_of(thing, trigger=triggers.get(thing.pk)).is_due(on)
        }
        assert set(due(Holding.objects.all(), on=on).values_list("pk", flat=True)) == one_by_one
    assert Category.objects.get(code="HT").retention_start == RetentionStart.CONTRACT_END
