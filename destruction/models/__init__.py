"""Appraisal 鉴定: what is to become of things whose term has run out."""

from destruction.models.appraisals import (
    Appraisal,
    AppraisalLine,
    AppraisalSignature,
    AppraisalState,
    EngineeringOpinion,
    Ground,
    Verdict,
)

__all__ = [
    "Appraisal",
    "AppraisalLine",
    "AppraisalSignature",
    "AppraisalState",
    "EngineeringOpinion",
    "Ground",
    "Verdict",
]
