"""Approving a destruction: each approver decides, may strike lines, or refuses the whole list.

Source: DES-13, DES-14; decisions 18 and 27.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, by_post, note
from archive_office.organisation.models import User
from archive_office.organisation.signing import Proof
from archive_office.regulation import Clause, enforce
from destruction.models import (
    DestructionRegister,
    LineState,
    RegisterDecision,
    RegisterLine,
    RegisterState,
)
from destruction.procedures import locking, register_telling
from destruction.procedures.register_steps import bring_back, lines_locked, take_off, turn
from destruction.rules import approving, registering, steps

Outcome = RegisterDecision.Outcome
NOTHING_STRUCK: Final[Mapping[int, str]] = MappingProxyType({})


@act("destruction.register_decided", _("Destruction decided on"), Clause.DES_13, Clause.DES_14)
def decide_register(  # noqa: PLR0913 - what was seen, what is said, by whom
    register: DestructionRegister,
    step: str,
    outcome: str,
    proof: Proof,
    seen_hash: str,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    vetoes: Mapping[int, str] = NOTHING_STRUCK,
) -> RegisterDecision:
    """Give one approval, strike single lines with it, or refuse the whole list.

    The last approval lets the wait begin; what is refused or struck is in appraisal again.

    Args:
        vetoes: Why lines are struck, by the key of the line.

    Raises:
        RegulationError: DES-13 (not the person for it, a proposer, decided already, not its
            turn), DES-14 (not frozen, not the content shown, no reason, nothing left), SEC-42
            (proof), and whatever stands against destroying a thing that is not struck.

    Source: DES-13, DES-14.
    """
    fresh = _to_be_decided(register, step, proof, seen_hash, by=by, now=now)
    lines = lines_locked(fresh)
    enforce(approving.against_answer(outcome, reason, vetoes, lines))
    if outcome == Outcome.REFUSED:
        decision = _decide(fresh, step, outcome, reason=reason, by=by, now=now)
        _refuse(fresh, lines, reason=reason, by=by, now=now)
        return decision
    left = [line for line in lines if line.pk not in vetoes]
    enforce(registering.against_standing(left, on=day_of(now)))
    decision = _decide(fresh, step, outcome, reason=reason, by=by, now=now)
    _strike([line for line in lines if line.pk in vetoes], vetoes, by=by, now=now)
    _go_on(fresh, by=by, now=now)
    return decision


def _to_be_decided(
    register: DestructionRegister,
    step: str,
    proof: Proof,
    seen_hash: str,
    *,
    by: User,
    now: datetime,
) -> DestructionRegister:
    """The locked register, once this person may decide this step of it."""
    fresh = locking.locked_register(register.pk)
    enforce(registering.against_state(fresh, Clause.DES_14, RegisterState.APPROVING))
    enforce(approving.against_content(fresh, seen_hash))
    enforce(steps.against_proof(proof, by, now))
    enforce(approving.against_deciding(fresh, step, by, list(fresh.decisions.all())))
    return fresh


def _decide(
    register: DestructionRegister,
    step: str,
    outcome: str,
    *,
    reason: str,
    by: User,
    now: datetime,
) -> RegisterDecision:
    decision = _decision(register, step, by=by)
    decision.outcome, decision.reason, decision.at = outcome, reason.strip(), now
    decision.save()
    note(decision, after={"step": step, "outcome": outcome, "hash": decision.content_hash})
    return decision


def _decision(register: DestructionRegister, step: str, *, by: User) -> RegisterDecision:
    approval = next(each for each in approving.approvals(register) if each.name == step)
    post = approving.post_for(by, register, approval)
    if post is None:  # against_deciding has refused this already
        raise LookupError(f"{by} has no post for {step}")
    by_post(post)
    return RegisterDecision(
        register=register,
        step=step,
        by=by,
        acting_for=post.acting_for,
        department=post.department,
        role=post.role,
        content_hash=register.content_hash,
    )


def _refuse(
    register: DestructionRegister,
    lines: list[RegisterLine],
    *,
    reason: str,
    by: User,
    now: datetime,
) -> None:
    bring_back(lines, by=by, now=now)
    register.end_reason = reason.strip()
    turn(register, RegisterState.REFUSED)
    register_telling.tell_proposers(register, register_telling.REFUSED, by=by, now=now, body=reason)


def _strike(
    lines: list[RegisterLine], vetoes: Mapping[int, str], *, by: User, now: datetime
) -> None:
    for line in lines:
        take_off([line], LineState.VETOED, reason=vetoes[line.pk], by=by, now=now)
    bring_back(lines, by=by, now=now)


def _go_on(register: DestructionRegister, *, by: User, now: datetime) -> None:
    """Ask the next approvers; with the last approval the wait can begin."""
    if approving.next_approvals(register, list(register.decisions.all())):
        register_telling.ask_approvers(register, by=by, now=now)
        return
    register.approved_at = now
    turn(register, RegisterState.WAITING)
    register_telling.tell_proposers(register, register_telling.APPROVED, by=by, now=now)
