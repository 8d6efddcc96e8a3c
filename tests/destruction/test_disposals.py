"""What was never filed is not just thrown away: it is listed, with how it went."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from archive_office.journal.models import JournalEntry
from archive_office.organisation.roles import Role
from archive_office.printing.facts import Fonds
from archive_office.regulation import Clause
from destruction.models import DestructionRegister, DisposalList, Method
from destruction.papers.disposal import disposal_list
from destruction.papers.disposal_filling import disposal_facts
from destruction.procedures.disposals import record_disposal
from destruction.rules.content import fonds_of
from destruction.rules.disposing import MOST_ITEMS, Waste, methods_for
from tests.browser import DESKTOP, PHONE
from tests.destruction.desk import Desk
from tests.destruction.registers import destroying_office
from tests.destruction.world import NOW
from tests.factories import TODAY, person
from tests.steps import clause, refused
from tests.transfers.desk import text, that_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

COPIES = Waste("重复复印的入伙资料清单", 30, Method.SHREDDER, pages=60)
DRAFTS = Waste("作废的会议通知草稿", 12, Method.TEARING, confidential=False)


@pytest.fixture
def here():
    return destroying_office()


def dispose(here, *items, on=TODAY, by=None, department=None, remark=""):
    return record_disposal(
        department or here.centre, items, on=on, remark=remark, by=by or here.archivist, now=NOW
    )


def typed(*rows, **head):
    """A new list as a browser sends it."""
    fields = {"on": TODAY.isoformat(), "remark": ""} | head
    fields |= {"form-TOTAL_FORMS": str(len(rows) + 2), "form-INITIAL_FORMS": "0"}
    empty = {"what": "", "copies": "", "pages": "", "confidential": "on", "method": "shredder"}
    for number, row in enumerate((*rows, empty, empty)):
        fields |= {f"form-{number}-{name}": value for name, value in row.items()}
    return fields


@clause(Clause.DES_23)
def test_unfiled_papers_are_listed_with_what_how_many_who_when_and_how(here):
    found = dispose(here, COPIES, DRAFTS, remark="年底清理")

    assert found.number == "CZ-2026-0001"
    assert (found.by, found.disposed_on, found.department) == (here.archivist, TODAY, here.centre)
    assert list(found.items.values_list("number", "what", "copies", "pages", "method")) == [
        (1, COPIES.what, 30, 60, "shredder"),
        (2, DRAFTS.what, 12, None, "tearing"),
    ]
    entry = JournalEntry.objects.get(act="destruction.disposal_recorded")
    assert entry.subjects.get().after == {"on": TODAY.isoformat(), "lines": 2, "copies": 42}


@clause(Clause.DES_23)
def test_no_appraisal_is_asked_for(here):
    dispose(here, COPIES)
    assert not DestructionRegister.objects.exists()


@clause(Clause.DES_23)
def test_the_numbers_have_no_gap(here):
    first = dispose(here, COPIES)
    with refused(Clause.DES_23):
        dispose(here)
    assert [first.number, dispose(here, DRAFTS).number] == ["CZ-2026-0001", "CZ-2026-0002"]


@clause(Clause.DES_23)
@pytest.mark.parametrize(
    "items",
    [
        (),
        (Waste(" ", 1, Method.SHREDDER),),
        (Waste("草稿", 0, Method.SHREDDER),),
        (COPIES,) * (MOST_ITEMS + 1),
    ],
)
def test_a_list_says_what_and_how_many(here, items):
    with refused(Clause.DES_23):
        dispose(here, *items)


@clause(Clause.DES_23)
def test_what_is_yet_to_go_is_not_recorded_as_gone(here):
    with refused(Clause.DES_23):
        dispose(here, COPIES, on=TODAY + timedelta(days=1))


@clause(Clause.DES_21)
def test_confidential_waste_goes_through_the_shredder(here):
    with refused(Clause.DES_21):
        dispose(here, Waste("业主电话清单草稿", 3, Method.TEARING))


@clause(Clause.DES_22)
def test_ordinary_papers_may_be_torn_up_where_the_office_allows_it(here):
    assert Method.TEARING in methods_for(confidential=False, on=TODAY)

    here.set("ordinary_disposal_method", "shred")
    with refused(Clause.DES_22):
        dispose(here, DRAFTS)


@clause(Clause.DES_03)
def test_nothing_is_sold_as_waste_paper(here):
    with refused(Clause.DES_03):
        dispose(here, Waste("旧报纸", 100, "sold", confidential=False))


@clause(Clause.APR_01)
def test_what_is_filed_does_not_go_on_a_disposal_list(here):
    volume, paper = here.volume(), here.paper()
    for code in (volume.code, volume.code.replace("·", "."), f"（{paper.code}）一份"):
        with refused(Clause.APR_01):
            dispose(here, Waste(f"案卷 {code}", 1, Method.SHREDDER))


@clause(Clause.ORG_01)
def test_a_department_disposes_of_its_own_papers(here):
    with refused(Clause.ORG_01):
        dispose(here, COPIES, department=here.headquarters)


@clause(Clause.DES_23, Clause.DES_03)
def test_the_printed_list_states_everything_and_the_ban(here):
    found = dispose(here, COPIES, DRAFTS, remark="年底清理")
    fonds = Fonds(**fonds_of(here.centre))
    pdf = disposal_list(disposal_facts(found, fonds))

    (page,) = PdfReader(io.BytesIO(pdf)).pages
    said = "".join(page.extract_text().split())
    for words in (
        "无需归档文件处置单", found.number, here.centre.name, str(here.archivist), COPIES.what,
        DRAFTS.what, "碎纸机粉碎", "撕毁", "年底清理", "共肆拾贰份", "不得作为废纸出售",
        "2026年11月20日", "翠湖物业服务有限公司",
    ):  # fmt: skip
        assert "".join(words.split()) in said, words


@clause(Clause.DES_23)
def test_a_list_is_recorded_on_its_page(here):
    desk = Desk(here.archivist)
    assert here.centre.name in text(desk.get("new_disposal"))
    rows = (
        {"what": COPIES.what, "copies": "30", "pages": "60", "confidential": "on",
         "method": "shredder"},
        {"what": DRAFTS.what, "copies": "12", "pages": "", "method": "tearing"},
    )  # fmt: skip
    answer = desk.post("new_disposal", **typed(*rows, department=here.centre.pk, remark="年底清理"))

    found = DisposalList.objects.get()
    assert answer.headers["Location"] == found.get_absolute_url()
    page = text(desk.get("disposal", found.pk))
    for said in (found.number, COPIES.what, DRAFTS.what, "Torn up", "年底清理"):
        assert said in page
    assert found.number in text(desk.get("disposals"))
    paper = desk.get("disposal_paper", found.pk)
    assert paper.headers["Content-Type"] == "application/pdf"


@clause(Clause.DES_21)
def test_a_refused_list_keeps_what_was_typed(here):
    row = {"what": COPIES.what, "copies": "30", "confidential": "on", "method": "tearing"}
    answer = Desk(here.archivist).post("new_disposal", **typed(row, department=here.centre.pk))

    assert answer.status_code == 422
    assert "DES-21" in text(answer)
    assert COPIES.what in answer.content.decode()
    assert not DisposalList.objects.exists()


@clause(Clause.DES_23)
def test_an_empty_list_and_a_wrong_line_are_told(here):
    desk = Desk(here.archivist)
    nothing = desk.post("new_disposal", **typed(department=here.centre.pk))
    assert nothing.status_code == 422
    assert "DES-23" in text(nothing)

    half = desk.post("new_disposal", **typed({"what": "草稿"}, department=here.centre.pk))
    assert half.status_code == 422
    assert "This field is required" in text(half)


@clause(Clause.DES_23)
def test_more_lines_keep_what_was_typed_and_judge_nothing(here):
    row = {"what": "草稿", "copies": "x"}
    fields = typed(row, department=here.centre.pk) | {"more": "1"}
    answer = Desk(here.archivist).post("new_disposal", **fields)

    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'name="form-6-what"' in page
    assert 'value="草稿"' in page
    assert "ao-field-error" not in page


@clause(Clause.DES_23, Clause.ORG_01)
def test_a_list_is_seen_by_its_department_and_the_office(here):
    found = dispose(here, COPIES)
    assert Desk(here.head).get("disposal", found.pk).status_code == 200
    assert Desk(here.room_head).get("disposal", found.pk).status_code == 200
    assert Desk(here.witness).get("disposal", found.pk).status_code == 403
    stranger = person(Role.CENTRE_ARCHIVIST)
    assert Desk(stranger).get("disposal", found.pk).status_code == 404
    assert Desk(stranger).get("disposal_paper", found.pk).status_code == 404
    assert found.number not in text(Desk(stranger).get("disposals"))


@clause(Clause.DES_23)
def test_lists_are_found_by_their_day(here):
    old = dispose(here, COPIES, on=TODAY - timedelta(days=400))
    new = dispose(here, DRAFTS)
    page = text(Desk(here.archivist).get("disposals", since=TODAY.isoformat()))
    assert new.number in page
    assert old.number not in page
    page = text(Desk(here.archivist).get("disposals", until="2026-01-01"))
    assert old.number in page
    assert new.number not in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
@clause(Clause.DES_23)
def test_a_list_is_typed_on_a_screen_of_any_size(at_screen, size):
    here = destroying_office()
    desk = at_screen(here.archivist, size=size, language="en")
    page = desk.open(reverse("destruction:new_disposal"))
    assert desk.complaints() == []

    page.get_by_label("What it is").first.fill(COPIES.what)
    page.get_by_label("How many").first.fill("30")
    page.get_by_role("button", name="More lines").click()
    page.wait_for_selector("[name=form-7-what]")
    assert page.get_by_label("What it is").first.input_value() == COPIES.what
    page.get_by_role("button", name="Record the disposal").click()
    page.wait_for_selector("text=The disposal is recorded.")
    assert desk.complaints() == []

    desk.open(reverse("destruction:disposals"))
    assert desk.complaints() == []
    assert DisposalList.objects.get().items.get().copies == 30
