"""Who approves a destruction, in which order, and what an approval may say.

The steps are stored in the frozen content; those of the lowest rank come first.

Source: DES-13, DES-14; decisions 18, 20 and 27.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.organisation.models import Department, Membership, User
from archive_office.organisation.roles import Role
from archive_office.policy.chains import CHAINS, chain
from archive_office.regulation import Clause, Refusal
from destruction.models import (
    DestructionRegister,
    LineState,
    RegisterDecision,
    RegisterLine,
    RegisterState,
)
from destruction.rules.register_content import frozen
from destruction.rules.registering import against_proposer, proposers

MAY_APPROVE: Final = "destruction.approve_register"
Outcome = RegisterDecision.Outcome


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval that a register needs.

    Attributes:
        name: The step as it is stored; several originating departments have one each.
        department: Where the role must be held; None for any.
        rank: Approvals of the lowest open rank are given next.
    """

    name: str
    role: Role
    department: int | None
    label: str
    rank: int


def needed(origins: Iterable[Department], *, on: date) -> list[dict[str, Any]]:
    """The approvals a register of things from these departments needs, as its content says.

    The director decides once, last, also on what the company's own office formed.

    Source: DES-13.
    """
    length = policy.text("destruction_approval_chain", on=on)
    found = [_step(step) for step in chain("destruction", {"approval": length})]
    if length == "full":
        for origin in sorted(origins, key=lambda d: d.code):
            found += [
                _step(step, origin)
                for step in chain("destruction", {"origin": origin.kind})
                if step.name == "origin" and step.role != Role.DIRECTOR
            ]
    return sorted(found, key=lambda step: step["rank"])


def _step(step: Any, origin: Department | None = None) -> dict[str, Any]:
    return {
        "name": step.name if origin is None else f"{step.name}:{origin.code}",
        "role": step.role,
        "department": origin.pk if origin else None,
        "of": origin.name if origin else "",
        "label": step.words[0],
        "rank": step.rank,
    }


def approvals(register: DestructionRegister) -> list[Approval]:
    """Whose approvals a frozen register needs, in order, in the reader's language.

    Source: DES-13.
    """
    labels = {link.step.name: link.step.label for link in CHAINS["destruction"]}
    return [
        Approval(
            row["name"],
            Role(row["role"]),
            row["department"],
            " · ".join(filter(None, (labels[row["name"].partition(":")[0]], row["of"]))),
            row["rank"],
        )
        for row in frozen(register)["steps"]
    ]


def next_approvals(
    register: DestructionRegister, decided: Sequence[RegisterDecision]
) -> list[Approval]:
    """The approvals that can be given now: those of the lowest rank that lacks one."""
    taken = {decision.step for decision in decided}
    left = [each for each in approvals(register) if each.name not in taken]
    rank = min((each.rank for each in left), default=0)
    return [each for each in left if each.rank == rank]


def post_for(person: User, register: DestructionRegister, approval: Approval) -> Membership | None:
    """The post by which a person gives this approval; never who proposed, nor who stands in.

    Source: DES-13; decisions 18 and 20.
    """
    own = proposers(register)
    if person.pk in own:
        return None
    return next(
        (
            m
            for m in person.current_memberships
            if m.role == approval.role
            and approval.department in (None, m.department_id)
            and m.acting_for_id not in own
        ),
        None,
    )


def against_deciding(
    register: DestructionRegister, step: str, person: User, decided: Sequence[RegisterDecision]
) -> Iterator[Refusal]:
    """Refuse the wrong person, the proposer, another's turn, and whoever has decided already.

    Source: DES-13, DES-14.
    """
    approval = next((each for each in approvals(register) if each.name == step), None)
    if approval is None:
        yield Refusal(Clause.DES_13, _("This register needs no such approval."), field="step")
        return
    if any(decision.step == step for decision in decided):
        yield Refusal(Clause.DES_13, _("This approval was decided already."))
    elif approval not in next_approvals(register, decided):
        yield Refusal(Clause.DES_13, _("Earlier approvals are missing."))
    post = post_for(person, register, approval)
    if post is None:
        yield from _against_stranger(register, approval, person)
        return
    spoken = {pk for d in decided for pk in (d.by_id, d.acting_for_id) if pk}
    if {person.pk, post.acting_for_id} & spoken:
        yield Refusal(
            Clause.DES_13, _("You have decided already. Each approval is given by somebody else.")
        )


def _against_stranger(
    register: DestructionRegister, approval: Approval, person: User
) -> Iterator[Refusal]:
    found = list(against_proposer(register, person, Clause.DES_13))
    yield from found
    if not found:
        yield Refusal(
            Clause.DES_13,
            _("This is approved by: %(role)s.")
            % {"role": " · ".join((str(approval.role.label), approval.label))},
        )


def against_content(register: DestructionRegister, seen_hash: str) -> Iterator[Refusal]:
    """Refuse to decide on another content than the one the approver was shown (DES-14)."""
    if seen_hash != register.content_hash:
        yield Refusal(
            Clause.DES_14,
            _("The register was changed since you opened it. Read it again before you decide."),
        )


def against_answer(
    outcome: str, reason: str, vetoes: Mapping[int, str], lines: Sequence[RegisterLine]
) -> Iterator[Refusal]:
    """Refuse an answer that is none, lacks its reason, or strikes every line.

    Args:
        vetoes: Reasons by the key of the line.
        lines: All lines of the register.

    Source: DES-14.
    """
    if outcome not in Outcome.values:
        yield Refusal(Clause.DES_14, _("Approve or refuse."), field="outcome")
    if outcome == Outcome.REFUSED and not reason.strip():
        yield Refusal(Clause.DES_14, _("Say why you refuse."), field="reason")
    if outcome == Outcome.REFUSED and vetoes:
        yield Refusal(
            Clause.DES_14, _("A refusal is of the whole list; no line is struck besides.")
        )
    listed = {line.pk for line in lines if line.state == LineState.LISTED}
    for key, why in vetoes.items():
        if key not in listed:
            yield Refusal(Clause.DES_14, _("There is no such line left to strike."))
        if not why.strip():
            yield Refusal(Clause.DES_14, _("Say why the line is struck."), field="vetoes")
    if vetoes and not listed - set(vetoes):
        yield Refusal(Clause.DES_14, _("Nothing would be left: refuse the register instead."))


def steps_for(
    person: User, register: DestructionRegister, decided: Sequence[RegisterDecision]
) -> list[Approval]:
    """The approvals this person can give now."""
    return [
        approval
        for approval in next_approvals(register, decided)
        if not list(against_deciding(register, approval.name, person, decided))
    ]


def approvals_wanted(user: User) -> list[int]:
    """Keys of the registers on which this person's approval is missing now.

    Source: DES-13.
    """
    if not user.has_perm(MAY_APPROVE):
        return []
    own = RegisterDecision.objects.filter(register=OuterRef("pk"), by=user)
    rows = (
        DestructionRegister.objects.visible_to(user)
        .filter(~Exists(own), state=RegisterState.APPROVING)
        .prefetch_related("decisions")
        .order_by("pk")
    )
    return [row.pk for row in rows if steps_for(user, row, list(row.decisions.all()))]
