"""A catalogue of legacy items comes in: each item filed singly under its own number."""

from datetime import date

import pytest
from django.db.models import Sum

from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from dossiers.models import Document, Dossier, Holding, Retention, Secrecy
from tests.dossiers.importing import archivist, brought_in, centre_of, outcomes, said, truth
from tests.factories import DepartmentFactory, arranged, person
from tests.steps import clause

pytestmark = pytest.mark.django_db

HEAD = "档号,题名,责任者,形成日期,份数,页数,原件/复印件,密级,保管期限,备注"
USUAL = "LT03-HT·2023-D30-0001,2023年绿化养护合同,工程部,2023-10-24,1,17,原件,秘密,30年,"


def catalogue(*lines):
    return "\n".join([HEAD, *(lines or (USUAL,))]).encode()


def items(*lines, by, **how):
    return brought_in(catalogue(*lines), by, profile="catalogue", **how)


@clause(Clause.SEC_01)
def test_the_catalogue_comes_in_whole_and_a_second_time_changes_nothing():
    by = archivist()
    import_ = brought_in("catalogue_fixture.csv", by, profile="catalogue")
    assert outcomes(import_) == {"created": 150}
    item = Holding.objects.get(code="LT03-CW·2022-C-0001")
    document = item.documents.get()
    assert (item.legacy_code, item.kind, item.part) == (item.code, "item", "single")
    assert (item.state, item.verified_on, item.keeper) == ("in_preparation", None, centre_of(by))
    assert (item.retention, item.retention_years) == (Retention.LONG, None)
    assert (item.secrecy, item.is_original, item.page_count) == (Secrecy.INTERNAL, False, 24)
    assert (item.title, item.year_from) == ("2022年停车费票据存根(第6册)", 2022)
    assert (document.code, document.copies, document.pages) == (f"{item.code}-001", 2, 24)
    assert (document.responsible, document.formed_on) == ("客户服务部", date(2022, 2, 12))
    assert document.is_claim
    assert document.type.code == "DG"
    again = brought_in("catalogue_fixture.csv", by, profile="catalogue")
    assert outcomes(again) == {"unchanged": 150}
    assert (Holding.objects.count(), Document.objects.count()) == (150, 150)


TERMS = {Retention.PERMANENT: "永久", Retention.LONG: "长期", Retention.SHORT: "短期"}
GRADES = {Secrecy.PUBLIC: "公开", Secrecy.INTERNAL: "内部", Secrecy.SECRET: "秘密",
          Secrecy.CONFIDENTIAL: "机密", Secrecy.TOP_SECRET: "绝密"}  # fmt: skip


def told_of(item):
    """A stored item in the words of a list."""
    (paper,) = item.documents.all()
    years = f"{item.retention_years}年" if item.retention_years else ""
    return {
        "archive_no": item.legacy_code,
        "title": item.title,
        "responsible": paper.responsible,
        "formed": paper.formed_on.isoformat(),
        "copies": paper.copies,
        "pages": paper.pages,
        "copy_type": "原件" if item.is_original else "复印件",
        "secrecy": GRADES[item.secrecy],
        "retention": TERMS.get(item.retention, years),
    }


@clause(Clause.SEC_01, Clause.FIL_09)
def test_the_handover_list_comes_in_as_its_truth_says():
    by, expected = archivist(), truth("handover_list_60")
    import_ = brought_in("handover_list_60.xlsx", by, profile="handover")

    assert outcomes(import_) == {"created": 44, "rejected": 16}
    rows = import_.verdicts.filter(final=True)
    refused = set(rows.filter(outcome="rejected").values_list("row", flat=True))
    assert refused == {row["row"] for row in expected["rejected"]}
    found = {(row.row, finding["code"]) for row in rows for finding in row.findings}
    for row in expected["rejected"] + expected["warnings"]:
        assert (row["row"], row["code"]) in found
    stored = {h.legacy_code: told_of(h) for h in Holding.objects.prefetch_related("documents")}
    assert len(stored) == len(expected["records"])
    for record in expected["records"]:
        item = stored[record["archive_no"]]
        # No secrecy on the list: the category's own, never public.
        unsaid = {"secrecy"} if not record["secrecy"] else set()
        assert {k: v for k, v in item.items() if k not in unsaid} == {
            k: record[k] for k in item if k not in unsaid
        }
        assert item["secrecy"] != "公开" or record["secrecy"] == "公开"
    totals = expected["totals"]
    papers = Document.objects.aggregate(documents=Sum("copies"), pages=Sum("pages"))
    assert papers == {"documents": totals["documents"], "pages": totals["pages"]}
    again = brought_in("handover_list_60.xlsx", by, profile="handover")
    assert outcomes(again) == {"unchanged": 44, "rejected": 16}


def test_items_lie_in_the_dossier_of_their_category_and_year():
    by = archivist()
    items(
        "LT03-KH·2021-D5-0001,装修管理档案,客户服务部,2021-01-04,1,45,复印件,秘密,5年,",
        "LT03-KH·2021-D5-0002,投诉处理记录,客户服务部,2021-10-03,1,23,原件,内部,5年,",
        "LT03-CW·2021-Y-0001,收缴台账,工程部,2021-12-07,1,16,原件,机密,永久,",
        by=by,
    )
    centre = centre_of(by)
    known, rest = Dossier.objects.order_by("-code")
    assert known.code == f"W001-ZY·KH·2021-{centre.code}"
    assert rest.code == f"W001-WS·2021-{centre.code}-DG"
    assert (known.kind, known.year, known.origin) == ("category", 2021, "imported")
    assert rest.title == "原有档案（待归类）（2021年）"
    assert [h.number for h in known.holdings.order_by("number")] == [1, 2]
    assert (known.secrecy, rest.secrecy) == (Secrecy.SECRET, Secrecy.CONFIDENTIAL)
    terms = Holding.objects.order_by("code").values_list("retention", "retention_years")
    assert list(terms) == [("permanent", None), ("fixed", 5), ("fixed", 5)]

    items("LT03-KH·2021-D5-0003,入住档案,客户服务部,2021-12-23,1,7,原件,内部,5年,", by=by)
    assert Dossier.objects.count() == 2
    assert known.holdings.order_by("number").last().number == 3


def test_an_item_without_a_grade_is_internal_and_warned_of():
    import_ = items(USUAL.replace("秘密", ""), by=archivist())
    assert [code for code, _values in said(import_)] == ["SECRECY_MISSING"]
    assert Holding.objects.get().secrecy == Secrecy.INTERNAL
    assert import_.counts["warned"] == 1


@pytest.mark.parametrize(
    ("old", "new", "field", "stored"),
    [
        ("绿化养护合同", "保洁合同", "title", "2023年绿化养护合同"),
        ("工程部", "客户服务部", "responsible", "工程部"),
        ("2023-10-24", "2023-10-25", "formed", "2023-10-24"),
        (",1,17,", ",2,17,", "copies", "1"),
        (",1,17,", ",1,18,", "pages", "17"),
        ("原件", "复印件", "form", "原件"),
        ("秘密", "机密", "secrecy", str(Secrecy.SECRET.label)),
    ],
)
def test_what_differs_goes_back_naming_both(old, new, field, stored):
    by = archivist()
    items(by=by)
    again = items(USUAL.replace(old, new), by=by)
    ((code, values),) = said(again)
    assert (code, values["field"], values["stored"]) == ("STORED_DIFFERS", field, stored)
    assert outcomes(items(by=by)) == {"unchanged": 1}


def test_empty_facts_of_an_item_are_filled():
    by = archivist()
    items(USUAL.replace("工程部", ""), by=by)
    assert outcomes(items(USUAL + "附图两张", by=by)) == {"completed": 1}
    item = Holding.objects.get()
    assert (item.remark, item.documents.get().responsible) == ("附图两张", "工程部")
    assert item.history.count() == 2


def test_a_number_written_another_way_is_the_same_item():
    by = archivist()
    items(by=by)
    other = USUAL.replace("HT·2023", "HT-2023")
    assert outcomes(items(other, by=by)) == {"unchanged": 1}
    assert Holding.objects.count() == 1


def test_a_number_of_our_own_scheme_is_recognised():
    by = archivist()
    items(USUAL.replace("LT03-HT·2023", "W001-WS·2023"), by=by)
    item = Holding.objects.get()
    with arranged():
        item.legacy_code = ""
        item.save()
    own = USUAL.replace("LT03-HT·2023", "W001-WS·2023")
    assert outcomes(items(own, by=by)) == {"unchanged": 1}


@clause(Clause.ORG_01)
def test_an_item_of_another_centre_goes_back():
    items(by=archivist())
    other = items(by=archivist())
    assert [code for code, _values in said(other)] == ["STORED_ELSEWHERE"]
    headquarters = person(Role.HQ_ARCHIVIST)
    centre = DepartmentFactory(centre=True)
    assert outcomes(items(by=headquarters, centre=centre)) == {"unchanged": 1}
