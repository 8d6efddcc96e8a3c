"""The code of every printed paper, read by an independent reader, is understood by the page."""

import pytest
import zxingcpp
from django.db import connection
from django.urls import reverse

from archive_office import clock
from archive_office.journal.models import HistorySeal
from archive_office.journal.sealing import seal_history
from archive_office.organisation.roles import Role
from archive_office.originals.differing import MOST_TOLD, differences
from archive_office.originals.prints import code_of
from archive_office.regulation import Clause
from lending.procedures.reminders import issue_overdue_notice
from tests.destruction.registers import destroying_office
from tests.factories import person
from tests.lending.counter import at, counter
from tests.printing.reading import needs_renderer, rendered
from tests.steps import clause
from tests.transfers.desk import Desk, text, that_day
from tests.transfers.road import again, office
from transfers.models import Outcome
from transfers.procedures.checking import Finding

pytestmark = [needs_renderer, pytest.mark.django_db]
assert that_day


def printed(user, name, *args, **query):
    answer = Desk(user).client.get(reverse(name, args=args), query)
    assert answer.headers["Content-Type"] == "application/pdf", answer.status_code
    return answer.content


def code_on(pdf, folder):
    codes = {code.text for code in zxingcpp.read_barcodes(rendered(pdf, folder))}
    assert len(codes) == 1, codes
    return codes.pop()


def scan(user, code):
    answer = Desk(user).client.post(reverse("verify"), {"code": code})
    assert answer.status_code == 200
    return answer


def told(answer):
    """The verdict alone."""
    return text(answer).split("Nothing you bring is kept.")[1].split("Typed from a print")[0]


# Papers with a checksum


@clause(Clause.TRF_06)
@pytest.mark.usefixtures("that_day")
def test_a_manifest_and_its_difference_sheet(tmp_path):
    here = office()
    damaged = Finding(Outcome.DAMAGED, "accepted", note="封皮破损")
    manifest = here.frozen(here.volume(), here.volume(), found={"line_2": damaged})
    for paper in ("draft", "differences"):
        code = code_on(printed(here.clerk, "transfers:paper", manifest.pk, paper), tmp_path)
        words = told(scan(here.clerk, code))
        assert "The content agrees, but not every party has signed" in words


@clause(Clause.APR_25)
def test_an_appraisal_sheet(tmp_path):
    here = destroying_office()
    appraisal = here.frozen(here.volume())
    code = code_on(printed(here.archivist, "destruction:paper", appraisal.pk, "sheet"), tmp_path)
    answer = scan(here.archivist, code)
    assert "The content agrees, but not every party has signed" in told(answer)
    assert appraisal.get_absolute_url() in answer.content.decode()
    outsider = told(scan(person(Role.EMPLOYEE), code))
    assert appraisal.number not in outsider
    other = code.replace("h=", "h=0")[: len(code)]
    assert "No record agrees" in told(scan(here.archivist, other))


@clause(Clause.DES_10)
@pytest.mark.parametrize("paper", ["register", "record"])
def test_a_destruction_register_and_its_record(tmp_path, paper):
    here = destroying_office()
    register = here.closed(here.volume())
    code = code_on(
        printed(here.archivist, "destruction:register_paper", register.pk, paper), tmp_path
    )
    answer = scan(here.archivist, code)
    assert "The print agrees with the record" in told(answer)
    assert register.get_absolute_url() in answer.content.decode()
    outsider = scan(person(Role.FRONT_LINE), code)
    assert "The print agrees with the record" in told(outsider)
    assert register.get_absolute_url() not in outsider.content.decode()


# Papers with a number only


@clause(Clause.LND_19)
@pytest.mark.usefixtures("that_day")
def test_a_loan_slip_and_an_overdue_notice(tmp_path):
    desk = counter()
    loan = desk.lent()
    slip = printed(desk.archivist, "lending:slip", loan.slip.pk)
    number = {code.text for code in zxingcpp.read_barcodes(rendered(slip, tmp_path))}
    assert number == {loan.slip.number}
    answer = scan(desk.archivist, loan.slip.number)
    assert "nothing to compare with" in told(answer)
    assert loan.get_absolute_url() in answer.content.decode()
    outsider = told(scan(person(Role.EMPLOYEE), loan.slip.number))
    assert outsider == told(scan(person(Role.EMPLOYEE), "JY-1999-00001"))
    late = at((loan.due_on - at(0).date()).days + 4)
    notice = issue_overdue_notice(again(loan), by=desk.archivist, now=late)
    assert f"Overdue notice {notice.number}" in told(scan(desk.archivist, notice.number))
    assert notice.number not in told(scan(person(Role.EMPLOYEE), notice.number))
    form = loan.line.request
    assert form.number in told(scan(desk.archivist, form.number))
    for unknown in ("FZ-1999-00001", "SQ-1999-00001", "CH-1999-001", "HZ-A01-1999-0001"):
        assert told(scan(desk.archivist, unknown)) == outsider


@clause(Clause.SEC_29)
@pytest.mark.usefixtures("that_day")
def test_a_label_a_cover_and_a_card(tmp_path):
    here = office()
    volume = here.volume(title="翠湖天地3栋901客户档案")
    for code in (volume.barcode, volume.code, volume.dossier.code):
        answer = scan(here.clerk, code)
        assert "nothing to compare with" in told(answer)
        assert volume.dossier.get_absolute_url() in answer.content.decode()
        stranger = scan(person(Role.EMPLOYEE), code)
        assert volume.title not in stranger.content.decode()
        assert told(stranger) == told(scan(person(Role.EMPLOYEE), "H:99999999"))


# The digest of the history


@pytest.fixture
def digest(tmp_path):
    person(Role.AUDITOR)
    seal_history(clock.now())
    day = f"{clock.today():%F}"
    return code_on(printed(person(Role.AUDITOR), "workbench:seal_digest", day), tmp_path)


@clause(Clause.SEC_42)
def test_the_digest_of_a_day_is_compared_with_its_seal(digest):
    words = told(scan(person(Role.AUDITOR), digest))
    assert "The print agrees with the record" in words
    assert "Digest agrees" in words
    assert "Sealed rows of the day until then agrees" in words
    anybody = told(scan(person(Role.EMPLOYEE), digest))
    assert "The print agrees with the record" in anybody
    assert "Digest agrees" not in anybody


@clause(Clause.SEC_42)
def test_a_digest_stays_true_when_more_is_sealed_on_its_day(digest):
    last = HistorySeal.objects.latest("pk")
    HistorySeal.objects.create(
        era=last.era,
        number=last.number + 1,
        first_xid=last.end_xid,
        end_xid=last.end_xid + 1,
        row_count=5,
        digest="a" * 64,
        sealed_at=clock.now(),
    )
    assert "The print agrees with the record" in told(scan(person(Role.AUDITOR), digest))


@clause(Clause.SEC_42)
def test_what_of_a_digest_is_not_as_it_was_sealed_is_named(digest):
    auditor = person(Role.AUDITOR)
    start, rows = digest.split(" ROWS ")
    words = told(scan(auditor, f"{start} ROWS 9{rows}"))
    assert "No record agrees" in words
    assert "Sealed rows of the day until then differs" in words
    assert "Digest agrees" in words
    assert "not there" in told(scan(auditor, digest.replace("SEAL ", "SEAL 9")))
    other = digest[:-1] + ("0" if digest[-1] != "0" else "1")
    assert "Digest differs" in told(scan(auditor, other))
    assert "No record agrees" in told(scan(auditor, "ARCHIVE-HISTORY 2026-02-30 ERA x"))


@clause(Clause.SEC_42)
def test_a_seal_rewritten_to_fit_a_forged_history_is_found_by_the_paper(digest):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE journal_sealedrows SET digest = repeat('0', 64)")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert "The record itself is damaged" in told(scan(person(Role.AUDITOR), digest))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        HistorySeal.objects.update(digest="f" * 64)
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert "Digest differs" in told(scan(person(Role.AUDITOR), digest))


# What people type


@pytest.mark.parametrize(
    "odd", ["", " ", "\0", "？？？", "https://[", "n=&h=", "?n=YJ-1&h=", "x" * 5000, "JY-", "%ff"]
)
def test_whatever_is_scanned_is_answered(odd):
    words = told(scan(person(Role.EMPLOYEE), odd))
    assert "nothing to compare with" in words or "No record agrees" in words


def test_full_width_digits_of_a_keyboard_are_read():
    assert code_of("ＹＪ－２０２６－０００１").number == "YJ-2026-0001"


def test_differences_of_long_contents_are_told_up_to_a_number():
    lines = [f'{{"number": {n}, "title": "a"}}' for n in range(500)]
    before = '{"lines": [' + ",".join(lines) + "]}"
    assert len(differences(before, before.replace('"a"', '"b"'))) == MOST_TOLD
    [one] = differences('{"lines": [{"number": 1, "code": "A"}]}', '{"lines": []}')
    assert (one.before, one.now) == ("A", "—")
    assert differences("no content", "{}")[0].before == "no content"
