"""The tables of the licensing app, one module per subject."""

from permits.models.application import LIVE, ApplicantKind, Application, Document, Outcome, Status, Upload, Verdict
from permits.models.inspection import Attendee, Conclusion, Inspection, InspectionPhoto
from permits.models.journey import WORKING, Holder, Look, Transition, Turn
from permits.models.permit import Paper, PaperKind, Permit, PermitState, Serial, replacements_of
from permits.models.permit_type import PermitType, Standing, StandingState
from permits.models.retribution import Bill, Channel, Closing, Payment
from permits.models.rows import (
    AppliesTo,
    FieldKind,
    FilingKind,
    FormField,
    NoLeadsTo,
    Requirement,
    Stage,
    StandardIsPublished,
    TariffIndex,
    TariffStep,
    Work,
)
from permits.models.standard import LegalCheck, ServiceStandard, StandardStatus, TariffMode

__all__ = [
    "LIVE",
    "WORKING",
    "ApplicantKind",
    "Application",
    "AppliesTo",
    "Attendee",
    "Bill",
    "Channel",
    "Closing",
    "Conclusion",
    "Document",
    "FieldKind",
    "FilingKind",
    "FormField",
    "Holder",
    "Inspection",
    "InspectionPhoto",
    "LegalCheck",
    "Look",
    "NoLeadsTo",
    "Outcome",
    "Paper",
    "PaperKind",
    "Payment",
    "Permit",
    "PermitState",
    "PermitType",
    "Requirement",
    "Serial",
    "ServiceStandard",
    "Stage",
    "StandardIsPublished",
    "StandardStatus",
    "Standing",
    "StandingState",
    "Status",
    "TariffIndex",
    "TariffMode",
    "TariffStep",
    "Transition",
    "Turn",
    "Upload",
    "Verdict",
    "Work",
    "replacements_of",
]
