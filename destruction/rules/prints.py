"""What a printed appraisal sheet, destruction register or record is worth, held against the record.

Source: APR-25, DES-10, SEC-29.
"""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from archive_office.organisation.models import Department, User
from archive_office.originals.prints import (
    Answer,
    Code,
    Compared,
    Frozen,
    Signer,
    reads_prints,
    weigh,
)
from destruction.models import (
    Appraisal,
    AppraisalState,
    DestructionRegister,
    RegisterDecision,
    RegisterSignature,
    RegisterState,
)

_APPRAISALS: Final = "destruction.view_appraisal"
_REGISTERS: Final = ("destruction.view_destructionregister", "destruction.witness_register")
_OF_APPRAISALS: Final = {
    AppraisalState.APPROVED: Answer.AGREES,
    AppraisalState.VOID: Answer.VOID,
}
_OF_REGISTERS: Final = {
    RegisterState.CLOSED: Answer.AGREES,
    RegisterState.REFUSED: Answer.VOID,
    RegisterState.VOID: Answer.VOID,
}


@reads_prints("JD-")
def compare_appraisal(code: Code, by: User) -> Compared | None:
    """Whether a print of an appraisal sheet shows what the record holds.

    Source: APR-25.
    """
    found = Appraisal.objects.filter(number=code.number).select_related("room__parent").first()
    if found is None:
        return None
    rows = found.signatures.filter(voided_at__isnull=True).order_by("signed_at")
    signatures = list(rows.select_related("signer", "acting_for", "department__parent"))
    told = Compared(
        Answer.UNCHECKABLE,
        detailed=by.has_perm(_APPRAISALS)
        and Appraisal.objects.visible_to(by).filter(pk=found.pk).exists(),
        label=_("Appraisal %(number)s") % {"number": found.number},
        url=found.get_absolute_url(),
        state=found.get_state_display(),
        signers=tuple(
            _signer(
                _("Appraised by"), each.signer, each.acting_for, each.department, each.signed_at
            )
            for each in signatures
        ),
        about=((_("Archive room"), str(found.room)),),
    )
    if not code.checksum:
        return told
    frozen = Frozen(
        found.content,
        found.content_hash,
        signed=[(each.content, each.content_hash) for each in signatures],
        earlier=lambda digits: _earlier(found, "content", digits),
    )
    standing = _OF_APPRAISALS.get(AppraisalState(found.state), Answer.UNFINISHED)
    return weigh([frozen], code.checksum, standing, told)


@reads_prints("XH-")
def compare_register(code: Code, by: User) -> Compared | None:
    """Whether a print of a destruction register or its record shows what the record holds.

    The register bears the checksum of what was approved, the record that of what was signed
    afterwards.

    Source: DES-10.
    """
    rows = DestructionRegister.objects.filter(number=code.number)
    found = rows.select_related("room__parent").first()
    if found is None:
        return None
    decisions = found.decisions.select_related("by", "acting_for", "department__parent")
    standing = found.signatures.filter(voided_at__isnull=True)
    signatures = standing.select_related("signer", "acting_for", "department__parent")
    told = Compared(
        Answer.UNCHECKABLE,
        detailed=any(by.has_perm(name) for name in _REGISTERS)
        and DestructionRegister.objects.visible_to(by).filter(pk=found.pk).exists(),
        label=_("Destruction register %(number)s") % {"number": found.number},
        url=found.get_absolute_url(),
        state=found.get_state_display(),
        signers=(*map(_decided, decisions.order_by("at")), *map(_signed, signatures)),
        about=((_("Archive room"), str(found.room)),),
    )
    if not code.checksum:
        return told
    answer = _OF_REGISTERS.get(RegisterState(found.state), Answer.UNFINISHED)
    return weigh(_contents(found), code.checksum, answer, told)


def _contents(found: DestructionRegister) -> tuple[Frozen, Frozen]:
    """What was approved, and the record that was signed afterwards."""
    decisions = found.decisions.values_list("content_hash", flat=True)
    signatures = found.signatures.filter(voided_at__isnull=True)
    return (
        Frozen(
            found.content,
            found.content_hash,
            # An approver's decision keeps the hash of what was decided on.
            signed=[(found.content, kept) for kept in decisions],
            earlier=lambda digits: _earlier(found, "content", digits),
        ),
        Frozen(
            found.record,
            found.record_hash,
            signed=list(signatures.values_list("content", "content_hash")),
        ),
    )


def _decided(own: RegisterDecision) -> Signer:
    return _signer(own.get_outcome_display(), own.by, own.acting_for, own.department, own.at)


def _signed(own: RegisterSignature) -> Signer:
    return _signer(
        own.get_part_display(), own.signer, own.acting_for, own.department, own.signed_at
    )


def _earlier(found: Appraisal | DestructionRegister, name: str, digits: str) -> str | None:
    row = found.history.filter(**{f"{name}_hash__startswith": digits}).first()
    return str(getattr(row, name)) if row else None


def _signer(
    part: str, person: User, acting_for: User | None, department: Department, at: datetime
) -> Signer:
    name = str(person)
    if acting_for:
        name = _("%(person)s (acting for %(head)s)") % {"person": name, "head": acting_for}
    return Signer(part, name, str(department), at)
