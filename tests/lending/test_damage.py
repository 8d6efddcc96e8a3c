"""Loss and damage: what changed between issue and return, and how much it weighs."""

import pytest

from archive_office.regulation import Clause
from dossiers.models import DossierEvent, HoldingState, Retention, Secrecy
from lending.models import Condition, DamageCase, ReturnLine
from lending.rules.dates import due_for_case
from lending.rules.desk import Leaving
from lending.rules.returns import FoundLine, everything_agrees, importance_of
from tests.lending.counter import at, counter, day
from tests.lending.world import again
from tests.steps import clause, refused

pytestmark = pytest.mark.django_db
Importance, Outcome = DamageCase.Importance, ReturnLine.Outcome


@pytest.fixture
def desk():
    return counter()


def differing(loan, outcome, *, pages=2, note="第1件缺第2页"):
    """The check of a return whose first document differs."""
    first, *rest = everything_agrees(loan)
    return (
        FoundLine(document=first.document, pages_found=pages, outcome=outcome, note=note),
        *rest,
    )


@clause(Clause.LND_08)
def test_a_changed_condition_is_described(desk):
    loan = desk.lent()
    with refused(Clause.LND_08):
        desk.back(loan, condition=Condition.MARKED)
    with refused(Clause.LND_08):
        desk.back(
            loan,
            condition=Condition.MARKED,
            note="划线",
            lines=differing(loan, Outcome.MARKED, note=" "),
        )


@clause(Clause.LND_08)
def test_a_volume_is_not_intact_if_its_documents_are_not(desk):
    loan = desk.lent()
    with refused(Clause.LND_08):
        desk.back(loan, lines=differing(loan, Outcome.MISSING, pages=0))


@clause(Clause.LND_08, Clause.ACC_09)
@pytest.mark.parametrize(
    ("condition", "kind"),
    [
        (Condition.MARKED, "damage"),
        (Condition.ALTERED, "damage"),
        (Condition.DAMAGED, "damage"),
        (Condition.INCOMPLETE, "loss"),
    ],
)
def test_what_changed_since_the_issue_opens_a_case_and_a_task_to_replace_it(desk, condition, kind):
    loan = desk.lent()
    desk.back(loan, condition=condition, note="封面撕裂")
    case = DamageCase.objects.get(loan=loan)
    assert (case.number, case.kind, case.description) == ("SH-2026-00001", kind, "封面撕裂")
    assert (case.importance, case.opened_by) == (Importance.ORDINARY, desk.archivist)
    task = DossierEvent.objects.get(dossier=loan.holding.dossier)
    assert (task.kind, task.done_on) == (DossierEvent.Kind.TASK, None)
    assert case.number in task.text
    assert loan.holding.code in task.text


@clause(Clause.LND_08)
def test_what_was_so_when_it_left_is_no_damage_of_this_loan(desk):
    line = desk.approved()
    torn = Leaving(condition=Condition.DAMAGED, note="封面撕裂")
    (loan,) = desk.hand_out(line, conditions={line.pk: torn})
    desk.back(loan, condition=Condition.DAMAGED, note="封面撕裂，同借出时")
    assert not DamageCase.objects.exists()


@clause(Clause.LND_08, Clause.ACC_09)
@pytest.mark.parametrize(
    ("outcome", "pages", "kind"),
    [
        (Outcome.MISSING, 0, "loss"),
        (Outcome.PAGES_DIFFER, 1, "loss"),
        (Outcome.DAMAGED, 2, "damage"),
        (Outcome.MARKED, 2, "damage"),
        (Outcome.PAGES_DIFFER, 3, None),  # the catalogue was wrong
    ],
)
def test_each_document_that_suffered_has_its_case(desk, outcome, pages, kind):
    loan = desk.lent()
    desk.back(
        loan,
        condition=Condition.INCOMPLETE,
        note="见逐件核对",
        lines=differing(loan, outcome, pages=pages),
    )
    cases = DamageCase.objects.filter(loan=loan)
    first = everything_agrees(loan)[0].document
    if kind is None:
        assert [(case.document, case.kind) for case in cases] == [(None, "loss")]
    else:
        assert [(case.document, case.kind) for case in cases] == [(first, kind)]


@clause(Clause.ACC_09)
@pytest.mark.parametrize(
    ("fields", "importance"),
    [
        ({}, Importance.ORDINARY),
        ({"is_original": False}, Importance.ORDINARY),
        ({"retention": Retention.PERMANENT}, Importance.IMPORTANT),
        ({"retention": Retention.PERMANENT, "is_original": False}, Importance.ORDINARY),
        ({"secrecy": Secrecy.SECRET}, Importance.IMPORTANT),
        ({"secrecy": Secrecy.CONFIDENTIAL}, Importance.GRAVE),
        ({"secrecy": Secrecy.CONFIDENTIAL, "is_original": False}, Importance.IMPORTANT),
        ({"personal_volume": True}, Importance.IMPORTANT),
        ({"secrecy": Secrecy.SECRET, "retention": Retention.PERMANENT}, Importance.GRAVE),
    ],
)
def test_a_loss_weighs_by_secrecy_retention_and_originality(desk, fields, importance):
    assert importance_of(desk.volume(papers=0, **fields)) == importance


@clause(Clause.ACC_09)
def test_a_paper_weighs_as_much_as_its_own_grade(desk):
    volume = desk.volume(papers=0)
    graded = desk.world.paper(volume, secrecy=Secrecy.SECRET)
    copy = desk.world.paper(
        volume, is_original=False, red_stamp=True, original_kept_at="本人", secrecy=Secrecy.SECRET
    )
    assert importance_of(volume, graded) == Importance.IMPORTANT
    assert importance_of(volume, copy) == Importance.ORDINARY


@clause(Clause.LND_08, Clause.ACC_09, Clause.STO_17)
def test_a_lost_thing_is_missing_and_its_loan_stays_open(desk):
    loan = desk.lent()
    desk.back(loan, condition=Condition.LOST, note="在工地遗失", now=at(3))
    stored = again(loan)
    assert (stored.returned_on, stored.is_open) == (None, True)
    assert again(loan.holding).state == HoldingState.MISSING
    assert DamageCase.objects.get(loan=loan).kind == DamageCase.Kind.LOSS
    assert due_for_case(stored, day(16))

    desk.back(loan, condition=Condition.LOST, note="仍未找到", now=at(4))
    assert DamageCase.objects.filter(loan=loan).count() == 1


@clause(Clause.LND_07, Clause.STO_17)
def test_a_lost_thing_that_is_found_comes_back_like_any_other(desk):
    loan = desk.lent()
    desk.back(loan, condition=Condition.LOST, note="在工地遗失", now=at(3))
    desk.back(loan, now=at(9))
    closed = desk.shelved(again(loan), now=at(9))
    assert (closed.returned_on, closed.is_open) == (day(9), False)
    assert again(loan.holding).state == HoldingState.ON_SHELF
