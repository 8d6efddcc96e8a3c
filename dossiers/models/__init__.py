"""What is kept: units, customers, dossiers, holdings, documents, files, and the tray."""

from dossiers.models.access import DossierGrant, DossierUserObjectPermission, ViewLog
from dossiers.models.chasing import ChaseLetter
from dossiers.models.codes import IssuedCode, NumberSeries
from dossiers.models.condition import ConditionCheck
from dossiers.models.customers import Consent, Customer, EmergencyContact, Occupancy, OccupancyParty
from dossiers.models.data_requests import DataRequest
from dossiers.models.descriptions import Description
from dossiers.models.documents import Document, ElectronicFile
from dossiers.models.dossiers import Dossier, DossierEvent, DossierState
from dossiers.models.doubts import Doubt
from dossiers.models.holdings import (
    CUSTODY_MOVES,
    CasePart,
    Holding,
    HoldingState,
    Part,
    Placement,
)
from dossiers.models.imports import LedgerImport, LedgerVerdict
from dossiers.models.letters import Letter
from dossiers.models.licences import Licence
from dossiers.models.losses import LossReport
from dossiers.models.readings import Ground, ReadingReview, Verdict
from dossiers.models.referrals import EntryReferral
from dossiers.models.registers import FormDefinition, FormSection, RegisterEntry
from dossiers.models.retention import Hold, RetentionTrigger
from dossiers.models.rolls import LabelRoll, RollLabel
from dossiers.models.scope import (
    Category,
    DocumentType,
    HandoverScope,
    Purpose,
    Retention,
    RetentionStart,
    Secrecy,
)
from dossiers.models.searching import SearchEntry
from dossiers.models.stocktakes import Stocktake, StocktakeLine
from dossiers.models.submissions import PaperState, Submission, SubmissionPaper, SubmissionState
from dossiers.models.title_counts import TitleCount, TitleCountLine, TitleCountSignature
from dossiers.models.units import Building, Estate, Unit
from dossiers.models.volumes import (
    Binding,
    DocumentLink,
    FormerCode,
    VolumeDraft,
    VolumeEntry,
)

__all__ = [
    "CUSTODY_MOVES",
    "Binding",
    "Building",
    "CasePart",
    "Category",
    "ChaseLetter",
    "ConditionCheck",
    "Consent",
    "Customer",
    "DataRequest",
    "Description",
    "Document",
    "DocumentLink",
    "DocumentType",
    "Dossier",
    "DossierEvent",
    "DossierGrant",
    "DossierState",
    "DossierUserObjectPermission",
    "Doubt",
    "ElectronicFile",
    "EmergencyContact",
    "EntryReferral",
    "Estate",
    "FormDefinition",
    "FormSection",
    "FormerCode",
    "Ground",
    "HandoverScope",
    "Hold",
    "Holding",
    "HoldingState",
    "IssuedCode",
    "LabelRoll",
    "LedgerImport",
    "LedgerVerdict",
    "Letter",
    "Licence",
    "LossReport",
    "NumberSeries",
    "Occupancy",
    "OccupancyParty",
    "PaperState",
    "Part",
    "Placement",
    "Purpose",
    "ReadingReview",
    "RegisterEntry",
    "Retention",
    "RetentionStart",
    "RetentionTrigger",
    "RollLabel",
    "SearchEntry",
    "Secrecy",
    "Stocktake",
    "StocktakeLine",
    "Submission",
    "SubmissionPaper",
    "SubmissionState",
    "TitleCount",
    "TitleCountLine",
    "TitleCountSignature",
    "Unit",
    "Verdict",
    "ViewLog",
    "VolumeDraft",
    "VolumeEntry",
]
