"""The parties around the sample group, and the agreements it has with them: one of them long, and signed unread."""

from hashlib import sha256
from typing import Any

MARKETPLACE = "carfinder"
COMPETITOR = "wheelmart"
MANUFACTURER = "makerdirect"
AUDITOR = "brookline"

PARTIES: tuple[dict[str, Any], ...] = (
    {"key": MARKETPLACE, "kind": "marketplace", "name": "Carfinder", "legalName": "Carfinder Listings, Inc."},
    {"key": COMPETITOR, "kind": "marketplace", "name": "Wheelmart", "legalName": "Wheelmart LLC"},
    {"key": MANUFACTURER, "kind": "oem", "name": "Maker Direct", "legalName": "Maker Direct North America"},
    {"key": AUDITOR, "kind": "auditor", "name": "Brookline Audit", "legalName": "Brookline Audit Partners"},
)


def _permit(name: str, page: int, purposes: str, categories: str, **more: Any) -> dict[str, Any]:
    said = {"id": name, "page": page, "effect": "permit", "actions": ["read", "search"]}
    return {**said, "purposes": purposes.split(), "categories": categories.split(), **more}


def _prohibit(name: str, page: int, **what: Any) -> dict[str, Any]:
    return {"id": name, "page": page, "effect": "prohibit", **what}


def _duty(name: str, page: int, hours: int, *fields: str) -> dict[str, Any]:
    return {"id": name, "page": page, "effect": "duty", "fields": list(fields), "delayHours": hours}


_BASICS = (
    _permit("2.1", 4, "lead_followup", "identity contact vehicle", retentionDays=90),
    _permit("2.3", 5, "vehicle_history", "vehicle"),
    _permit("2.5", 6, "attribution", "vehicle"),
)
_OWED = (
    _duty("9.1", 17, 24, "lead.external_id", "lead.comments"),
    _duty("9.2", 17, 24, "lead.requested_at"),
)
AS_SIGNED = (
    *_BASICS,
    _permit("3.2", 8, "marketing survey", "identity contact behaviour", onward="yes"),
    _permit(
        "7.4",
        14,
        "advertising resale",
        "identity contact content behaviour",
        actions=["read", "search", "export", "retain", "resell"],
        onward="yes",
    ),
    _permit("7.9", 15, "analytics", "identity contact vehicle behaviour financial", actions=["read", "assign"]),
    *_OWED[:1],
)
AS_AMENDED = (
    *_BASICS,
    _permit("3.2", 8, "marketing", "identity contact"),
    _prohibit("7.4", 14, actions=["resell", "assign"]),
    _prohibit("7.5", 14, recipients=[COMPETITOR]),
    *_OWED,
)


def _document(name: str) -> str:
    return sha256(f"The text of {name}, as the sample group has it.".encode()).hexdigest()


AGREEMENTS: tuple[dict[str, Any], ...] = (
    {
        "key": "listing",
        "party": MARKETPLACE,
        "kind": "share",
        "title": "Listing and Lead Services Agreement",
        "pages": 23,
        "document": _document("listing"),
        "noticeDays": 90,
        "auditRight": True,
        "clauses": AS_SIGNED,
        "signedBy": ["Ida Park", "T. Rowe for Carfinder"],
        "amendment": {
            "pages": 23,
            "document": _document("listing, amended"),
            "clauses": AS_AMENDED,
            "reason": "Clause 7 gave our customers away.",
        },
    },
    {
        "key": "maker",
        "party": MANUFACTURER,
        "kind": "share",
        "title": "Recall and Warranty Data Agreement",
        "pages": 6,
        "document": _document("maker"),
        "noticeDays": 60,
        "clauses": (
            _permit("1.1", 2, "recall", "identity contact vehicle", actions=["read", "search", "contact"]),
            _permit("1.2", 2, "warranty", "vehicle", retentionDays=730),
        ),
        "signedBy": ["Ida Park", "Maker Direct"],
    },
    {
        "key": "wheelmart",
        "party": COMPETITOR,
        "kind": "share",
        "title": "Dealer Data Access Agreement (their draft)",
        "pages": 19,
        "document": _document("wheelmart"),
        "noticeDays": 180,
        "clauses": (
            _permit("2.1", 3, "lead_followup marketing", "identity contact vehicle", onward="yes"),
            _permit("5.5", 11, "resale", "identity contact", actions=["read", "resell"], onward="yes"),
        ),
    },
)
"""The listing agreement is amended after somebody has read it; the last one is a draft that nobody has signed."""

ENGAGEMENT = {"key": "leads", "party": AUDITOR, "matter": "What became of our leads", "categories": []}
