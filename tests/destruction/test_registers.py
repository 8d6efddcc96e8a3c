"""A destruction register: what may be listed, how it is frozen, opened again and given up."""

from datetime import date, timedelta

import pytest

from archive_office.journal.models import JournalEntry
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import digest
from archive_office.regulation import Clause
from destruction.models import (
    DestructionRegister,
    LineState,
    RegisterState,
    Twins,
)
from destruction.procedures.registers import (
    add_register_lines,
    draw_up_register,
    freeze_register,
    remove_register_line,
    settle_twins,
    thaw_register,
    void_register,
)
from destruction.rules.register_content import content_for, frozen
from destruction.rules.registering import lines_of
from destruction.rules.worklist import ready_for_destruction
from dossiers.models import (
    Document,
    ElectronicFile,
    Hold,
    Holding,
    HoldingState,
    IssuedCode,
    Retention,
)
from dossiers.procedures.retention import change_term, place_hold
from dossiers.rules.obligations import open_obligations
from tests.destruction.registers import BASIS, destroying_office, line_of
from tests.destruction.world import DESTROY, KEEP, NOW, UNDECIDED, again, change, move
from tests.factories import DocumentFactory, arranged, person
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return destroying_office()


def held(here, thing, reason="欠费诉讼"):
    return place_hold(
        thing, Hold.Kind.LEGAL, Role.CENTRE_HEAD, by=here.head, now=NOW, reason=reason
    )


def with_a_scan(here, document):
    with arranged():
        ElectronicFile.objects.create(
            sha256="a" * 64, size=3, content_type="image/jpeg", name="身份证.jpg",
            file="files/a", document=document, uploaded_by=here.archivist, uploaded_at=NOW,
        )  # fmt: skip
    return document


@clause(Clause.DES_01)
def test_what_an_approved_appraisal_condemned_is_listed(here):
    volume, paper = here.volume(), here.paper()
    register = here.drawn_up(volume, paper)

    assert register.number == "XH-2026-0001"
    assert register.state == RegisterState.DRAFTING
    whole, single = line_of(register, volume), line_of(register, paper)
    assert {whole.number, single.number} == {1, 2}
    assert (whole.code, whole.documents, whole.pages) == (volume.code, 5, 20)
    assert whole.opinion == "销毁：查考价值；已无查考价值"
    assert (single.code, single.documents, single.remark) == (paper.code, 1, "抽卷销毁")
    assert "王芳" not in single.title
    stated = content_for(register, lines_of(register), on=NOW.date())
    assert {line["appraisal"] for line in stated["lines"]} == {"JD-2026-0001"}


@clause(Clause.DES_10)
def test_full_years_kept_count_from_the_january_after_the_year_of_origin(here):
    register = here.drawn_up(here.record(year=2010))
    assert register.lines.get().years_kept == 15


@clause(Clause.DES_01, Clause.APR_01)
@pytest.mark.parametrize("said", [KEEP, UNDECIDED])
def test_nothing_else_is_listed(here, said):
    appraisal = here.approved(here.volume(), said=[said])
    with refused(Clause.DES_01):
        draw_up_register(
            here.centre, list(appraisal.lines.all()), basis=BASIS, by=here.archivist, now=NOW
        )
    assert not DestructionRegister.objects.exists()
    assert not IssuedCode.objects.filter(code__startswith="XH").exists()


@clause(Clause.DES_01)
def test_nor_what_is_only_proposed_for_destruction(here):
    appraisal = here.frozen(here.volume(), said=[DESTROY])
    with refused(Clause.DES_01):
        draw_up_register(
            here.centre, list(appraisal.lines.all()), basis=BASIS, by=here.archivist, now=NOW
        )


@clause(Clause.DES_01)
def test_a_register_lists_something_on_a_basis(here):
    with refused(Clause.DES_01):
        draw_up_register(here.centre, [], basis=BASIS, by=here.archivist, now=NOW)
    with refused(Clause.DES_10):
        draw_up_register(
            here.centre, here.ready(here.volume()), basis=" ", by=here.archivist, now=NOW
        )


@clause(Clause.ORG_01)
def test_only_the_rooms_archivist_draws_it_up(here):
    lines = here.ready(here.volume())
    for stranger in (here.head, here.director, person(Role.CENTRE_ARCHIVIST), here.room_head):
        with refused(Clause.ORG_01):
            draw_up_register(here.centre, lines, basis=BASIS, by=stranger, now=NOW)


@clause(Clause.ORG_01)
def test_and_only_of_what_the_room_keeps(here):
    lines = here.ready(here.volume())
    far = person(Role.HQ_ARCHIVIST, here.headquarters)
    with refused(Clause.ORG_01):
        draw_up_register(here.headquarters, lines, basis=BASIS, by=far, now=NOW)


@clause(Clause.DES_01)
def test_a_thing_stands_on_one_register(here):
    lines = here.ready(here.volume())
    register = draw_up_register(here.centre, lines, basis=BASIS, by=here.archivist, now=NOW)
    assert not ready_for_destruction().exists()

    with refused(Clause.DES_01) as caught:
        draw_up_register(here.centre, lines, basis=BASIS, by=here.colleague, now=NOW)
    assert register.number in str(caught.value)


@clause(Clause.DES_01)
def test_a_volume_and_its_paper_are_not_listed_side_by_side(here):
    paper = here.paper(closed_on=date(1990, 6, 30))
    lines = here.ready(paper, paper.holding)
    with refused(Clause.DES_01):
        draw_up_register(here.centre, lines, basis=BASIS, by=here.archivist, now=NOW)


@clause(Clause.DES_01, Clause.APR_01)
def test_the_refusal_names_the_hold(here):
    volume = here.volume()
    lines = here.ready(volume)
    held(here, volume)
    with refused(Clause.DES_01) as caught:
        draw_up_register(here.centre, lines, basis=BASIS, by=here.archivist, now=NOW)
    assert "欠费诉讼" in str(caught.value)


@clause(Clause.DES_01)
@pytest.mark.parametrize("to", [HoldingState.ON_LOAN, HoldingState.MISSING])
def test_what_is_away_is_not_listed(here, to):
    volume = here.volume()
    lines = here.ready(volume)
    move(volume, to)
    with refused(Clause.DES_01):
        draw_up_register(here.centre, lines, basis=BASIS, by=here.archivist, now=NOW)


@clause(Clause.DES_01)
def test_nor_what_is_to_be_kept_after_all(here):
    volume = here.volume()
    lines = here.ready(volume)
    change_term(again(volume), Retention.PERMANENT, None, by=here.archivist, reason="更正")
    with refused(Clause.DES_01):
        draw_up_register(here.centre, lines, basis=BASIS, by=here.archivist, now=NOW)


@clause(Clause.DES_01)
def test_lines_come_and_go_while_it_is_drawn_up(here):
    first, second = here.volume(), here.volume()
    register = here.drawn_up(first)
    add_register_lines(register, here.ready(second), by=here.archivist, now=NOW)
    assert [line.number for line in register.lines.all()] == [1, 2]

    remove_register_line(line_of(register, first), by=here.archivist, now=NOW)
    assert [line.number for line in register.lines.all()] == [1]
    assert [line.holding for line in ready_for_destruction()] == [first]


@clause(Clause.APR_24)
def test_a_register_is_an_obligation_of_what_stands_on_it(here):
    volume = here.volume()
    register = here.drawn_up(volume)
    (found,) = open_obligations([volume])
    assert found.kind == "register"
    assert register.number in str(found.text)

    void_register(register, reason="作废", by=here.archivist, now=NOW)
    assert open_obligations([volume]) == []


@clause(Clause.DES_25)
def test_electronic_copies_go_with_the_thing_or_are_kept_for_a_reason(here):
    paper = with_a_scan(here, here.paper())
    line = here.drawn_up(paper).lines.get()
    assert line.twins == Twins.ERASE

    with refused(Clause.DES_25):
        settle_twins(line, Twins.KEEP, reason=" ", by=here.archivist, now=NOW)
    with refused(Clause.DES_25):
        settle_twins(line, Twins.NONE, reason="", by=here.archivist, now=NOW)
    settle_twins(line, Twins.KEEP, reason="诉讼备用", by=here.archivist, now=NOW)
    kept = freeze_register(line.register, by=here.archivist, now=NOW)
    assert frozen(kept)["lines"][0]["twins"] == "keep"
    assert frozen(kept)["lines"][0]["twins_reason"] == "诉讼备用"


@clause(Clause.DES_25)
def test_a_copy_scanned_since_is_stated_at_the_freeze(here):
    paper = here.paper()
    register = here.drawn_up(paper)
    assert register.lines.get().twins == Twins.NONE
    with_a_scan(here, paper)

    freeze_register(register, by=here.archivist, now=NOW)
    assert register.lines.get().twins == Twins.ERASE


@clause(Clause.DES_14)
def test_the_frozen_content_says_all_that_is_approved(here):
    volume = here.volume()
    register = here.proposed(volume)

    assert register.state == RegisterState.APPROVING
    assert register.content_hash == digest(register.content)
    content = frozen(register)
    assert content["schema"] == "archive-office/destruction-register/1"
    assert content["number"] == register.number
    assert content["totals"]["volumes"] == 1
    assert [step["name"] for step in content["steps"]] == ["director"]
    (appraisal,) = content["appraisals"]
    assert appraisal["number"] == "JD-2026-0001"
    assert [signature["by"] for signature in appraisal["signatures"]] == [str(here.director)]
    (line,) = content["lines"]
    assert (line["code"], line["retention"]) == (volume.code, "10年")


@clause(Clause.DES_03)
def test_the_content_forbids_sale_and_reuse(here):
    assert "不得作为废纸出售" in frozen(here.proposed())["ban"]


@clause(Clause.DES_14)
def test_frozen_is_not_changed(here):
    register = here.proposed()
    line, more = register.lines.get(), here.ready(here.volume())
    for change_it in (
        lambda: add_register_lines(register, more, by=here.archivist, now=NOW),
        lambda: remove_register_line(line, by=here.archivist, now=NOW),
        lambda: settle_twins(line, Twins.NONE, by=here.archivist, now=NOW),
        lambda: freeze_register(register, by=here.archivist, now=NOW),
    ):
        with refused(Clause.DES_14):
            change_it()


@clause(Clause.DES_01)
def test_an_empty_register_is_not_frozen(here):
    register = here.drawn_up()
    remove_register_line(register.lines.get(), by=here.archivist, now=NOW)
    with refused(Clause.DES_01):
        freeze_register(register, by=here.archivist, now=NOW)


@clause(Clause.DES_01)
def test_nor_one_on_which_something_is_held_meanwhile(here):
    volume = here.volume()
    register = here.drawn_up(volume)
    held(here, volume)
    with refused(Clause.DES_01) as caught:
        freeze_register(register, by=here.archivist, now=NOW)
    assert "欠费诉讼" in str(caught.value)


@clause(Clause.DES_14)
def test_it_is_opened_again_before_the_first_decision_only(here):
    register = here.proposed()
    with refused(Clause.DES_14):
        thaw_register(register, reason="", by=here.archivist, now=NOW)
    opened = thaw_register(register, reason="漏列", by=here.archivist, now=NOW)
    assert (opened.state, opened.content, opened.frozen_by) == (RegisterState.DRAFTING, "", None)
    with refused(Clause.DES_14):
        thaw_register(register, reason="漏列", by=here.archivist, now=NOW)


@clause(Clause.DES_14)
def test_what_somebody_decided_on_is_not_opened_again(here):
    here.set("destruction_approval_chain", "full")
    register = here.proposed()
    here.decide(register, step="customer_service", by=here.service_head)
    with refused(Clause.DES_14):
        thaw_register(register, reason="漏列", by=here.archivist, now=NOW)


@clause(Clause.DES_14)
def test_a_register_given_up_keeps_its_number(here):
    register = here.drawn_up()
    with refused(Clause.DES_14):
        void_register(register, reason=" ", by=here.archivist, now=NOW)
    with refused(Clause.ORG_01):
        void_register(register, reason="作废", by=here.director, now=NOW)
    void_register(register, reason="重复编制", by=here.head, now=NOW)

    gone = again(register)
    assert (gone.state, gone.end_reason) == (RegisterState.VOID, "重复编制")
    assert IssuedCode.objects.get(code=gone.number).state == IssuedCode.State.VOID
    assert here.drawn_up().number == "XH-2026-0002"
    with refused(Clause.DES_14):
        void_register(register, reason="作废", by=here.head, now=NOW)


@clause(Clause.DES_14)
def test_before_its_approval_its_things_may_go_on_another_register(here):
    volume = here.volume()
    void_register(here.proposed(volume), reason="作废", by=here.archivist, now=NOW)
    assert [line.holding for line in ready_for_destruction()] == [volume]
    assert here.due() == []


@clause(Clause.DES_14, Clause.DES_18)
def test_after_it_they_return_to_their_shelf_and_are_appraised_anew(here):
    volume, paper = here.volume(), here.paper()
    register = here.quarantined(volume, paper)
    assert here.due() == []
    void_register(register, reason="另案处理", by=here.head, now=NOW)

    assert again(volume).state == HoldingState.ON_SHELF
    assert again(volume).present_slot == volume.present_slot
    assert again(paper).state == Document.State.FILED
    assert not ready_for_destruction().exists()
    assert set(here.due()) == {volume.code, paper.code}
    here.ready(volume, now=NOW + timedelta(days=1))
    assert [line.holding for line in ready_for_destruction()] == [volume]


@clause(Clause.APR_12, Clause.DES_01)
def test_what_stands_on_a_register_is_neither_due_nor_ready(here):
    paper = here.paper(closed_on=date(1990, 6, 30))
    here.drawn_up(paper.holding)
    assert here.due() == []
    assert not ready_for_destruction().exists()


@clause(Clause.ORG_01)
def test_a_register_exists_for_its_room_and_whoever_decides(here):
    register = here.proposed()

    def seen(user):
        return list(DestructionRegister.objects.visible_to(user))

    for insider in (here.archivist, here.head, here.director, here.room_head, here.service_head):
        assert seen(insider) == [register]
    for outsider in (here.witness, person(Role.CENTRE_HEAD)):
        assert seen(outsider) == []


def test_each_step_is_one_entry_in_the_journal(here):
    register = here.quarantined()
    acts = JournalEntry.objects.filter(act__startswith="destruction.").order_by("pk")
    names = list(acts.values_list("act", flat=True))
    assert names[-4:] == [
        "destruction.register_drawn_up",
        "destruction.register_frozen",
        "destruction.register_decided",
        "destruction.moved_apart",
    ]
    assert register.lines.filter(state=LineState.LISTED).count() == 1


def test_a_thing_changed_in_the_catalogue_is_described_anew_at_the_freeze(here):
    volume = here.volume()
    register = here.drawn_up(volume)
    change(Holding.objects.get(pk=volume.pk), page_count=33)
    DocumentFactory(holding=volume)

    frozen_one = freeze_register(register, by=here.archivist, now=NOW)
    assert frozen(frozen_one)["totals"]["pages"] == 33
