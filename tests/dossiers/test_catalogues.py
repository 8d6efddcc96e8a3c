"""Catalogues and ledgers: of any past day, on paper and in a workbook, in one's own sight."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from archive_office import clock
from archive_office.journal.models import JournalSubject
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Document, Dossier, Holding, HoldingState, ViewLog
from dossiers.papers.catalogues.entries import Asked, Kind
from dossiers.papers.catalogues.merged import merged
from dossiers.papers.catalogues.reading import parts
from dossiers.procedures.closing import void_dossier
from dossiers.procedures.custody import move_custody, place_holding, verify_holdings
from dossiers.views import catalogues
from tests.dossiers.desk import Desk, at_most, text
from tests.factories import (
    DepartmentFactory,
    DocumentFactory,
    DossierFactory,
    EstateFactory,
    HoldingFactory,
    arranged,
    box_of,
    person,
)
from tests.printing.reading import Reading
from tests.steps import clause

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 3, 2)


@pytest.fixture
def on(monkeypatch):
    """The office's day, as every clock of it shows it."""

    def go(day):
        moment = datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return day

    assert clock.now() is not None
    return go


@pytest.fixture
def centre(on):
    on(FIRST)
    return DepartmentFactory(centre=True)


@pytest.fixture
def estate(centre):
    return EstateFactory(centre=centre, name="汀兰雅苑")


@pytest.fixture
def archivist(centre):
    return person(Role.CENTRE_ARCHIVIST, centre)


def volume(estate, **fields):
    return HoldingFactory(dossier__occupancy__unit__building__estate=estate, **fields)


def asked(kind, centre, day, **narrowed):
    usual = {"category": None, "first": None, "last": None}
    return Asked(kind=kind, centre=centre, on=day, **usual | narrowed)


def lines(kind, centre, day, **narrowed):
    question = asked(kind, centre, day, **narrowed)
    found = parts(Dossier.objects.all(), Holding.objects.all(), question)
    return [entry for _ids, entries in found for entry in entries]


def replayed(centre):
    """The ledger as the records of today tell it, without any history."""
    told = {}
    for thing in Holding.objects.filter(dossier__centre=centre).select_related("present_slot"):
        slot = thing.present_slot
        told[thing.code] = (
            str(thing.state),
            slot.place if slot else "",
            thing.document_count,
            thing.page_count,
        )
    return told


STATES = {"借出": "on_loan", "移交中": "in_handover", "整理中": "in_preparation"}


def as_told(entries):
    """The same of a catalogue's lines: state, place, papers and pages by code."""
    told = {}
    for entry in entries:
        words = entry.remark.split("，")
        state = next((STATES[word] for word in words if word in STATES), "on_shelf")
        told[entry.reference] = (state, entry.place, entry.items, entry.pages)
    return told


class Season:
    """Each day something happens; the ledger of each day is kept beside."""

    def __init__(self, estate, archivist, on):
        self.estate, self.by, self.centre = estate, archivist, estate.centre
        self.headquarters = DepartmentFactory()
        self.keeper = person(Role.HQ_ARCHIVIST, self.headquarters)
        self.first, self.second = box_of(self.centre), box_of(self.centre)
        self.a, self.b, self.c = (volume(estate) for _ in range(3))
        self.day = FIRST
        verify_holdings([self.a, self.b, self.c], by=archivist, today=FIRST)
        self.kept = {}
        acts = (
            self.shelve,
            self.lend,
            self.move_the_box,
            self.take_back,
            self.shift,
            self.hand_over,
            self.arrive,
            self.count_anew,
        )
        for number, act in enumerate(acts):
            self.day = on(FIRST + timedelta(days=number + 1))
            act()
            self.kept[self.day] = replayed(self.centre)

    def place(self, thing, box, by=None):
        place_holding(thing, box, by=by or self.by, today=self.day)

    def move(self, thing, to, **how):
        move_custody([thing], to, **({"by": self.by} | how), today=self.day)

    def shelve(self):
        self.place(self.a, self.first)
        self.place(self.b, self.first)

    def lend(self):
        self.move(self.a, HoldingState.ON_LOAN)

    def move_the_box(self):
        with arranged():
            self.first.shelf = self.second.shelf
            self.first.save()

    def take_back(self):
        self.move(self.a, HoldingState.ON_SHELF)
        self.place(self.c, self.second)

    def shift(self):
        self.place(self.b, self.second)

    def hand_over(self):
        self.move(self.b, HoldingState.IN_HANDOVER)

    def arrive(self):
        there = {"by": self.keeper, "keeper": self.headquarters}
        self.move(self.b, HoldingState.IN_PREPARATION, **there)
        self.place(self.b, box_of(self.headquarters), by=self.keeper)

    def count_anew(self):
        with arranged():
            self.c.refresh_from_db()
            self.c.page_count, self.c.document_count = 31, 7
            self.c.save()
        volume(self.estate)


@clause(Clause.FIL_33)
def test_the_ledger_of_every_past_day_is_the_one_that_was_replayed_on_that_day(
    centre, estate, archivist, on
):
    kept = Season(estate, archivist, on).kept
    on(date(2026, 11, 20))

    for day, then in kept.items():
        assert as_told(lines(Kind.CATALOGUE, centre, day)) == then, day
    assert lines(Kind.CATALOGUE, centre, FIRST - timedelta(days=1)) == []


@clause(Clause.FIL_33, Clause.FRM_53)
def test_the_dossier_ledger_tells_when_a_thing_last_went_out_and_came_back(
    centre, estate, archivist, on
):
    Season(estate, archivist, on)
    lent, back = FIRST + timedelta(days=2), FIRST + timedelta(days=4)

    def first(day):
        return lines(Kind.LEDGER, centre, day)[0]

    assert (first(FIRST + timedelta(days=1)).out, first(lent).out) == (None, lent)
    assert (first(lent).back, first(back).back) == (None, back)
    assert first(lent).remark == "借出"
    assert first(back).place
    assert (first(back).project, first(back).parts) == ("汀兰雅苑", 1)


@clause(Clause.FIL_33)
def test_a_dossier_voided_later_still_stands_in_the_catalogue_of_the_day(
    centre, estate, archivist, on
):
    dossier = volume(estate).dossier
    later = on(FIRST + timedelta(days=3))
    void_dossier(dossier, reason="重复", by=archivist, today=later)

    assert len(lines(Kind.VOLUMES, centre, FIRST)) == 1
    assert lines(Kind.VOLUMES, centre, later) == []
    (line,) = lines(Kind.ACCESSIONS, centre, later)
    assert line.remark.startswith("作废")


@clause(Clause.FIL_33)
def test_title_documents_have_a_ledger_of_their_own(centre, estate, archivist, on):
    deed = volume(
        estate,
        kind=Holding.Kind.ITEM,
        part="single",
        is_title_document=True,
        certificate_number="粤房地权证〔2019〕0412号",
        on_shelf=True,
        present_slot=box_of(centre, safe=True),
    )
    volume(estate)

    (line,) = lines(Kind.TITLES, centre, FIRST)
    assert (line.reference, line.certificate) == (deed.code, deed.certificate_number)
    assert line.place


@clause(Clause.FRM_22, Clause.FRM_53, Clause.FRM_58)
@pytest.mark.parametrize("kind", list(Kind))
def test_each_catalogue_prints_in_the_official_look(centre, estate, archivist, on, kind):
    thing = volume(estate, on_shelf=True)
    item = HoldingFactory(
        dossier=thing.dossier,
        number=2,
        kind=Holding.Kind.ITEM,
        part="single",
        is_title_document=True,
        certificate_number="证0412号",
        on_shelf=True,
        present_slot=box_of(centre, safe=True),
    )
    DocumentFactory(holding=item, document_number="汀物〔2024〕7号", responsible="物业公司")

    answer = Desk(archivist).get("catalogue", kind.value, centre=centre.pk)

    page = Reading(answer.content)
    title = catalogues.drawn.__globals__["BOOKS"][kind].title
    assert title in page.text
    assert "截至2026年3月2日" in page.text
    assert "立档单位：" in page.text
    wanted = {
        Kind.VOLUMES: thing.code,
        Kind.ITEMS: "汀物〔2024〕7号",
        Kind.CATALOGUE: item.code,
        Kind.LEDGER: thing.dossier.code,
        Kind.TITLES: "证0412号",
        Kind.ACCESSIONS: thing.dossier.code,
        Kind.MERGED: centre.name,
    }
    assert wanted[kind] in page.text


@clause(Clause.FIL_33, Clause.LND_22)
def test_taking_a_ledger_along_is_a_look_at_each_dossier_and_stands_in_the_journal(
    centre, estate, archivist, on
):
    dossiers = [volume(estate).dossier for _ in range(3)]

    answer = Desk(archivist).get("catalogue", "ledger", centre=centre.pk, form="xlsx")

    assert answer.status_code == 200
    seen = ViewLog.objects.filter(user=archivist, what="downloaded")
    assert {view.dossier for view in seen} == set(dossiers)
    assert set(seen.values_list("detail", flat=True)) == {"catalogue ledger of 2026-03-02"}
    told = JournalSubject.objects.get(entry__act="dossiers.catalogue_taken").after
    assert (told["catalogue"], told["lines"], told["form"]) == ("ledger", 3, "xlsx")


@clause(Clause.FIL_33)
def test_a_workbook_keeps_numbers_as_text_and_runs_nothing(centre, estate, archivist, on):
    volume(estate, code="0012-001", title="=HYPERLINK(1)", on_shelf=True)

    answer = Desk(archivist).get("catalogue", "volumes", centre=centre.pk, form="xlsx")

    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    written = {cell.value: cell.data_type for cell in cells}
    assert written["0012-001"] == "s"
    assert written["'=HYPERLINK(1)"] == "s"
    assert "f" not in written.values()
    assert sheet["A1"].value.startswith(centre.fonds)


@clause(Clause.FRM_23, Clause.STA_07)
def test_the_catalogues_of_all_centres_are_merged_with_what_was_filed_in_the_period(
    centre, estate, on
):
    volume(estate, on_shelf=True, filed_on=FIRST)
    volume(estate, page_count=9, dossier__missing_count=2)
    other = EstateFactory(name="栎风里")
    volume(other, on_shelf=True, filed_on=date(2025, 5, 5))
    question = asked(Kind.MERGED, None, FIRST, first=date(2026, 1, 1), last=date(2026, 12, 31))

    found = list(merged(Dossier.objects.all(), Holding.objects.all(), question))

    by_centre = {line.centre: line for line in found}
    own = by_centre[centre.name]
    assert (own.files, own.items, own.pages, own.filed) == (2, 10, 29, 1)
    assert (own.missing, own.unverified) == (2, 1)
    assert by_centre[other.centre.name].filed == 0


@clause(Clause.STA_07)
def test_nobody_takes_along_what_is_out_of_sight(centre, estate, archivist, on):
    own, foreign = volume(estate), volume(EstateFactory())

    desk = Desk(archivist)
    page = Reading(desk.get("catalogue", "catalogue").content)
    assert own.code in page.text
    assert foreign.code not in page.text
    merged_page = Reading(desk.get("catalogue", "merged").content)
    assert foreign.dossier.centre.name not in merged_page.text
    assert desk.get("catalogue", "ledger", centre=foreign.dossier.centre_id).status_code == 422
    assert Desk(person(Role.EMPLOYEE)).get("catalogues").status_code == 403


@clause(Clause.FIL_33)
def test_what_is_too_long_is_not_cut_but_narrowed(centre, estate, archivist, on, monkeypatch):
    monkeypatch.setitem(catalogues.MOST, "pdf", 2)
    for _ in range(3):
        volume(estate)

    desk = Desk(archivist)
    answer = desk.get("catalogue", "catalogue")
    assert answer.status_code == 422
    assert "more than 2 lines" in text(answer)
    assert "narrow it by centre, category or days" in text(answer)
    assert desk.get("catalogue", "catalogue", form="xlsx").status_code == 200
    assert not ViewLog.objects.filter(what="printed").exists()


def test_nobody_knows_the_ledger_of_tomorrow(centre, estate, archivist, on):
    desk = Desk(archivist)
    tomorrow = FIRST + timedelta(days=1)
    assert desk.get("catalogue", "ledger", on=tomorrow.isoformat()).status_code == 422
    answer = desk.get("catalogues", opened_from="2026-02-01", opened_until="2026-01-01")
    assert answer.status_code == 422
    assert "comes before the first" in text(answer)


def test_the_list_of_items_begins_anew_for_each_retention(centre, estate, archivist, on):
    dossier = DossierFactory(occupancy__unit__building__estate=estate)
    kinds = [("permanent", None), ("fixed", 30), ("fixed", 10)]
    for number, (retention, years) in enumerate(kinds, 1):
        item = HoldingFactory(
            dossier=dossier,
            number=number,
            kind=Holding.Kind.ITEM,
            part="single",
            retention=retention,
            retention_years=years,
        )
        DocumentFactory(holding=item, state=Document.State.FILED)

    page = Reading(Desk(archivist).get("catalogue", "items").content)

    heads = ["永久", "30年", "10年"]
    assert [f"保管期限：{head}" in part for head, part in zip(heads, page.pages, strict=True)] == [
        True
    ] * 3


def test_a_thousand_dossiers_are_read_with_few_questions(centre, estate, archivist, on):
    for _ in range(12):
        volume(estate, on_shelf=True)
    question = asked(Kind.LEDGER, centre, FIRST)

    with at_most(11):
        found = list(parts(Dossier.objects.all(), Holding.objects.all(), question))
    assert len(found) == 1

    desk = Desk(archivist)
    with at_most(24):
        assert desk.get("catalogues").status_code == 200
