import pytest
from django.utils.translation import override

from archive_office.regulation import Clause
from dossiers.models import Category, DocumentType
from tests.steps import clause

pytestmark = pytest.mark.django_db

LIST_A = {"A1", *(f"A2.{n}" for n in range(1, 7)), "A3", "A4.1", "A4.2", "A4.3", "A5", "A6", "A7"}
LIST_B = {
    *("B1", "B3", "B5.1", "B5.2"),
    *(f"B2.{n}" for n in range(1, 9)),
    *(f"B4.{n}" for n in range(1, 14)),
}


def listed(level):
    rows = Category.objects.filter(level=level).exclude(list_code="")
    return set(rows.values_list("list_code", flat=True))


def required(kind):
    rows = DocumentType.objects.filter(kind=kind, required="always").order_by("position")
    return list(rows.values_list("code", flat=True))


def test_headquarters_and_centres_start_with_the_categories_of_the_regulation():
    assert listed(Category.Level.COMPANY) == LIST_A
    assert listed(Category.Level.CENTRE) == LIST_B


@clause(Clause.COL_06)
def test_a_resident_dossier_asks_for_the_papers_of_the_list():
    assert required("owner") == ["C1", "C2", "C3", "C4", "C5", "C7", "C9", "C11"]
    conditions = DocumentType.objects.filter(code__in=["C6", "C8", "C10"])
    assert dict(conditions.values_list("code", "required")) == {
        "C6": "if_fit_out",
        "C8": "if_let",
        "C10": "if_keys_kept",
    }


@clause(Clause.COL_07)
def test_a_tenant_dossier_asks_for_the_papers_of_its_own_list():
    assert required("tenant") == ["D4", "D6", "D7", "D8"]
    assert DocumentType.objects.filter(kind="tenant").exclude(code="D26").count() == 25


@clause(Clause.FIL_01)
def test_every_category_has_a_line_in_the_filing_scope():
    assert not Category.objects.filter(document_types=None).exists()
    assert not DocumentType.objects.filter(category=None).exists()


@clause(Clause.FIL_06)
def test_only_papers_that_others_keep_are_filed_as_copies():
    copies = DocumentType.objects.filter(form="copy").order_by("code")
    assert list(copies.values_list("code", flat=True)) == ["C5", "C8", "D11", "D12", "D7"]


@clause(Clause.LND_13)
def test_personal_papers_are_marked_and_never_copied():
    personal = DocumentType.objects.filter(personal=True)
    assert set(personal.values_list("code", flat=True)) == {"C2", "C5", "C16", "D7", "D26"}
    assert all(p.no_copying and (p.retention, p.retention_years) == ("fixed", 2) for p in personal)


@clause(Clause.TRF_14, Clause.STO_09)
def test_title_documents_are_known_by_their_type():
    titles = DocumentType.objects.filter(title_document=True)
    assert set(titles.values_list("code", flat=True)) == {"B4.8", "C15", "D25"}
    assert not titles.filter(form="copy").exists()


@clause(Clause.SEC_01)
def test_nothing_is_without_a_level_of_confidentiality():
    assert {c.secrecy for c in Category.objects.all()} <= {0, 1, 2}
    assert Category.objects.get(code="KH").secrecy == 1
    assert Category.objects.get(code="RS").secrecy == 2


def test_screens_show_the_standard_term_in_the_reader_s_language():
    move_in, fund = DocumentType.objects.get(code="C1"), DocumentType.objects.get(code="C7")
    with override("zh-hans"):
        assert (str(move_in), str(fund)) == ("入住通知书", "住宅专项维修资金资料")
    with override("en"):
        assert str(move_in) == "move-in notice"


def test_resident_dossiers_count_per_estate_and_everything_headquarters_made_stays():
    assert Category.objects.get(code="KH").pattern == Category.Pattern.PER_ESTATE
    company = Category.objects.filter(level=Category.Level.COMPANY)
    assert set(company.values_list("handover_scope", flat=True)) == {"stays"}
    centre = Category.objects.filter(level=Category.Level.CENTRE)
    assert set(centre.values_list("handover_scope", flat=True)) == {"hand_over"}


def test_the_filing_scope_has_a_history_from_its_first_day():
    assert all(category.history.count() >= 1 for category in Category.objects.all())
    assert DocumentType.history.count() >= DocumentType.objects.count()
