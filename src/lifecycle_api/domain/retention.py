"""Why records are kept: each event type belongs to one retention class, and keys are separate for each."""

from enum import StrEnum
from typing import Final


class RetentionClass(StrEnum):
    """What a record is kept as. Erasing one class of a person's data leaves the others readable."""

    STANDARD = "standard"
    DEAL_JACKET = "deal_jacket"
    SERVICE_RECORD = "service_record"
    COMPLIANCE = "compliance"


MEANINGS: Final = {
    RetentionClass.STANDARD: "Who somebody is, what they asked and said.",
    RetentionClass.DEAL_JACKET: "What belongs to a contract of sale or finance.",
    RetentionClass.SERVICE_RECORD: "What was said and done about a repair.",
    RetentionClass.COMPLIANCE: "Consent, objections and privacy requests: proof that the law was kept.",
}

_BY_NOUN: Final = {
    "deal": RetentionClass.DEAL_JACKET,
    "credit_application": RetentionClass.DEAL_JACKET,
    "contract": RetentionClass.DEAL_JACKET,
    "repair_order": RetentionClass.SERVICE_RECORD,
    "concern": RetentionClass.SERVICE_RECORD,
    "work": RetentionClass.SERVICE_RECORD,
    "promise_time": RetentionClass.SERVICE_RECORD,
    "status_update": RetentionClass.SERVICE_RECORD,
    "consent": RetentionClass.COMPLIANCE,
    "processing": RetentionClass.COMPLIANCE,
    "privacy_request": RetentionClass.COMPLIANCE,
}


def retention_class(event_type: str) -> RetentionClass:
    """The class that an event of this type is kept in."""
    return _BY_NOUN.get(event_type.partition(".")[0], RetentionClass.STANDARD)
