"""What the view log shows is looked at again by somebody else than the reader."""

from datetime import date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from openpyxl import load_workbook
from pypdf import PdfReader

from archive_office.journal.models import JournalEntry
from archive_office.notices.models import Notice
from archive_office.notices.procedures.days import begin_day, end_day
from archive_office.organisation.roles import Role
from archive_office.policy.models import Parameter
from archive_office.regulation import Clause
from dossiers.models import Ground, ReadingReview, Verdict, ViewLog
from dossiers.procedures.grants import grant_access
from dossiers.procedures.reviewing import explain_reading, find_readings, review_readings
from dossiers.rules.access import Access
from dossiers.rules.reviewing import is_working_day
from tests.dossiers.desk import Desk, at_most, text, that_day
from tests.factories import DossierFactory, EstateFactory, HoldingFactory, arranged, person
from tests.steps import clause, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 19)
"""A Thursday on which the office works; the day after, it is looked at."""
MORNING = datetime(2026, 11, 20, 6, 10, tzinfo=ZONE)


@pytest.fixture
def centre():
    return EstateFactory().centre


@pytest.fixture
def head(centre):
    return person(Role.CENTRE_HEAD, centre, display_name="负责人甲")


@pytest.fixture
def archivist(centre):
    return person(Role.CENTRE_ARCHIVIST, centre, display_name="档案员乙")


@pytest.fixture
def auditor():
    return person(Role.AUDITOR, display_name="审计员丙")


@pytest.fixture
def dossier(centre):
    return kept_at(centre)


def kept_at(centre, **facts):
    return DossierFactory(occupancy__unit__building__estate__centre=centre, **facts)


def at(hour, minute=0, day=DAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def looked(dossier, user, when=None, what="shown", under="centre", detail=""):
    """A line of the view log, as a page writes it."""
    moment = when or at(10)
    return ViewLog.objects.create(
        dossier=dossier, user=user, at=moment, what=what, under=under, detail=detail
    )


def found(**facts):
    """What the morning finds, by ground."""
    find_readings(now=MORNING)
    return list(ReadingReview.objects.filter(**facts).order_by("pk"))


def the_one(**facts):
    (only,) = found(**facts)
    return only


# What is found


@clause(Clause.SEC_41)
def test_a_plain_reading_of_the_own_centre_is_no_matter(dossier, archivist):
    looked(dossier, archivist)
    assert found() == []


@clause(Clause.SEC_41)
def test_numbers_shown_in_full_without_a_request_are_found(dossier, archivist, centre):
    line = looked(dossier, archivist, what="revealed", detail="客户来电核对")
    review = the_one()
    assert (review.ground, review.person, review.dossier) == (Ground.UNMASKED, archivist, dossier)
    assert (review.view, review.department, review.day) == (line, centre, DAY)


@clause(Clause.SEC_41)
def test_numbers_shown_under_a_request_in_force_are_not(dossier, centre, head):
    reader = person(Role.CENTRE_ARCHIVIST, centre)
    wanted = Access(starts_at=at(8), until=at(12), reason="利用申请", personal=True)
    grant_access(dossier, reader, wanted, by=head)
    looked(dossier, reader, at(9), what="revealed")
    assert found() == []
    looked(dossier, reader, at(13), what="revealed")  # the request has ended
    assert the_one().ground == Ground.UNMASKED


@clause(Clause.SEC_41)
def test_a_dossier_of_another_centre_is_found_unless_the_reader_keeps_it(dossier, centre):
    reader = person(Role.HQ_ARCHIVIST)
    looked(dossier, reader, under="office")
    looked(dossier, reader, at(11), under="office")
    review = the_one()
    assert (review.ground, review.department, review.views) == (Ground.FOREIGN, centre, 2)
    room = reader.current_memberships[0].department
    kept = HoldingFactory(dossier=kept_at(centre), keeper=room).dossier
    looked(kept, reader, at(12), under="office")
    looked(kept_at(centre), reader, at(13), under="office")
    assert len(found()) == 2


@clause(Clause.SEC_41)
def test_what_a_register_names_among_others_is_no_look_into_each(centre):
    reader = person(Role.HQ_ARCHIVIST)
    for dossier in (kept_at(centre), kept_at(centre)):
        looked(dossier, reader, under="office", detail="register of loans")
    assert found() == []


@clause(Clause.SEC_41)
def test_closed_and_sealed_dossiers_are_found(centre, archivist):
    closed, sealed, fresh = (kept_at(centre) for _ in range(3))
    with arranged():
        closed.state, closed.closed_on = "closed", DAY - timedelta(days=30)
        fresh.state, fresh.closed_on = "closed", DAY
        sealed.sealed_on = DAY - timedelta(days=3)
        for dossier in (closed, sealed, fresh):
            dossier.save()
    for hour, dossier in enumerate((closed, sealed, fresh), start=9):
        looked(dossier, archivist, at(hour))
    grounds = {(r.dossier, r.ground) for r in found()}
    assert grounds == {(closed, Ground.CLOSED), (sealed, Ground.SEALED)}


@clause(Clause.SEC_40, Clause.SEC_41)
@pytest.mark.parametrize(
    ("when", "is_found"),
    [(at(7, 59), True), (at(8), False), (at(17, 59), False), (at(18), True), (at(23, 59), True)],
)
def test_reading_outside_office_hours_is_found(dossier, archivist, centre, when, is_found):
    looked(dossier, archivist, when)
    rows = found(ground=Ground.HOURS)
    assert bool(rows) is is_found
    if rows:
        assert (rows[0].dossier, rows[0].department, rows[0].dossiers) == (None, centre, 1)


@clause(Clause.SEC_41)
def test_a_day_of_rest_is_outside_office_hours_and_a_day_worked_for_it_is_not(dossier, archivist):
    saturday = date(2026, 11, 14)
    looked(dossier, archivist, at(10, day=saturday))
    looked(dossier, archivist, at(10, day=date(2026, 10, 10)))  # a Saturday worked for a holiday
    with arranged():
        Parameter.objects.create(name="office_opens", value="09:30", effective_from="2026-11-19")
    looked(dossier, archivist, at(9))
    assert [r.day for r in found(ground=Ground.HOURS)] == [saturday, DAY]


def test_of_a_year_not_announced_the_weekend_is_free():
    assert not is_working_day(date(2090, 11, 19))  # a Sunday
    assert is_working_day(date(2090, 11, 20))


@clause(Clause.SEC_41)
def test_unusually_many_dossiers_in_a_day_are_found_by_their_number(centre, archivist):
    with arranged():
        Parameter.objects.create(
            name="readings_per_day_to_review", value="3", effective_from="2026-01-01"
        )
    other = person(Role.CENTRE_ARCHIVIST, centre)
    for hour, dossier in enumerate([kept_at(centre) for _ in range(3)], start=9):
        looked(dossier, archivist, at(hour))
        looked(dossier, archivist, at(hour, 30))
        if hour < 11:
            looked(dossier, other, at(hour))
    review = the_one()
    assert (review.ground, review.person, review.dossiers, review.views) == (
        Ground.MANY,
        archivist,
        3,
        6,
    )


@clause(Clause.SEC_41)
def test_found_again_a_reading_is_the_same(dossier, archivist):
    looked(dossier, archivist, at(20))
    assert find_readings(now=MORNING) == 1
    assert find_readings(now=MORNING) == 0
    assert ReadingReview.objects.count() == 1
    row = ReadingReview.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError, match="found_once"), transaction.atomic(), arranged():
        row.save()


@clause(Clause.SEC_41)
def test_a_morning_that_was_missed_is_made_up_for_and_today_waits(dossier, archivist):
    ran = datetime(2026, 11, 16, 6, 10, tzinfo=ZONE)
    end_day(begin_day(now=ran), [], now=ran)
    for day in (13, 16, 18, 20):
        looked(dossier, archivist, at(20, day=date(2026, 11, day)))
    assert [r.day.day for r in found()] == [16, 18]


@clause(Clause.SEC_41)
def test_more_than_is_held_at_a_time_is_found_piece_by_piece(monkeypatch, centre):
    monkeypatch.setattr("dossiers.rules.reviewing.AT_ONCE", 2)
    reader = person(Role.HQ_ARCHIVIST)
    for hour in range(9, 14):
        looked(kept_at(centre), reader, at(hour), under="office")
    assert len(found()) == 5


@clause(Clause.SEC_41)
def test_the_log_of_a_day_is_found_by_its_time():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT amname FROM pg_class c JOIN pg_am a ON a.oid = c.relam "
            "WHERE c.relname = 'dossiers_views_by_time'"
        )
        assert cursor.fetchone() == ("brin",)


@clause(Clause.SEC_41, Clause.ORG_10)
def test_heads_hear_of_their_centre_and_the_supervisor_of_all(dossier, archivist, head):
    chief = person(Role.ARCHIVE_ROOM_HEAD)
    stranger = person(Role.CENTRE_HEAD)
    looked(dossier, archivist, at(20))
    find_readings(now=MORNING)
    told = set(Notice.objects.filter(key__startswith="readings:").values_list("to", flat=True))
    assert told == {head.pk, chief.pk}
    assert stranger.pk not in told


# Who judges


@clause(Clause.SEC_41)
def test_a_head_sees_the_own_centre_and_the_auditor_everything(dossier, archivist, head, auditor):
    elsewhere = kept_at(EstateFactory().centre)
    looked(dossier, archivist, what="revealed")
    looked(elsewhere, person(Role.HQ_ARCHIVIST), under="office")
    find_readings(now=MORNING)
    mine = text(Desk(head).get("readings"))
    assert dossier.code in mine
    assert elsewhere.code not in mine
    everything = text(Desk(auditor).get("readings"))
    assert dossier.code in everything
    assert elsewhere.code in everything
    foreign = ReadingReview.objects.get(dossier=elsewhere)
    assert Desk(head).get("reading", foreign.pk).status_code == 404
    assert Desk(archivist).get("readings").status_code == 403


@clause(Clause.SEC_41)
def test_several_are_judged_at_once_with_a_remark_in_the_journal(dossier, archivist, head):
    looked(dossier, archivist, what="revealed")
    looked(dossier, archivist, at(20))
    chosen = [row.pk for row in found()]
    answer = Desk(head).post(
        "review_readings", fields={"reading": chosen, "verdict": "justified", "remark": "值班"}
    )
    assert answer.status_code == 302
    assert not ReadingReview.objects.waiting().exists()
    entry = JournalEntry.objects.get(act="dossiers.readings_reviewed")
    assert {s.thing for s in entry.subjects.all()} == set(chosen)
    assert ReadingReview.history.filter(verdict="justified").count() == 2


@clause(Clause.SEC_28)
def test_nobody_reviews_own_readings(dossier, head):
    looked(dossier, head, what="revealed")
    review = the_one()
    with refused(Clause.SEC_28):
        review_readings([review.pk], Verdict.JUSTIFIED, "", by=head, now=MORNING)
    page = Desk(head).get("readings")
    assert 'name="reading"' not in page.content.decode()
    review.verdict, review.reviewed_by, review.reviewed_at = "justified", head, MORNING
    with pytest.raises(IntegrityError, match="own_readings"), transaction.atomic(), arranged():
        review.save()


@clause(Clause.SEC_41)
def test_a_breach_needs_words_stands_and_is_told_to_the_heads(dossier, archivist, head, auditor):
    looked(dossier, archivist, what="revealed")
    review = the_one()
    desk = Desk(auditor)
    assert desk.post("reading", review.pk, verdict="breach", remark=" ").status_code == 422
    assert desk.post("reading", review.pk, verdict="breach", remark="无正当事由").status_code == 302
    told = Notice.objects.filter(key__startswith=f"reading:{review.pk}:breach")
    assert set(told.values_list("to", flat=True)) == {head.pk, archivist.pk}
    with refused(Clause.SEC_41):
        review_readings([review.pk], Verdict.JUSTIFIED, "", by=head, now=MORNING)
    page = text(Desk(head).get("readings", state="breach"))
    assert "Breaches found within a year: 1" in page
    assert dossier.code in page


@clause(Clause.SEC_41)
def test_the_reader_is_asked_answers_and_is_judged(dossier, archivist, head):
    looked(dossier, archivist, at(20))
    review = the_one()
    Desk(head).post("reading", review.pk, verdict="explain", remark="为何晚间查阅？")
    assert not ReadingReview.objects.waiting().exists()
    reader = Desk(archivist)
    assert "Readings I have to explain" in text(reader.get("admin:index"))
    assert "为何晚间查阅？" in text(reader.get("my_readings"))
    assert reader.post("explain_reading", review.pk, explanation=" ").status_code == 422
    sent = reader.post("explain_reading", review.pk, explanation="加班整理移交")
    assert sent.status_code == 302
    assert Notice.objects.filter(to=head, key=f"reading:{review.pk}:explained").exists()
    assert [row.pk for row in ReadingReview.objects.waiting()] == [review.pk]
    assert "加班整理移交" in text(Desk(head).get("reading", review.pk))
    review_readings([review.pk], Verdict.JUSTIFIED, "", by=head, now=MORNING)
    assert ReadingReview.objects.get().explanation == "加班整理移交"


@clause(Clause.SEC_41)
def test_nobody_explains_what_somebody_else_read_or_nobody_asked(dossier, archivist, head):
    looked(dossier, archivist, at(20))
    review = the_one()
    with refused(Clause.SEC_41):
        explain_reading(review, "说明", by=archivist, now=MORNING)
    review_readings([review.pk], Verdict.EXPLAIN, "请说明", by=head, now=MORNING)
    with refused(Clause.SEC_41):
        explain_reading(review, "说明", by=head, now=MORNING)
    assert Desk(head).post("explain_reading", review.pk, explanation="说明").status_code == 404
    with refused(Clause.SEC_41):
        review_readings([review.pk], Verdict.EXPLAIN, "再问", by=head, now=MORNING)


@clause(Clause.SEC_41)
def test_nothing_is_judged_that_was_not_chosen_or_is_anothers(dossier, archivist, head):
    looked(dossier, archivist, what="revealed")
    review = the_one()
    with refused(Clause.SEC_41):
        review_readings([], Verdict.JUSTIFIED, "", by=head, now=MORNING)
    with refused(Clause.SEC_41):
        stranger = person(Role.CENTRE_HEAD)
        review_readings([review.pk], Verdict.JUSTIFIED, "", by=stranger, now=MORNING)


# The pages


@clause(Clause.SEC_41)
def test_the_list_is_narrowed_by_ground_reader_days_and_state(dossier, archivist, head):
    looked(dossier, archivist, what="revealed")
    looked(dossier, person(Role.HQ_ARCHIVIST, display_name="总部丁"), under="office")
    find_readings(now=MORNING)
    desk = Desk(head)

    def shows(**query):
        page = text(desk.get("readings", **query))
        return {name for name in ("档案员乙", "总部丁") if name in page}

    assert shows() == {"档案员乙", "总部丁"}
    assert shows(ground="foreign") == {"总部丁"}
    assert shows(person="档案员乙") == {"档案员乙"}
    assert shows(since="2026-11-20") == set()
    assert shows(until="2026-11-19") == {"档案员乙", "总部丁"}
    assert shows(state="breach") == set()
    assert shows(state="all", ground="nonsense") == {"档案员乙", "总部丁"}


@clause(Clause.SEC_41)
def test_a_long_list_asks_no_more_than_a_short_one(centre, archivist, auditor):
    desk = Desk(auditor)

    def asked():
        with at_most(15) as queries:
            assert desk.get("readings").status_code == 200
        return len(queries)

    looked(kept_at(centre), archivist, what="revealed")
    find_readings(now=MORNING)
    few = asked()
    for hour in range(9, 17):
        looked(kept_at(centre), archivist, at(hour, 1), what="revealed")
    find_readings(now=MORNING)
    assert asked() == few


@clause(Clause.SEC_15)
def test_the_reason_of_an_unmasking_is_shown_without_numbers_and_names(dossier, archivist, auditor):
    customer = dossier.occupancy.customer.name
    looked(dossier, archivist, what="revealed", detail=f"{customer}来电13800138000核对")
    review = the_one()
    shown = text(Desk(auditor).get("reading", review.pk))
    assert "来电" in shown
    assert "13800138000" not in shown
    assert customer not in shown


@clause(Clause.SEC_41)
def test_a_head_is_not_told_which_dossiers_of_other_centres_were_read(centre, archivist, head):
    foreign, own = kept_at(EstateFactory().centre), kept_at(centre)
    looked(foreign, archivist, at(20), under="grant 1", detail="vol")
    looked(own, archivist, at(20, 1))
    find_readings(now=MORNING)
    review = ReadingReview.objects.get(ground=Ground.HOURS)
    shown = text(Desk(head).get("reading", review.pk))
    assert own.code in shown
    assert foreign.code not in shown
    assert "of another centre" in shown


@clause(Clause.SEC_41)
def test_the_register_is_printed_and_taken_along_as_one_may_see_it(dossier, archivist, head):
    elsewhere = kept_at(EstateFactory().centre)
    looked(dossier, archivist, what="revealed")
    looked(elsewhere, person(Role.HQ_ARCHIVIST), under="office")
    review = the_one(dossier=dossier)
    review_readings([review.pk], Verdict.BREACH, "=1+1", by=head, now=MORNING)
    answer = Desk(head).get("readings_register", state="all")
    printed = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    for words in ("查阅复核登记簿", dossier.code, "档案员乙", "负责人甲"):
        assert words in printed
    assert elsewhere.code not in printed
    book = Desk(head).get("readings_workbook", state="all")
    rows = list(load_workbook(BytesIO(book.content)).active.iter_rows(values_only=True))
    assert rows[-1][3] == dossier.code
    assert rows[-1][8] == "'=1+1"
    assert not any(elsewhere.code in map(str, row) for row in rows)
    assert JournalEntry.objects.filter(act="dossiers.readings_printed").count() == 2
