"""What customer service keeps in the dossiers: contacts, money, repairs, visits, incidents."""

import io
from datetime import timedelta
from decimal import Decimal

import pypdf
import pytest

from archive_office.notices.models import Notice
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from dossiers.models import Category, DossierEvent, Holding, RegisterEntry, Unit
from dossiers.procedures.closing import end_tenancy
from dossiers.procedures.entry_reminders import remind_of_return_visits
from dossiers.procedures.form_papers import blank_form, filled_sheet, printed_register
from dossiers.procedures.physical_forms import record_form
from dossiers.procedures.uses import record_use
from dossiers.procedures.yearly import Class, open_yearly_dossier
from dossiers.rules.completeness import missing_from
from dossiers.rules.contents import contents_of
from dossiers.rules.definitions import spec_of
from dossiers.rules.figures_of_entries import Grouping, figures_of
from dossiers.rules.return_visits import visits_due
from dossiers.rules.uses import figures_of_use
from tests.dossiers import desk as browser
from tests.dossiers.desk import text, that_day
from tests.dossiers.registers import COMPLAINT, DEPOSIT, PHONE, REPAIR, Desk, form, fresh
from tests.dossiers.steps import NOW, Centre, accepted
from tests.factories import (
    TODAY,
    DepartmentFactory,
    StoreroomFactory,
    UnitFactory,
    arranged,
    person,
)
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

VISIT = {"kind": "visit", "visitor": "前台", "met": "欧阳琬", "occasion": "走访", "matters": "满意"}
SHEET = {"source": "own", "state": "current", "collector": "前台", "name": "某公司"}


@pytest.fixture
def desk():
    return Desk()


def printed(content):
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def page_of(desk):
    return text(browser.Desk(desk.archivist).get("dossier", desk.dossier.pk))


def yearly(code, department, by, **where):
    placed = Class(category=Category.objects.get(code=code), year=2026, **where)
    return open_yearly_dossier(placed, department, by=by, today=TODAY)


@clause(Clause.COL_02)
def test_the_seven_categories_of_the_company_are_filed_by_headquarters_alone():
    company = Category.objects.filter(level="company", list_code__startswith="A")
    assert {row.list_code[:2] for row in company} == {f"A{n}" for n in range(1, 8)}
    centre = Centre()
    with refused(Clause.COL_02):
        yearly("A2.1", centre.department, centre.archivist)
    office = DepartmentFactory()
    StoreroomFactory(department=office)
    assert yearly("A2.1", office, person("hq_archivist", office)).centre == office


@clause(Clause.COL_03)
def test_each_centre_files_its_own_estates_in_the_categories_of_centres():
    listed = Category.objects.filter(level="centre", list_code__startswith="B")
    assert {row.list_code[:2] for row in listed} == {f"B{n}" for n in range(1, 6)}
    here, there = Centre(), Centre()
    with refused(Clause.COL_03):
        yearly("B2.1", here.department, here.archivist, estate=there.estate)
    office = DepartmentFactory()
    StoreroomFactory(department=office)
    with refused(Clause.COL_03):
        yearly("B4.3", office, person("hq_archivist", office))
    assert yearly("B2.1", here.department, here.archivist, estate=here.estate)


@clause(Clause.COL_08)
def test_company_documents_name_issuer_signatory_and_number_contracts_parties_and_term(desk):
    told = {"kind": "document", "body": "superior", "issuer": "市住建局", "title": "检查通报"}
    told |= {"reference": "建发〔2026〕7号", "issued_on": "2026-11-02"}
    with refused(Clause.SVC_28) as missing:
        desk.write("SR-61", told, unit=False, by=desk.archivist)
    assert [r.field for r in missing.value.refusals] == ["f_signatory"]
    desk.write("SR-61", told | {"signatory": "李局长"}, unit=False, by=desk.archivist)
    contract = told | {"kind": "contract", "body": "own", "parties": "本公司、某保安公司"}
    with refused(Clause.SVC_28) as missing:
        desk.write("SR-61", contract, unit=False, by=desk.archivist)
    assert {r.field for r in missing.value.refusals} == {"f_from", "f_until"}
    contract |= {"from": "2026-12-01", "until": "2027-11-30"}
    desk.write("SR-61", contract, unit=False, by=desk.archivist)
    entries = RegisterEntry.objects.order_by("pk")
    paper = printed(printed_register(form("SR-61"), entries, desk.department, closed=()))
    for word in ("上级单位", "李局长", "建发〔2026〕7号", "某保安公司", "2027-11-30"):
        assert word in paper


@clause(Clause.COL_09)
def test_a_major_incident_keeps_course_and_handling_and_stands_on_every_unit_concerned(desk):
    other = UnitFactory(building=desk.unit.building)
    kinds = {key for key, _words in spec_of(form("QMS-PM-31304")).by_name["kind"].choices}
    assert kinds == {"building", "traffic", "order", "equipment", "disaster"}
    incident = {"time": "21:10", "where": "三栋", "kind": "disaster", "course": "台风刮落外墙砖"}
    incident |= {"measures": "设警戒线", "more_units": f"{desk.unit.pk},{other.pk}"}
    incident |= {"photographs": "ZP-2026-0007"}
    made = desk.write("QMS-PM-31304", incident, unit=False)
    staff = browser.Desk(desk.archivist)
    for unit in (desk.unit, other):
        assert made.number in text(staff.get("unit", unit.pk))
    page = text(staff.get("entry", made.pk))
    assert {w for w in ("台风刮落外墙砖", "设警戒线", "ZP-2026-0007") if w not in page} == set()
    desk.move(made, "close", {"follow_up": "外墙已修复"}, by=desk.archivist)
    assert fresh(made).content["follow_up"] == "外墙已修复"


@clause(Clause.COL_13)
def test_payments_deposits_arrears_and_breaches_stand_in_the_dossier(desk):
    fee = {"kind": "fee", "paid": "300", "receipt": "SJ-0018", "period": "2026-10"}
    told = {
        "SR-15": fee,
        "SR-16": DEPOSIT,
        "SR-17": {"rule": "装修规定", "facts": "占用通道"},
        "SR-18": {"period": "2026-09", "amount": "120.50"},
    }
    made = [desk.write(code, values) for code, values in told.items()]
    desk.move(made[3], "pay", {"paid_on": "2026-11-20"})
    page = page_of(desk)
    assert [entry.number for entry in made if entry.number not in page] == []
    assert {entry.dossier for entry in made} == {desk.dossier}


@clause(Clause.COL_14)
def test_a_repair_request_asks_whether_contact_and_number_are_as_recorded(desk):
    unasked = {name: value for name, value in REPAIR.items() if name not in ("phone", "confirmed")}
    with refused(Clause.SVC_28) as missing:
        desk.write("SR-19", unasked)
    assert {r.field for r in missing.value.refusals} == {"f_phone", "f_confirmed"}
    repair = desk.write("SR-19", REPAIR)
    complaint, visit = desk.write("SR-20", COMPLAINT), desk.write("SR-21", VISIT)
    page = page_of(desk)
    assert [e.number for e in (repair, complaint, visit) if e.number not in page] == []
    assert contents_of(fresh(repair))["phone"] == PHONE


@clause(Clause.COL_18)
def test_the_eighteen_working_forms_print_blank_and_filled_and_hang_on_the_dossier(desk):
    codes = [f"QMS-PM-{number}" for number in range(31301, 31319)]
    for code in codes:
        definition = form(code)
        spec = spec_of(definition)
        assert code in printed(blank_form(definition, desk.department))
        with refused(Clause.SVC_28):
            desk.write(code, {}, unit=spec.place != "centre")
        values = {f.name: _some(f, desk) for f in spec.fields}
        entry = fresh(desk.write(code, values, unit=spec.place != "centre"))
        assert entry.dossier == (None if spec.place == "centre" else desk.dossier)
        paper = printed(filled_sheet(entry))
        assert {w for w in (code, entry.number) if w not in paper} == set()


def _some(found, desk):
    usual = {"number": "3", "date": "2026-11-20", "time": "09:30", "phone": PHONE}
    usual |= {"identity": "11010519491231002X", "units": str(desk.unit.pk), "yes_no": "yes"}
    if found.choices:
        return found.choices[0][0]
    if found.pattern:
        return {"20[0-9]{2}-[01][0-9]": "2026-11"}.get(found.pattern, "200000")
    return usual.get(found.type, "A-1" if found.type == "code" else "某")


@clause(Clause.COL_21)
def test_the_customer_data_sheet_says_its_source_and_classes_of_customers_are_counted(desk):
    blank = printed(blank_form(form("SR-31"), desk.department))
    named = ("资料来源", "采集人", "客户性质", "行业", "地区", "业务类别", "客户等级", "客户状态")
    assert [word for word in named if word not in blank] == []
    with refused(Clause.SVC_28) as missing:
        desk.write("SR-31", {"name": "某公司"})
    assert {r.field for r in missing.value.refusals} == {"f_source", "f_state", "f_collector"}
    desk.write("SR-31", SHEET | {"nature": "enterprise", "grade": "a"})
    desk.write("SR-31", SHEET | {"nature": "enterprise", "source": "third", "state": "former"})
    rows, spec = RegisterEntry.objects.all(), spec_of(form("SR-31"))

    def counted(by):
        return [line.entries for line in figures_of(rows, spec, Grouping(f"f_{by}"), today=TODAY)]

    assert counted("nature") == [2]
    assert counted("state") == [1, 1]
    assert counted("source") == [1, 1]


@clause(Clause.SVC_24)
def test_contacts_are_kept_by_kind_with_their_days_and_the_emergency_one_stands_first():
    centre = Centre()
    dossier = accepted(centre, "C1").dossier
    page = browser.Desk(centre.archivist).get("dossier", dossier.pk).content.decode()
    above = page[: page.index('class="do-page"')]
    assert "李* 配偶" in above
    assert "13900139000" not in page
    spec = spec_of(form("SR-26"))
    assert [key for key, _words in spec.by_name["kind"].choices] == [
        "responsible",
        "daily",
        "emergency",
    ]
    desk = Desk()
    contact = {"new": "诸葛璟", "phone": PHONE, "from": "2026-01-01", "until": "2026-06-30"}
    made = [desk.write("SR-26", contact | {"kind": kind}) for kind in ("daily", "responsible")]
    page = text(browser.Desk(desk.archivist).get("entry", made[0].pk))
    assert {w for w in ("day-to-day", "2026-01-01", "2026-06-30") if w not in page} == set()
    assert [fresh(entry).state for entry in made] == ["current", "current"]


@clause(Clause.SVC_45)
def test_what_is_done_for_relations_is_filed_in_the_dossier(desk):
    report = {
        "contact_1": "欧阳琬",
        "contact_2": "皇甫璘",
        "matter": "节日慰问",
        "result": "已送达",
    }
    made = [desk.write("SR-21", VISIT), desk.write("SR-29", report)]
    assert {entry.definition.section for entry in made} == {"visits"}
    page = page_of(desk)
    assert [entry.number for entry in made if entry.number not in page] == []


@clause(Clause.SVC_23)
def test_the_papers_of_a_move_in_are_checked_off_on_the_dossier():
    centre = Centre()
    dossier = accepted(centre, "C1", "C3").dossier
    page = browser.Desk(centre.archivist).get("dossier", dossier.pk).content.decode()
    lines = page.count('class="do-required-present"'), page.count('class="do-required-missing"')
    assert lines == (2, dossier.missing_count)
    assert dossier.missing_count > 0


@clause(Clause.SVC_30)
def test_a_closed_tenancy_stands_on_the_work_list_until_it_is_bound_and_stored_apart():
    centre = Centre()
    tenant = {"occupancy": "tenant", "from_on": "2026-01-01"}
    dossier = accepted(centre, "D4", unit=tenant).dossier
    end_tenancy(dossier, on=TODAY, by=centre.archivist, today=TODAY)
    archivist = browser.Desk(centre.archivist)
    task = DossierEvent.objects.get(dossier=dossier, kind="task")
    assert task.text in text(archivist.get("admin:index"))
    archivist.post("task_done", dossier.pk, task.pk)
    assert task.text not in text(archivist.get("admin:index"))
    assert accepted(centre, "D4", unit=tenant).dossier.unit == dossier.unit


@clause(Clause.SVC_37)
def test_each_dossier_says_when_it_was_confirmed_and_late_ones_are_listed():
    centre = Centre()
    late, confirmed = (accepted(centre, "C1", unit={"room": n}).dossier for n in ("1", "2"))
    with arranged():
        late.reviewed_on = "2026-08-01"
        late.save()
    archivist = browser.Desk(centre.archivist)
    assert "Last reviewed 2026-08-01" in text(archivist.get("dossier", late.pk))
    listed = text(archivist.get("list", completeness="review"))
    assert late.code in listed
    assert confirmed.code not in listed


@clause(Clause.SVC_48)
def test_completeness_is_counted_by_dossier_and_centre_and_the_gaps_are_printed():
    centre = Centre()
    dossier = accepted(centre, "C1").dossier
    archivist = browser.Desk(centre.archivist)
    page = text(archivist.get("completeness"))
    assert f"{dossier.missing_count} papers missing in all" in page
    gaps = archivist.get("gaps_print")
    paper = printed(gaps.content)
    lacking = [paper.name_zh for paper in missing_from(dossier)]
    assert f"客户档案1卷，齐全0卷，缺件{len(lacking)}件" in paper
    assert [name for name in (dossier.code, *lacking) if name not in paper] == []
    assert archivist.get("gaps_print", supplier="没有").status_code == 200


@clause(Clause.SVC_32)
def test_the_use_of_units_is_recorded_and_counted_by_floor_and_centre(desk):
    other = UnitFactory(building=desk.unit.building, use="let", floor=14, area="80")
    with arranged():
        desk.unit.floor, desk.unit.area = 14, "120.5"
        desk.unit.save()
    clerk = browser.Desk(desk.front_line)
    assert clerk.post("unit_use", desk.unit.pk, use="fitting_out").status_code == 302
    desk.unit.refresh_from_db()
    assert desk.unit.use == "fitting_out"
    for by, label in (("floor", f"{desk.estate.name} 3栋 14F"), ("centre", desk.department.name)):
        (line,) = figures_of_use(Unit.objects.visible_to(desk.front_line), by)
        told = {use: n for use, n in zip(Unit.Use.values, line.cells, strict=True) if n}
        assert (line.label, told) == (label, {"let": 1, "fitting_out": 1})
        assert line.area == Decimal("200.5")
        assert label in text(clerk.get("uses", by=by))
    with refused(Clause.SVC_32):
        record_use(other, "unknown", by=desk.archivist)
    with refused(Clause.ORG_08):
        record_use(other, "vacant", by=Desk().front_line)


@clause(Clause.COL_01)
def test_the_physical_form_of_every_thing_is_recorded():
    centre = Centre()
    dossier = accepted(centre, "C1", "C3").dossier
    lease = yearly("B4.7", centre.department, centre.archivist)
    plans = yearly("B2.4", centre.department, centre.archivist, estate=centre.estate)
    letters = yearly("B4.3", centre.department, centre.archivist)
    forms = [each.holdings.first().physical_form for each in (dossier, lease, plans, letters)]
    assert forms == ["resident", "contract", "drawing", "letter"]
    archivist, thing = browser.Desk(centre.archivist), letters.holdings.get()
    for kind in Holding.Form.values:
        assert archivist.post("physical_form", thing.pk, form=kind).status_code == 302
        thing.refresh_from_db()
        page = text(archivist.get("dossier", letters.pk))
        assert f"{thing.get_physical_form_display()} · Internal" in page
    with refused(Clause.COL_01):
        record_form(thing, "papyrus", by=centre.archivist)
    with refused(Clause.ORG_08):
        record_form(thing, "chart", by=Centre().archivist)


@clause(Clause.COL_14)
def test_where_the_office_decided_so_return_visits_are_due_on_fixed_days(desk):
    repair = desk.write("SR-19", REPAIR)
    desk.move(repair, "send", {"sent_to": "水电班"})
    desk.move(repair, "finish", {"done_on": "2026-11-20", "signed_by": "欧阳琬"})
    rows = RegisterEntry.objects.all()

    def due(days):
        return list(visits_due(rows, today=TODAY + timedelta(days=days)))

    assert due(4) == []
    with arranged():
        Parameter(name="return_visit_days", value="fixed", effective_from=TODAY, reason="试").save()
    assert (due(2), due(3)) == ([], [repair])
    assert remind_of_return_visits(now=NOW + timedelta(days=3)) == 1
    assert Notice.objects.get(to=desk.archivist).clause == Clause.COL_14
    visit = VISIT | {"kind": "return"}
    desk.write("SR-21", visit, follows=repair)
    assert (due(3), due(14), due(15)) == ([], [], [repair])
    with arranged():
        RegisterEntry.objects.filter(pk=repair.pk).update(state_on=TODAY - timedelta(days=20))
    page = text(browser.Desk(desk.archivist).get("form", "SR-19", state="visit"))
    assert repair.number in page
