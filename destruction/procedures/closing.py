"""After the destruction: witnesses and executor sign, the last of them closes the register.

Source: DES-04, DES-08, DES-09; decision 14.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from archive_office.clock import day_of
from archive_office.journal.acts import act, by_post, note
from archive_office.organisation.models import Membership, User
from archive_office.organisation.signing import Proof
from archive_office.regulation import Clause, Refusal, RegulationError, enforce
from destruction import signals
from destruction.models import DestructionRegister, RegisterSignature, RegisterState
from destruction.procedures import locking
from destruction.rules import record, registering, steps, witnessing


@act("destruction.record_signed", _("Record of destruction signed"), Clause.DES_09, Clause.DES_04)
def sign_record(
    register: DestructionRegister, proof: Proof, seen_hash: str, *, by: User, now: datetime
) -> RegisterSignature:
    """Sign the frozen record of a destruction; the last signature closes the register for ever.

    Only then 已销毁 is printed on it.

    Args:
        proof: From :func:`prove_identity`, by the signer, at most five minutes old.
        seen_hash: The hash of the record the signer was shown.

    Raises:
        RegulationError: DES-09 (not finished, no part in it, signed already, another record),
            DES-04 (fewer witnesses than are asked for), SEC-42 (proof).

    Source: DES-04, DES-08, DES-09.
    """
    fresh = locking.locked_register(register.pk)
    enforce(registering.against_state(fresh, Clause.DES_09, RegisterState.SIGNING))
    enforce(steps.against_proof(proof, by, now))
    witnesses = witnessing.standing(fresh)
    signed = record.in_force(fresh)
    enforce(record.against_signing(fresh, witnesses, signed, by=by, seen_hash=seen_hash))
    started = fresh.started_at or now
    enforce(witnessing.against_too_few(witnesses, on=day_of(started)))
    wanted = record.parts(fresh, witnesses)
    post = _post(record.post_to_sign(by, fresh, witnesses))
    signature = _signature(fresh, wanted[by.pk], post, by=by, now=now)
    signature.save()
    note(signature, after={"part": signature.part, "hash": signature.content_hash})
    # Read after the own row is there: the database lets signatures follow each other.
    if set(wanted) <= {each.signer_id for each in record.in_force(fresh)}:
        _close(fresh, now)
    else:
        note(fresh, after={"signed": str(by)})
    return signature


def _signature(
    register: DestructionRegister,
    part: RegisterSignature.Part,
    post: Membership,
    *,
    by: User,
    now: datetime,
) -> RegisterSignature:
    by_post(post)
    return RegisterSignature(
        register=register,
        part=part,
        signer=by,
        acting_for=post.acting_for,
        department=post.department,
        role=post.role,
        statement=record.STATEMENT,
        content=register.record,
        content_hash=register.record_hash,
        signed_at=now,
    )


def _close(register: DestructionRegister, now: datetime) -> None:
    register.state, register.is_open = RegisterState.CLOSED, False
    register.closed_at = now
    register.save()
    signals.register_closed.send(sender=DestructionRegister)
    note(
        register,
        before={"state": RegisterState.SIGNING.value},
        after={"state": RegisterState.CLOSED.value, "hash": register.record_hash},
    )


def _post(post: Membership | None) -> Membership:
    if post is None:
        raise RegulationError(Refusal(Clause.DES_09, _("You hold no post in the house any more.")))
    return post
