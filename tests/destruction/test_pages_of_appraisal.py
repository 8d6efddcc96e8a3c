"""Appraisal through the browser's door: who sees what, who may do what, and what is said."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive_office.management.fictions import scan
from archive_office.notices.models import Notice
from archive_office.organisation.roles import Role
from archive_office.regulation import Clause
from destruction.models import Appraisal, AppraisalState, EngineeringOpinion, Verdict
from destruction.procedures.signing import freeze_appraisal
from tests.destruction.desk import Desk
from tests.destruction.world import (
    BASIS,
    DESTROY,
    KEEP,
    NOW,
    UNDECIDED,
    again,
    only_line,
    room,
)
from tests.factories import PASSWORD, person
from tests.steps import clause
from tests.transfers.desk import text, that_day
from tests.whole.desk import printed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
assert that_day


@pytest.fixture
def here():
    return room()


def newest():
    return Appraisal.objects.order_by("-pk").first()


@clause(Clause.APR_12, Clause.APR_11)
def test_the_work_list_tells_each_term_and_what_stands_against(here):
    volume, claimed = here.volume(), here.record(verified_on=None)
    page = text(Desk(here.archivist).get("due"))

    assert volume.code in page
    assert "closed 2010-06-30: 迁出; 10 years from 2011-01-01; reviewable from 2021-01-01" in page
    assert claimed.code in page
    assert "Cannot be destroyed now: nobody has compared" in page


@clause(Clause.APR_12)
def test_what_is_ticked_becomes_an_appraisal_in_one_step(here):
    volume, paper, other = here.volume(), here.paper(), here.record()
    desk = Desk(here.archivist)
    assert paper.code in text(desk.get("due", kind="papers"))

    ticked = [f"h{volume.pk}", f"d{paper.pk}"]
    answer = desk.post("draw_up", things=ticked, basis=BASIS)

    assert answer.status_code == 302
    assert answer.headers["Location"] == newest().get_absolute_url()
    assert {line.code for line in newest().lines.all()} == {volume.code, paper.code}
    assert not any("closed" in line.term for line in newest().lines.all())  # the form is Chinese
    assert volume.code not in text(desk.get("due"))
    assert other.code in text(desk.get("due"))


@clause(Clause.APR_12)
def test_everything_shown_joins_an_appraisal_that_is_being_drawn_up(here):
    appraisal = here.opened(here.volume())
    shown = [f"h{here.record().pk}", f"h{here.volume().pk}"]

    answer = Desk(here.archivist).post("draw_up", shown=shown, all="1", appraisal=appraisal.pk)

    assert answer.status_code == 302
    assert appraisal.lines.count() == 3


@clause(Clause.APR_25)
def test_a_refused_list_keeps_its_ticks(here):
    name = f"h{here.volume().pk}"
    answer = Desk(here.archivist).post("draw_up", things=[name], basis=" ")

    assert answer.status_code == 422
    assert f'value="{name}" checked' in answer.content.decode()
    assert "APR-25" in text(answer)


def test_nothing_ticked_and_things_of_nobody_make_no_appraisal(here):
    here.volume()
    desk = Desk(here.archivist)

    assert desk.post("draw_up", basis=BASIS).status_code == 422
    assert desk.post("draw_up", basis=BASIS, things=["h0"]).status_code == 404
    assert desk.post("draw_up", basis=BASIS, things=["x1", "h" + "9" * 30]).status_code == 422
    assert not Appraisal.objects.exists()


def test_the_work_list_is_narrowed(here):
    volume, record = here.volume(), here.record()
    desk = Desk(here.archivist)

    page = text(desk.get("due", category=record.dossier.category_id))
    assert record.code in page
    assert volume.code not in page
    assert "Nothing matches" in text(desk.get("due", retention="short"))
    assert volume.code in text(desk.get("due", centre=here.centre.pk, why="ended"))


@clause(Clause.APR_13)
def test_the_work_list_is_printed_as_it_is_narrowed(here):
    volume, record, paper = here.volume(), here.record(), here.paper()
    desk = Desk(here.archivist)

    whole = printed(desk.get("due_list"))
    assert volume.code in whole
    assert "2010-06-30关闭" in whole
    assert paper.code not in whole
    assert record.code not in printed(desk.get("due_list", category=volume.dossier.category_id))
    assert paper.code in printed(desk.get("due_list", kind="papers"))
    assert Desk(here.head).get("due_list").status_code == 403


@clause(Clause.APR_13, Clause.APR_25)
def test_list_and_sheet_are_printed_before_and_after_the_signature(here):
    drafting = here.opened(here.volume())
    approved = here.approved(here.record(), said=[DESTROY])
    desk = Desk(here.director)

    assert "尚未定稿" in printed(desk.get("paper", drafting.pk, "sheet"))
    sheet = printed(desk.get("paper", approved.pk, "sheet"))
    assert "待签署" not in sheet
    assert only_line(approved).code in sheet
    assert "到期档案清册" in printed(desk.get("paper", approved.pk, "list"))
    assert desk.get("paper", approved.pk, "menu").status_code == 404


@clause(Clause.APR_05)
def test_what_was_undecided_comes_back_marked(here, monkeypatch):
    from archive_office import clock

    volume = here.volume()
    here.approved(volume, said=[UNDECIDED])
    assert volume.code not in text(Desk(here.archivist).get("due"))

    later = NOW.replace(year=2027)
    monkeypatch.setattr(clock, "now", lambda: later)
    page = text(Desk(here.archivist).get("due", why="undecided"))
    assert f"{volume.code} Undecided last time" in page


def test_the_list_asks_as_much_for_many_as_for_one(here, django_assert_max_num_queries):
    desk = Desk(here.archivist)
    here.volume()
    desk.get("due")
    for _ in range(6):
        here.volume()
    appraisal = here.opened(*[here.drawing() for _ in range(6)])
    with django_assert_max_num_queries(60):
        desk.get("due")
    with django_assert_max_num_queries(60):
        desk.get("appraisal", appraisal.pk)
    with django_assert_max_num_queries(40):
        desk.get("appraisals")


@clause(Clause.ORG_01)
def test_an_appraisal_is_no_page_for_another_centre(here):
    appraisal = here.frozen(here.volume())
    line = only_line(appraisal)
    stranger = Desk(person(Role.CENTRE_ARCHIVIST))

    assert stranger.get("appraisal", appraisal.pk).status_code == 404
    assert stranger.get("opinions", appraisal.pk).status_code == 404
    assert stranger.post("step", appraisal.pk, "thaw", reason="x").status_code == 404
    assert stranger.post("verdict", line.pk, verdict="keep").status_code == 404
    assert stranger.post("remove_line", line.pk).status_code == 404
    assert appraisal.number not in text(stranger.get("appraisals"))
    other_head = Desk(person(Role.CENTRE_HEAD))
    assert other_head.get("sign", appraisal.pk, "leader").status_code == 404


@clause(Clause.APR_03, Clause.APR_18)
def test_a_verdict_is_saved_at_once_and_tells_what_is_left(here):
    appraisal = here.opened(here.volume(), here.record())
    line = appraisal.lines.get(number=1)
    answer = Desk(here.archivist).post(
        "verdict", line.pk, htmx=True, verdict="keep", years="10", grounds=["legal"]
    )

    assert answer.status_code == 200
    assert (again(line).verdict, again(line).new_years) == (Verdict.KEEP, 10)
    toast = json.loads(answer.headers["HX-Trigger"])["ao:toast"]
    assert toast["text"] == f"{line.code}: Keep for a new term"
    page = text(answer)
    assert "Not judged yet: lines 2." in page
    assert "<html" not in answer.content.decode()


@clause(Clause.APR_03, Clause.APR_18)
@pytest.mark.parametrize("htmx", [True, False], ids=["part", "page"])
def test_a_refused_verdict_shows_its_clause_and_keeps_what_was_typed(here, htmx):
    line = only_line(here.opened(here.volume()))
    answer = Desk(here.archivist).post(
        "verdict", line.pk, htmx=htmx, verdict="destroy", ground_text="已无用"
    )

    assert answer.status_code == 422
    assert "APR-18" in text(answer)
    assert 'value="已无用"' in answer.content.decode()
    assert again(line).verdict == Verdict.NONE


def test_without_a_verdict_nothing_is_said(here):
    line = only_line(here.opened(here.volume()))
    assert Desk(here.archivist).post("verdict", line.pk, htmx=True).status_code == 422


@clause(Clause.APR_12, Clause.APR_08)
def test_a_line_is_taken_off_unless_the_engineers_have_spoken(here):
    appraisal = here.opened(here.volume(), here.drawing())
    plain, technical = (appraisal.lines.get(technical=flag) for flag in (False, True))
    Desk(here.engineer).post("opinion", technical.pk, text="已被取代", on="2026-11-20")
    desk = Desk(here.archivist)

    assert desk.post("remove_line", plain.pk).status_code == 302
    assert desk.post("remove_line", technical.pk).status_code == 422
    assert only_line(appraisal) == technical


@clause(Clause.APR_07, Clause.APR_08)
def test_the_engineer_gives_the_opinion_with_its_signed_paper(here):
    appraisal = here.opened(here.drawing(), here.volume())
    technical = appraisal.lines.get(technical=True)
    desk = Desk(here.engineer)
    page = text(desk.get("opinions", appraisal.pk))
    assert technical.code in page
    assert appraisal.lines.get(technical=False).code not in page

    photo = SimpleUploadedFile("意见.jpg", scan("opinion"), content_type="image/jpeg")
    answer = desk.post("opinion", technical.pk, text="已被竣工图取代", on="2026-11-19", scan=photo)
    assert answer.status_code == 302
    opinion = EngineeringOpinion.objects.get()
    paper = desk.get("opinion_scan", opinion.pk)
    assert paper.headers["Content-Type"] == "image/jpeg"
    assert b"".join(paper.streaming_content) == scan("opinion")
    assert "已被竣工图取代" in text(Desk(here.archivist).get("appraisal", appraisal.pk))
    stranger = Desk(person(Role.CENTRE_ARCHIVIST))
    assert stranger.get("opinion_scan", opinion.pk).status_code == 404


@clause(Clause.APR_07)
def test_an_opinion_of_tomorrow_and_one_without_words_are_refused(here):
    line = only_line(here.opened(here.drawing()))
    desk = Desk(here.engineer)

    assert desk.post("opinion", line.pk, text="", on="2026-11-20").status_code == 422
    answer = desk.post("opinion", line.pk, text="可销毁", on="2026-11-21")
    assert answer.status_code == 422
    assert "可销毁" in text(answer)
    assert Desk(here.archivist).post("opinion", line.pk, text="x").status_code == 403
    assert not EngineeringOpinion.objects.exists()


@clause(Clause.APR_09)
def test_the_steps_are_taken_by_button_with_their_reasons(here):
    appraisal = here.opened(here.volume())
    desk = Desk(here.archivist)
    assert desk.post("step", appraisal.pk, "freeze").status_code == 422
    here.judge(appraisal, KEEP)

    assert desk.post("step", appraisal.pk, "freeze").status_code == 302
    assert desk.post("step", appraisal.pk, "thaw", reason=" ").status_code == 422
    assert desk.post("step", appraisal.pk, "thaw", reason="漏列一卷").status_code == 302
    assert Desk(here.head).post("step", appraisal.pk, "freeze").status_code == 403
    assert Desk(here.head).post("step", appraisal.pk, "void", reason="有误").status_code == 302
    assert again(appraisal).state == AppraisalState.VOID
    assert desk.post("step", appraisal.pk, "burn").status_code == 404
    page = text(desk.get("appraisal", appraisal.pk))
    for said in ("Appraisal opened", "Appraisal frozen", "漏列一卷", "Appraisal voided", "有误"):
        assert said in page


@clause(Clause.APR_09, Clause.SEC_42)
def test_the_director_reads_and_signs_what_is_frozen(here):
    volume = here.volume()
    appraisal = here.frozen(volume, said=[DESTROY])
    desk = Desk(here.director)
    page = desk.get("sign", appraisal.pk, "leader")
    assert appraisal.content_hash in page.content.decode()
    assert volume.code in text(page)
    assert "已无查考价值" in text(page)
    seen = re.search(r'name="content_hash" value="(\w+)"', page.content.decode())[1]

    wrong = desk.post("sign", appraisal.pk, "leader", password="nein", content_hash=seen)
    assert wrong.status_code == 422
    assert "SEC-42" in text(wrong)
    other = desk.post("sign", appraisal.pk, "leader", password=PASSWORD, content_hash="0" * 64)
    assert other.status_code == 422
    answer = desk.post("sign", appraisal.pk, "leader", password=PASSWORD, content_hash=seen)
    assert answer.status_code == 302
    assert again(appraisal).state == AppraisalState.APPROVED
    assert desk.get("sign", appraisal.pk, "nobody").status_code == 404


@clause(Clause.APR_09)
def test_who_signs_nothing_here_is_told_so_before_the_button(here):
    appraisal = here.frozen(here.volume())
    page = Desk(here.service_head).get("sign", appraisal.pk, "leader")

    assert page.status_code == 200
    assert "This is signed by:" in text(page)
    assert 'type="password"' not in page.content.decode()
    assert Desk(here.archivist).get("sign", appraisal.pk, "leader").status_code == 403
    assert (
        Desk(here.director).get("sign", here.opened(here.record()).pk, "leader").status_code == 404
    )


@clause(Clause.APR_07, Clause.APR_09)
def test_people_are_told_once_that_their_word_is_wanted(here):
    appraisal = here.opened(here.drawing(), here.volume())
    (asked,) = Notice.objects.filter(to=here.engineer)
    assert asked.link == reverse("destruction:opinions", args=[appraisal.pk])
    assert appraisal.number in asked.title

    frozen = here.frozen(here.record())
    (wanted,) = Notice.objects.filter(to=here.director)
    assert wanted.link == frozen.get_absolute_url()
    assert not Notice.objects.filter(to=here.archivist).exists()


def test_what_waits_stands_on_the_first_page_and_in_the_list(here):
    technical, plain = here.opened(here.drawing()), here.opened(here.volume())
    for who, waiting in ((here.engineer, technical), (here.director, None)):
        found = text(Desk(who).get("appraisals", waiting="me"))
        assert ("Nothing matches" in found) == (waiting is None)
    here.judge(plain, KEEP)
    freeze_appraisal(plain, by=here.archivist, now=NOW)

    for who, waiting in ((here.engineer, technical), (here.director, plain)):
        desk = Desk(who)
        assert "Appraisals waiting for your word" in text(desk.client.get("/admin/"))
        assert waiting.number in text(desk.get("appraisals", waiting="me"))
    here.record()
    first = text(Desk(here.archivist).client.get("/admin/"))
    assert "Due for appraisal" in first
    assert "Appraisals waiting for your word" not in first


def test_the_palette_finds_an_appraisal_for_who_may_see_it(here):
    appraisal = here.opened(here.volume())
    for who, finds in ((here.archivist, True), (person(Role.CENTRE_ARCHIVIST), False)):
        page = Desk(who).client.get(reverse("admin:search"), {"s": appraisal.number})
        assert (appraisal.get_absolute_url() in page.content.decode()) == finds
