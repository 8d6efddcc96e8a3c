"""Appraisal 鉴定 and destruction 销毁: what is to become of things whose term has run out."""

from destruction.models.appraisals import (
    Appraisal,
    AppraisalLine,
    AppraisalSignature,
    AppraisalState,
    EngineeringOpinion,
    Ground,
    Verdict,
)
from destruction.models.disposals import DisposalItem, DisposalList, ProposedDestruction
from destruction.models.execution import Erasure, LineConfirmation, RegisterSignature, Witness
from destruction.models.registers import DestructionRegister, RegisterDecision, RegisterLine
from destruction.models.states import (
    OPEN_STATES,
    DisposalPlace,
    LineState,
    Method,
    RegisterState,
    Twins,
)

__all__ = [
    "OPEN_STATES",
    "Appraisal",
    "AppraisalLine",
    "AppraisalSignature",
    "AppraisalState",
    "DestructionRegister",
    "DisposalItem",
    "DisposalList",
    "DisposalPlace",
    "EngineeringOpinion",
    "Erasure",
    "Ground",
    "LineConfirmation",
    "LineState",
    "Method",
    "ProposedDestruction",
    "RegisterDecision",
    "RegisterLine",
    "RegisterSignature",
    "RegisterState",
    "Twins",
    "Verdict",
    "Witness",
]
