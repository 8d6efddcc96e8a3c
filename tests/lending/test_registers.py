"""The registers of use: what stands in them, for whom, on paper and in a workbook."""

import io
from dataclasses import fields as facts_of
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation
from openpyxl import load_workbook

from archive_office.journal.models import JournalEntry
from archive_office.organisation.roles import Role
from archive_office.printing.facts import Fonds
from archive_office.regulation import Clause
from lending.ledgers.registers import SHEETS, register_workbook
from lending.models import Disclosure
from lending.papers.entries import CopyEntry, DisclosureEntry, LoanEntry, ReadingEntry
from lending.papers.listing import Asked, entries, found
from lending.papers.registers import Kind, UseRegister, cut_note, use_register
from lending.procedures.copies import check_copy, make_copy, release_copy
from lending.procedures.disclosures import account
from lending.views import registers as pages
from tests.dossiers.desk import Desk, at_most, text, that_day
from tests.factories import HoldingFactory, person
from tests.lending.counter import at, counter, day, owner
from tests.lending.lent import legacy
from tests.lending.world import EXCERPT, NOW, fresh
from tests.printing.reading import Reading, squeezed
from tests.steps import clause

FONDS = Fonds("W001", "翠湖物业服务有限公司")
TITLE = "翠湖天地12号楼2单元1801室客户档案"
LONGEST = "翠湖天地地下车库消防喷淋系统维修使用住宅专项维修资金的方案、公示、表决结果及审核意见" * 3
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
NAME, ID_NUMBER, PHONE = "欧阳琬琰", "11010519491231002X", "13812345678"


def base(n, **changes):
    given = {
        "on": date(2026, 11, 1) + timedelta(days=n % 20),
        "number": f"JY-2026-{n:05d}",
        "reference": f"W001-ZY·KH-P01-{n:04d}·1",
        "title": LONGEST if n % 10 == 0 else TITLE,
        "room": "公司档案室",
    }
    return given | changes


def reading(n=1, **changes):
    given = base(n) | {
        "reader": "䶮三丰",
        "department": "工程维修与设备设施管理部",
        "purpose": "工程维修：核对图纸",
        "taken": "09:05",
        "back": "10:40",
        "back_on": date(2026, 11, 20),
        "archivist": "林晓萍",
    }
    return ReadingEntry(**given | changes)


def loan(n=1, **changes):
    given = base(n) | {
        "borrower": "欧阳修远",
        "department": "工程部",
        "reason": "工程维修：核对改动管线的图纸",
        "copies": 1,
        "pages": 98,
        "first_due_on": date(2026, 11, 27),
        "due_on": date(2026, 11, 27),
        "renewals": 0,
        "returned_on": None,
        "condition": "",
        "approved_by": "李强",
        "archivist": "林晓萍",
    }
    return LoanEntry(**given | changes)


def copy(n=1, **changes):
    given = base(n, number=f"FZ-2026-{n:05d}") | {
        "manner": "复印",
        "pages": "1—3、7",
        "page_count": 4,
        "copies": 2,
        "recipient": "公安、法院 王**",
        "purpose": "诉讼：调取证据",
        "made_by": "林晓萍",
        "checked_by": "周敏",
        "checked_on": date(2026, 11, 20),
        "released_by": "",
        "released_on": None,
        "state": "已核对",
    }
    return CopyEntry(**given | changes)


def disclosure(n=1, **changes):
    given = base(n, number=f"QX-2026-{n:05d}") | {
        "manner": "复制",
        "recipient": "公安、法院 王**（杭州市公安局西湖区分局）",
        "purpose": "诉讼：调取证据",
        "form": "复制件",
        "personal": True,
        "owner": "王**",
        "approved_by": "李强 2026-11-20",
        "basis": "公安、法院公函 西公调证字〔2026〕00123号",
        "disclosed_by": "林晓萍",
        "accounted": "",
        "accounted_on": None,
        "accounted_by": "",
    }
    return DisclosureEntry(**given | changes)


LINES = {
    Kind.READING: reading,
    Kind.LOANS: loan,
    Kind.COPIES: copy,
    Kind.DISCLOSURES: disclosure,
}


def register(kind, count=3, *, total=None, **changes):
    lines = tuple(LINES[kind](n, **changes) for n in range(1, count + 1))
    return UseRegister(FONDS, kind, "公司档案室", FIRST, LAST, lines, total or count)


# On paper


@clause(Clause.SEC_03, Clause.LND_01, Clause.FRM_27)
def test_the_reading_register_has_reader_thing_time_out_and_back():
    text_ = Reading(use_register(register(Kind.READING))).text
    assert "档案查阅登记簿" in text_
    entry = reading()
    line = f"{entry.on}{entry.number}{entry.reader}{entry.department}{entry.purpose}"
    assert squeezed(f"{line}{entry.reference}{entry.title}") in text_
    assert "09:0510:40林晓萍" in text_
    assert squeezed("取出归还签　字经办人") in text_


@clause(Clause.LND_19, Clause.FRM_47)
def test_the_loan_register_has_name_copies_reason_signature_and_is_cancelled_on_return():
    lines = (
        loan(1),
        loan(2, due_on=date(2026, 12, 4), renewals=1),
        loan(3, returned_on=date(2026, 11, 25)),
    )
    facts = replace(register(Kind.LOANS), entries=lines)
    text_ = Reading(use_register(facts)).text
    entry = lines[0]
    line = f"{entry.on}{entry.number}{entry.borrower}{entry.department}{entry.reference}"
    assert squeezed(f"{line}{entry.title}{entry.copies}{entry.reason}{entry.due_on}") in text_
    assert "2026-11-27续至2026-12-04" in text_
    assert text_.count("注销2026-11-25") == 1
    assert "借阅人签字" in text_
    assert "登记期间：2026年1月1日至2026年12月31日" in text_
    assert "本期共3条。" in text_


@clause(Clause.LND_10)
def test_the_copy_register_has_who_checked_and_who_received():
    text_ = Reading(use_register(register(Kind.COPIES))).text
    assert "FZ-2026-00003" in text_
    assert "1—3、7" in text_
    assert "公安、法院王**" in text_
    assert "周敏已核对" in text_


@clause(Clause.LND_16, Clause.FRM_30)
def test_the_register_of_destinations_has_basis_and_what_became_of_each_piece():
    gone = disclosure(2, accounted="已销毁", accounted_on=date(2026, 11, 30))
    facts = replace(register(Kind.DISCLOSURES, 2), entries=(disclosure(1), gone))
    text_ = Reading(use_register(facts)).text
    assert "个人信息去处登记簿" in text_
    entry = disclosure(1)
    line = f"{entry.number}{entry.on}{entry.recipient}{entry.purpose}{entry.reference}{entry.title}"
    assert squeezed(f"{line}{entry.form}{entry.owner}{entry.approved_by}{entry.basis}") in text_
    assert "未核销" in text_
    assert "已销毁2026-11-30" in text_


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("count", [0, 1, 30, 300])
def test_every_line_is_printed_once_on_landscape_sheets(kind, count):
    facts = register(kind, count)
    pdf = use_register(facts)
    read = Reading(pdf)
    assert read.sizes() == {(297, 210)}
    for entry in facts.entries:
        assert read.text.count(entry.number) == 1
    assert pdf == use_register(facts)
    assert all(read.fonts().values())


def test_empty_values_leave_empty_cells():
    bare = loan(1, borrower="", department="", reason="", archivist="")
    facts = replace(register(Kind.LOANS, 1), entries=(bare,))
    assert "JY-2026-00001" in Reading(use_register(facts)).text


@pytest.mark.parametrize("kind", Kind)
def test_a_register_that_leaves_lines_out_says_so_on_its_first_and_last_page(kind):
    read = Reading(use_register(register(kind, 60, total=5000)))
    said = "本期共5000条，此处仅列前60条，其余4940条请缩短登记期间另行打印"
    assert len(read.pages) > 1
    assert said in read.pages[0]
    assert said in read.pages[-1]
    assert cut_note(3, 3) == ""


# As a workbook


def opened(content):
    book = load_workbook(io.BytesIO(content))
    assert len(book.worksheets) == 1
    return book.worksheets[0]


@clause(Clause.LND_19)
@pytest.mark.parametrize("kind", Kind)
def test_the_workbook_has_every_fact_of_every_line(kind):
    _name, entry, columns = SHEETS[kind]
    sheet = opened(register_workbook(register(kind, 30)))
    heads = [cell.value for cell in sheet[3]]
    assert heads == ["序号", *(column.head for column in columns)]
    assert sheet.max_row == 33
    assert len(columns) == len(facts_of(entry))


def test_days_are_days_counts_are_counts_and_codes_stay_text():
    facts = register(Kind.LOANS, 1, number="0012", returned_on=date(2026, 11, 25))
    sheet = opened(register_workbook(facts))
    by_head = {head.value: cell for head, cell in zip(sheet[3], sheet[4], strict=True)}
    assert by_head["归还日期"].is_date
    assert by_head["页数"].value == 98
    assert by_head["编号"].value == "0012"
    assert by_head["编号"].data_type == "s"
    assert by_head["编号"].number_format == "@"


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+86 571", "-1", "@SUM(A1)", "\t=1", "　=HYPERLINK(1)", "=cmd|' /C calc'!A0", "\r=1"],
)
def test_what_was_typed_is_never_run_by_a_spreadsheet(typed):
    facts = register(Kind.LOANS, 1, reason=typed, borrower=typed, remark=typed)
    sheet = opened(register_workbook(facts))
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    held = [str(cell.value) for cell in sheet[4]]
    assert sum(value.startswith("'") for value in held) == 3


def test_control_characters_do_not_break_the_file():
    sheet = opened(register_workbook(register(Kind.LOANS, 1, reason="甲\x00乙\x0b丙")))
    assert "甲乙丙" in [cell.value for cell in sheet[4]]


def test_a_workbook_that_leaves_lines_out_says_so_above_them():
    sheet = opened(register_workbook(register(Kind.COPIES, 2, total=9)))
    assert "其余 7 条" in sheet["A3"].value
    assert sheet["A4"].value == "序号"


# From the records


@pytest.fixture
def desk(that_day):
    return counter()


pytestmark = pytest.mark.django_db
assert that_day


def asked(user, kind, *, room=None, first=FIRST, last=LAST):
    return Asked(kind=kind, user=fresh(user), first=first, last=last, room=room)


def listed(user, kind, **span):
    return entries(asked(user, kind, **span), most=100)


@clause(Clause.SEC_03, Clause.LND_01)
def test_a_reading_is_one_line_with_its_times(desk):
    done = desk.read()
    desk.ended(done, now=at(0, 11))
    (line,) = listed(desk.archivist, Kind.READING)
    assert (line.taken, line.back) == ("10:00", "11:00")
    assert line.reader == str(desk.borrower)
    assert line.reference == done.holding.code
    assert line.archivist == str(desk.archivist)
    assert listed(desk.archivist, Kind.LOANS) == ()


@clause(Clause.LND_19)
def test_a_loan_is_one_line_that_its_return_cancels(desk):
    out = desk.lent()
    (line,) = listed(desk.archivist, Kind.LOANS)
    assert (line.returned_on, line.first_due_on) == (None, day(7))
    assert "核对装修资料" in line.reason
    desk.ended(out, now=at(3))
    (line,) = listed(desk.archivist, Kind.LOANS)
    assert (line.returned_on, line.condition) == (day(3), "完好")


def test_lines_of_old_registers_stand_among_the_loans(desk):
    old = legacy(desk.world, desk.volume(), handed_out_on=day(-30), due_on=day(-23))
    (line,) = listed(desk.archivist, Kind.LOANS)
    assert (line.borrower, line.number, line.remark) == ("李强", "—", "旧簿补录")
    assert line.on == old.handed_out_on


def test_a_register_keeps_to_its_days(desk):
    desk.lent()
    assert len(listed(desk.archivist, Kind.LOANS, first=day(0), last=day(0))) == 1
    assert listed(desk.archivist, Kind.LOANS, first=day(1), last=day(9)) == ()
    assert listed(desk.archivist, Kind.LOANS, first=day(-9), last=day(-1)) == ()


@clause(Clause.LND_10, Clause.LND_16)
def test_a_copy_stands_in_its_register_and_in_that_of_destinations(desk):
    made = make_copy(desk.approved(manner=EXCERPT), "1-2", 2, 1, by=desk.archivist, now=NOW)
    (line,) = listed(desk.archivist, Kind.COPIES)
    assert (line.state, line.checked_by, line.manner) == ("待核对", "", "摘抄")
    check_copy(made, ok=True, by=desk.colleague, now=NOW)
    release_copy(made, by=desk.archivist, now=at(1))
    (line,) = listed(desk.archivist, Kind.COPIES)
    assert (line.checked_by, line.released_on) == (str(desk.colleague), day(1))
    (gone,) = listed(desk.archivist, Kind.DISCLOSURES)
    assert (gone.form, gone.personal, gone.owner) == ("复制件", False, "")
    assert str(desk.world.head) in gone.approved_by
    account(Disclosure.objects.get(), "destroyed", day(2), by=desk.archivist, today=day(2))
    (gone,) = listed(desk.archivist, Kind.DISCLOSURES)
    assert (gone.accounted, gone.accounted_on) == ("已销毁", day(2))


@clause(Clause.LND_16, Clause.SEC_14)
def test_personal_information_names_its_owner_masked(desk):
    holding = desk.personal()
    desk.read(holding)
    (line,) = listed(desk.archivist, Kind.DISCLOSURES)
    customer = holding.dossier.occupancy.customer
    assert line.personal
    assert line.owner == customer.shown_name != customer.name
    assert customer.name not in str(line)


@clause(Clause.SEC_15)
def test_whoever_comes_from_outside_is_masked_in_every_register(desk):
    visitor = owner(name=NAME, id_number=ID_NUMBER, phone=PHONE)
    outside = {"requester": None, "department": None, "outside": visitor, "by": desk.archivist}
    desk.read(desk.volume(), who=None, **outside)
    line = desk.approved(manner=EXCERPT, who=None, **outside)
    copied = make_copy(line, "1", 1, 1, by=desk.archivist, now=NOW)
    check_copy(copied, ok=True, by=desk.colleague, now=NOW)
    release_copy(copied, by=desk.archivist, now=NOW)
    for kind in (Kind.READING, Kind.COPIES, Kind.DISCLOSURES):
        lines = listed(desk.archivist, kind)
        assert lines
        for secret in (NAME, ID_NUMBER, PHONE):
            assert secret not in str(lines)
        assert "欧***" in str(lines)


@clause(Clause.LND_16)
def test_titles_of_personal_papers_are_those_of_the_volume(desk):
    volume = desk.personal()
    paper = desk.world.paper(volume, title="业主身份证复印件", personal=True)
    desk.read(paper, who=desk.colleague)
    (line,) = listed(desk.archivist, Kind.READING)
    assert (line.reference, line.title) == (paper.code, volume.title)


@clause(Clause.ORG_01)
def test_a_register_has_only_what_its_reader_may_see(desk):
    desk.lent()
    desk.read(desk.personal())
    elsewhere = person(Role.CENTRE_ARCHIVIST)
    for kind in Kind:
        assert not found(asked(elsewhere, kind)).exists()
    assert len(listed(desk.world.room_head, Kind.LOANS)) == 1
    assert len(listed(desk.world.room_head, Kind.DISCLOSURES)) == 1
    assert len(listed(desk.world.room_head, Kind.LOANS, room=desk.world.headquarters)) == 0


def test_a_register_asks_the_database_no_more_for_many_lines(desk):
    loans = [desk.lent() for _ in range(3)]
    desk.ended(loans[0], now=at(1))
    desk.read(desk.personal())
    for kind in Kind:
        wanted = asked(desk.archivist, kind)
        assert wanted.user.current_memberships
        with at_most(7):
            entries(wanted, most=100)


# The page and its files


@clause(Clause.SEC_03)
def test_the_page_counts_each_register_and_leads_to_both_files(desk):
    desk.lent()
    page = Desk(fresh(desk.archivist)).get("lending:registers")
    assert page.status_code == 200
    with translation.override("en"):
        assert all(str(title) in text(page) for title in pages.TITLES.values())
    content = page.content.decode()
    assert content.count("form=pdf") == content.count("form=xlsx") == 4
    assert f"from=2026-01-01&amp;until={NOW.date()}" in content


@clause(Clause.SEC_03, Clause.LND_19)
def test_taking_a_register_along_is_noted_in_the_journal(desk):
    out = desk.lent()
    browser = Desk(fresh(desk.archivist))
    printed = browser.get("lending:register", "loans", room=desk.world.centre.pk)
    assert out.slip.number in Reading(printed.content).text
    book = browser.get("lending:register", "loans", form="xlsx")
    assert out.slip.number in [cell.value for cell in opened(book.content)[4]]
    notes = JournalEntry.objects.filter(act="lending.register_printed").order_by("pk")
    after = [note.subjects.get().after for note in notes]
    assert [(a["form"], a["lines"]) for a in after] == [("pdf", 1), ("xlsx", 1)]
    assert notes[0].by == desk.archivist
    assert notes[0].subjects.get().thing == desk.world.centre.pk


def test_a_longer_register_says_on_the_file_what_it_leaves_out(desk, monkeypatch):
    for _ in range(3):
        desk.lent()
    monkeypatch.setattr(pages, "MOST_ROWS", 2)
    monkeypatch.setattr(pages, "MOST_IN_WORKBOOK", 2)
    browser = Desk(fresh(desk.archivist))
    printed = Reading(browser.get("lending:register", "loans").content).text
    assert "本期共3条，此处仅列前2条" in printed
    sheet = opened(browser.get("lending:register", "loans", form="xlsx").content)
    assert "其余 1 条" in sheet["A3"].value


def test_each_register_needs_its_own_permission(desk):
    head = Desk(fresh(desk.world.dept_head))
    assert head.get("lending:registers").content.decode().count("form=pdf") == 2
    assert head.get("lending:register", "loans").status_code == 200
    assert head.get("lending:register", "disclosures", htmx=True).status_code == 403
    employee = Desk(fresh(desk.borrower))
    assert employee.get("lending:registers", htmx=True).status_code == 403


def test_days_out_of_order_and_unknown_registers_are_refused(desk):
    browser = Desk(fresh(desk.archivist))
    wrong = {"from": "2026-12-01", "until": "2026-11-01"}
    assert browser.get("lending:registers", **wrong).status_code == 422
    assert browser.get("lending:register", "loans", htmx=True, **wrong).status_code == 404
    assert browser.get("lending:register", "nothing", htmx=True).status_code == 404
    assert browser.get("lending:registers", **{"from": "nonsense"}).status_code == 422
    other = HoldingFactory(on_shelf=True).keeper
    assert browser.get("lending:registers", room=other.pk).status_code == 422


@clause(Clause.ORG_01)
def test_rooms_of_others_are_not_offered(desk):
    other = HoldingFactory(on_shelf=True).keeper
    desk.volume()
    mine = Desk(fresh(desk.archivist)).get("lending:registers").content.decode()
    assert f'value="{desk.world.centre.pk}"' in mine
    assert f'value="{other.pk}"' not in mine
