"""The way of an appraisal: what may be done in which state, who signs, and when all have.

Source: APR-03, APR-07, APR-09.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from archive_office import policy
from archive_office.organisation.models import Department, Membership, User
from archive_office.organisation.roles import Role
from archive_office.organisation.signing import Proof
from archive_office.policy.chains import CHAINS, chain
from archive_office.regulation import Clause, Refusal
from destruction.models import Appraisal, AppraisalLine, AppraisalSignature, AppraisalState, Verdict
from destruction.rules import people
from destruction.rules.content import frozen

PROOF_LASTS: Final = timedelta(minutes=5)
"""How long an entered password stands for a signature."""

_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Signatory:
    """One signature that an appraisal needs.

    Attributes:
        name: The step as it is stored; several originating departments have one each.
        department: Where the role must be held; None for any.
    """

    name: str
    role: Role
    department: int | None
    label: str


def against_state(appraisal: Appraisal, *allowed: AppraisalState) -> Iterator[Refusal]:
    """Refuse a step that does not belong to the appraisal's present state."""
    if appraisal.state not in allowed:
        yield Refusal(
            Clause.APR_09,
            _("Appraisal %(number)s is “%(state)s”; this is not possible now.")
            % {"number": appraisal.number, "state": appraisal.get_state_display()},
        )


def against_freezing(lines: Sequence[AppraisalLine]) -> Iterator[Refusal]:
    """Refuse to freeze while a thing is not judged, or a technical one has no opinion.

    Args:
        lines: With their opinions prefetched.

    Source: APR-03, APR-07.
    """
    undecided = [line for line in lines if line.verdict == Verdict.NONE]
    if undecided:
        yield Refusal(
            Clause.APR_03, _("Not judged yet: lines %(lines)s.") % {"lines": _numbers(undecided)}
        )
    unheard = [line for line in lines if line.technical and not line.opinions.all()]
    if unheard:
        yield Refusal(
            Clause.APR_07,
            _("The engineers have not given their opinion on lines %(lines)s.")
            % {"lines": _numbers(unheard)},
        )


def _numbers(lines: Sequence[AppraisalLine]) -> str:
    shown = ", ".join(str(line.number) for line in lines[:_SHOWN])
    return f"{shown} …" if len(lines) > _SHOWN else shown


def needed(origins: Iterable[Department], *, on: date) -> list[dict[str, Any]]:
    """The signatures an appraisal of things from these departments needs, as its content says.

    Source: APR-09, APR-10.
    """
    signatories = policy.text("appraisal_signatories", on=on)
    found: list[dict[str, Any]] = [
        {"name": step.name, "role": step.role, "department": None, "of": "", "label": step.words[0]}
        for step in chain("appraisal", {"signatories": signatories})
    ]
    if signatories == "joint":
        for origin in sorted(origins, key=lambda d: d.code):
            found += [
                {
                    "name": f"{step.name}:{origin.code}",
                    "role": step.role,
                    "department": origin.pk,
                    "of": origin.name,
                    "label": step.words[0],
                }
                for step in chain("appraisal", {"origin": origin.kind})
            ]
    return found


def signatories(appraisal: Appraisal) -> list[Signatory]:
    """Whose signatures a frozen appraisal needs, in the reader's language.

    Source: APR-09.
    """
    labels = {link.step.name: link.step.label for link in CHAINS["appraisal"]}
    return [
        Signatory(
            row["name"],
            Role(row["role"]),
            row["department"],
            " · ".join(filter(None, (labels[row["name"].partition(":")[0]], row["of"]))),
        )
        for row in frozen(appraisal)["steps"]
    ]


def post_for(person: User, appraisal: Appraisal, signatory: Signatory) -> Membership | None:
    """The post by which a person gives this signature; never who drew the list up.

    Nor who stands in for them.

    Source: APR-09; decision 20.
    """
    drawers = _drawers(appraisal)
    if person.pk in drawers:
        return None
    return next(
        (
            m
            for m in person.current_memberships
            if m.role == signatory.role
            and signatory.department in (None, m.department_id)
            and m.acting_for_id not in drawers
        ),
        None,
    )


def steps_for(
    person: User, appraisal: Appraisal, signed: Sequence[AppraisalSignature]
) -> list[Signatory]:
    """The signatures this person can still give under a frozen appraisal."""
    taken = {s.step for s in signed}
    return [
        signatory
        for signatory in signatories(appraisal)
        if signatory.name not in taken
        and not list(against_signing(appraisal, signatory.name, person, signed))
    ]


def post_for_thawing(person: User, appraisal: Appraisal) -> Membership | None:
    """The post by which a person opens a frozen list again: the archivist's, or a signatory's."""
    posts = (post_for(person, appraisal, each) for each in signatories(appraisal))
    return people.post_at(person, appraisal.room) or next(filter(None, posts), None)


def against_thawing(appraisal: Appraisal, person: User) -> Iterator[Refusal]:
    """Refuse to open a frozen list to whoever neither keeps the room nor is asked to sign.

    Source: ORG-01, APR-09.
    """
    if post_for_thawing(person, appraisal) is None:
        yield from people.against_strangers(person, appraisal.room)


def against_signing(
    appraisal: Appraisal, step: str, person: User, signed: Sequence[AppraisalSignature]
) -> Iterator[Refusal]:
    """Refuse the wrong person, who drew the list up, and whoever has signed already.

    Args:
        signed: The signatures in force.

    Source: APR-09.
    """
    signatory = next((each for each in signatories(appraisal) if each.name == step), None)
    if signatory is None:
        yield Refusal(Clause.APR_09, _("This appraisal needs no such signature."), field="step")
        return
    if any(s.step == step for s in signed):
        yield Refusal(Clause.APR_09, _("This signature was given already."))
    post = post_for(person, appraisal, signatory)
    if post is None:
        yield from _against_stranger(appraisal, signatory, person)
        return
    spoken = {pk for s in signed for pk in (s.signer_id, s.acting_for_id) if pk}
    if {person.pk, post.acting_for_id} & spoken:
        yield Refusal(Clause.APR_09, _("You have signed already. Two different people sign."))


def _against_stranger(
    appraisal: Appraisal, signatory: Signatory, person: User
) -> Iterator[Refusal]:
    drawers = _drawers(appraisal)
    if person.pk in drawers or any(m.acting_for_id in drawers for m in person.current_memberships):
        yield Refusal(Clause.APR_09, _("Nobody signs the appraisal they drew up."))
    else:
        yield Refusal(
            Clause.APR_09,
            _("This is signed by: %(role)s.")
            % {"role": " · ".join((str(signatory.role.label), signatory.label))},
        )


def _drawers(appraisal: Appraisal) -> set[int]:
    return {pk for pk in (appraisal.drawn_up_by_id, appraisal.frozen_by_id) if pk}


def against_proof(proof: Proof, person: User, now: datetime) -> Iterator[Refusal]:
    """Refuse a proof of identity of somebody else, or one that is too old (SEC-42)."""
    if proof.user.pk != person.pk or not timedelta(0) <= now - proof.at <= PROOF_LASTS:
        yield Refusal(Clause.SEC_42, _("Enter your own password again to sign."), field="password")


def against_content(appraisal: Appraisal, seen_hash: str) -> Iterator[Refusal]:
    """Refuse to sign another content than the one the signer was shown (APR-09)."""
    if seen_hash != appraisal.content_hash:
        yield Refusal(
            Clause.APR_09,
            _("The list was changed since you opened it. Read it again before you sign."),
        )
