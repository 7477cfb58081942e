"""Leads in ADF 1.0, the way the trade really writes it; pure: bytes in, leads and a report out."""

from lifecycle_api.intake.adf.codes import Code, Level
from lifecycle_api.intake.adf.conformance import Conformance, Finding
from lifecycle_api.intake.adf.keys import LeadKeys, lead_keys
from lifecycle_api.intake.adf.limits import (
    DEFAULT,
    LeadDeclaresEntities,
    LeadRefused,
    LeadTooComplex,
    LeadTooLarge,
    Limits,
)
from lifecycle_api.intake.adf.parse import Parsed, parse
from lifecycle_api.intake.adf.prospect import Prospect

__all__ = [
    "DEFAULT",
    "Code",
    "Conformance",
    "Finding",
    "LeadDeclaresEntities",
    "LeadKeys",
    "LeadRefused",
    "LeadTooComplex",
    "LeadTooLarge",
    "Level",
    "Limits",
    "Parsed",
    "Prospect",
    "lead_keys",
    "parse",
]
