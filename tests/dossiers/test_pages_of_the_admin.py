"""The records of dossiers in the admin: facts are read, reference data is kept by an act."""

import pytest
from django.contrib import admin
from django.urls import reverse

from archive_office.journal.models import JournalEntry
from archive_office.organisation.models import User
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Building, Dossier, Estate, Unit
from tests.dossiers.desk import Desk, text, that_day
from tests.dossiers.steps import ID_NUMBER, PHONE, Centre, accepted
from tests.factories import BuildingFactory, DepartmentFactory, DossierFactory, UnitFactory, person
from tests.steps import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

REFERENCE = {"estate", "building", "unit", "category", "documenttype"}
MODELS = sorted(m._meta.model_name for m in admin.site._registry if m._meta.app_label == "dossiers")


@pytest.fixture
def centre():
    return Centre()


def lists(desk, model):
    return desk.get(f"admin:dossiers_{model}_changelist")


@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_record_opens_for_the_superuser(centre, model):
    accepted(centre)
    User.objects.filter(pk=centre.archivist.pk).update(is_superuser=True)
    desk = Desk(centre.archivist)
    assert lists(desk, model).status_code == 200
    row = admin.site._registry[_model(model)].model.objects.first()
    if row is not None:
        page = desk.get(f"admin:dossiers_{model}_change", row.pk)
        assert page.status_code in (200, 302)
        assert ID_NUMBER not in text(page)
        assert PHONE not in text(page)


def _model(name):
    return next(m for m in admin.site._registry if m._meta.model_name == name)


@clause(Clause.APR_02)
@pytest.mark.parametrize("model", MODELS)
def test_nobody_deletes_and_facts_are_not_added_by_hand(centre, model, rf):
    options = admin.site._registry[_model(model)]
    request = rf.get("/")
    request.user = User.objects.get(pk=centre.archivist.pk)
    request.user.is_superuser = True
    assert not options.has_delete_permission(request)
    assert options.has_add_permission(request) == (model in REFERENCE)
    assert options.has_change_permission(request) == (model in REFERENCE)


@clause(Clause.SEC_29)
def test_rows_of_other_centres_and_personal_papers_stay_hidden(centre):
    own = accepted(centre, "C1", "C2").dossier
    foreign = accepted(Centre(), "C1").dossier
    page = text(lists(Desk(centre.archivist), "document"))
    codes = [d.code for h in own.holdings.all() for d in h.documents.all()]
    assert all(code in page for code in codes)
    assert foreign.code not in page
    hq = text(lists(Desk(person(Role.HQ_ARCHIVIST)), "document"))
    personal = own.holdings.get(part="personal").documents.get().code
    assert foreign.code in hq
    assert personal not in hq


def test_whoever_has_no_business_with_a_model_is_told_so(centre):
    desk = Desk(centre.front_line)
    for model in ("customer", "viewlog", "electronicfile"):
        assert lists(desk, model).status_code == 403


def test_whoever_files_no_dossiers_finds_none_in_the_admin(centre):
    accepted(centre)

    assert Dossier.objects.get().code not in text(lists(Desk(centre.front_line), "dossier"))


class TestReferenceData:
    @pytest.fixture
    def desk(self, centre):
        return Desk(centre.archivist)

    def save(self, desk, model, pk=None, **fields):
        if pk is None:
            return desk.post(f"admin:dossiers_{model}_add", fields=fields)
        return desk.post(f"admin:dossiers_{model}_change", pk, fields=fields)

    def test_a_building_gets_its_keys_and_stands_in_the_journal(self, centre, desk):
        self.save(desk, "building", estate=centre.estate.pk, name="12号楼")
        building = Building.objects.get()
        assert (building.key, building.sort_key) == ("12", "000012号楼")
        assert JournalEntry.objects.filter(act="reference.saved", by=centre.archivist).exists()

    def test_the_same_building_in_other_words_is_refused(self, centre, desk):
        BuildingFactory(estate=centre.estate, name="3栋")
        answer = self.save(desk, "building", estate=centre.estate.pk, name="3号楼")
        assert "has this building already" in text(answer)
        assert Building.objects.count() == 1

    def test_a_unit_gets_estate_code_and_keys(self, centre, desk):
        building = BuildingFactory(estate=centre.estate, name="3栋")
        facts = {"building": building.pk, "entrance": "2单元", "room": "1201", "use": "vacant"}
        self.save(desk, "unit", **facts)
        unit = Unit.objects.get()
        assert (unit.estate, unit.code) == (centre.estate, "3栋2单元1201")
        assert unit.sort_key == "000003栋000002单元001201"
        answer = self.save(desk, "unit", **facts | {"room": "1201室"})
        assert "recorded already" in text(answer)

    def test_a_unit_with_a_dossier_keeps_its_name(self, centre, desk):
        dossier = accepted(centre).dossier
        self.save(desk, "unit", dossier.unit.pk, room="9", use="let", floor="3")
        dossier.unit.refresh_from_db()
        assert (dossier.unit.room, dossier.unit.floor) == ("1201", 3)

    def test_an_estate_with_units_keeps_its_code(self, centre, desk):
        UnitFactory(building=BuildingFactory(estate=centre.estate))
        self.save(desk, "estate", centre.estate.pk, name="新名花园", code="P99")
        estate = Estate.objects.get(pk=centre.estate.pk)
        assert estate.name == "新名花园"
        assert estate.code == centre.estate.code

    def test_an_estate_is_added_for_the_own_centre_only(self, centre, desk):
        other = DepartmentFactory(centre=True)
        for owner, made in ((other, 0), (centre.department, 1)):
            self.save(desk, "estate", code="P77", name="新花园", centre=owner.pk)
            assert Estate.objects.filter(code="P77").count() == made

    def test_other_centres_units_do_not_exist_here(self, desk):
        foreign = DossierFactory().unit
        answer = desk.get("admin:dossiers_unit_change", foreign.pk)
        assert answer.url == reverse("admin:index")

    def test_the_filing_scope_is_kept_at_headquarters(self, desk):
        hq = Desk(person(Role.HQ_ARCHIVIST))
        kind = _model("documenttype").objects.get(code="C14")
        page = hq.get("admin:dossiers_documenttype_change", kind.pk)
        assert b'name="name_zh"' in page.content
        assert b'name="code"' not in page.content
        assert (
            b'name="name_zh"' not in desk.get("admin:dossiers_documenttype_change", kind.pk).content
        )
