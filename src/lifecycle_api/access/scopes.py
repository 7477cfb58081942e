"""What a token may be used for: every scope, as `noun:verb`, and which kinds of party can hold it.

A scope is a ceiling. Holding one never suffices: the viewer's tenant, rooftops and categories still apply.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lifecycle_api.errors import LifecycleError


class Kind(StrEnum):
    """What sort of party is asking."""

    STAFF = "staff"
    PARTNER = "partner"
    AUDITOR = "auditor"
    CONSUMER = "consumer"
    SERVICE = "service"


class ScopeMissing(LifecycleError):
    """The access token does not allow this; ask for one with the missing scope."""

    code = "SCOPE_MISSING"


@dataclass(frozen=True)
class Scope:
    """One permission: its name, what it allows in a sentence, and the kinds of party that can be given it."""

    name: str
    description: str
    kinds: frozenset[Kind]


_EVERYONE = frozenset(Kind)
_READERS = frozenset({Kind.STAFF, Kind.AUDITOR, Kind.CONSUMER, Kind.PARTNER})
DESKS = frozenset({Kind.STAFF, Kind.SERVICE})
"""Those who write down what others said and did."""
_SENDERS = DESKS | {Kind.PARTNER}
_OVERSEERS = frozenset({Kind.STAFF, Kind.AUDITOR})
_STAFF = frozenset({Kind.STAFF})
_OWN_WRITERS = DESKS | {Kind.CONSUMER}

SCOPES: dict[str, Scope] = {
    scope.name: scope
    for scope in (
        Scope("customers:read", "Read customers and what is known about them.", _READERS),
        Scope(
            "vehicles:read",
            "Read vehicles, their owners' chain and their history.",
            _EVERYONE - {Kind.SERVICE},
        ),
        Scope("sales:read", "Read leads, opportunities, appointments and deals.", _READERS),
        Scope("service:read", "Read service appointments, repair orders and declined work.", _READERS),
        Scope("timeline:read", "Read the timelines of customers and vehicles.", _READERS),
        Scope("audit:read", "Read the verifiable log: checkpoints, tiles, entries and proofs.", _OVERSEERS),
        Scope("audit:export", "Have audit bundles prepared, and fetch them.", _OVERSEERS),
        Scope("events:read", "Read the events of the log as they were recorded.", _OVERSEERS),
        Scope(
            "disclosures:read",
            "Read who has seen whose data, and the notices that followed.",
            _EVERYONE - {Kind.SERVICE},
        ),
        Scope("leakage:read", "Read the signs that leads went further than they were allowed to.", _OVERSEERS),
        Scope(
            "disclosures:write",
            "Answer withdrawal notices, and report to whom data was passed on.",
            frozenset({Kind.PARTNER, Kind.STAFF}),
        ),
        Scope("leakage:write", "Report contacts nobody agreed to.", frozenset({Kind.STAFF, Kind.CONSUMER})),
        Scope("canaries:write", "Plant canaries, and say when one was contacted.", frozenset({Kind.STAFF})),
        Scope("parties:read", "Read the parties with which the group shares data.", _OVERSEERS | {Kind.CONSUMER}),
        Scope("agreements:read", "Read data-sharing agreements, and compare what was agreed and done.", _OVERSEERS),
        Scope("engagements:read", "Read what auditors were engaged for.", _OVERSEERS),
        Scope("consents:read", "Read what customers agreed to, refused and took back.", _READERS),
        Scope("claims:read", "Read who says that data is theirs.", _READERS),
        Scope("ownership:read", "Ask who has which rights to data, and by which clause.", _OVERSEERS | {Kind.CONSUMER}),
        Scope("parties:write", "Register, suspend and reinstate parties.", _STAFF),
        Scope("agreements:write", "Draft, sign, amend and end data-sharing agreements.", _STAFF),
        Scope("engagements:write", "Engage auditors.", _STAFF),
        Scope("consents:write", "Record consent: asked for, given, refused, reaffirmed, taken back.", _OWN_WRITERS),
        Scope("privacy:write", "Stop channels, opt out, object, restrict.", _OWN_WRITERS),
        Scope("privacy:read", "Read privacy requests and erasures.", _READERS),
        Scope("holds:read", "Read legal holds.", _OVERSEERS),
        Scope("holds:write", "Answer privacy requests, hold evidence, set retention, erase.", _STAFF),
        Scope("communications:write", "Record messages and calls, and do-not-call lists.", DESKS),
        Scope("identities:write", "Link records of one person, and unlink them.", DESKS),
        Scope("claims:write", "Assert, dispute and settle claims on data.", _STAFF),
        Scope(
            "record:write",
            "Put a record right, answer an estimate, move an appointment, say how one wants to buy.",
            _OWN_WRITERS,
        ),
        Scope("customers:write", "Register customers, change their details and assign them.", DESKS),
        Scope("vehicles:write", "Register vehicles and transfer their ownership.", DESKS),
        Scope("leads:write", "Submit leads.", _SENDERS),
        Scope("appointments:write", "Schedule appointments and record who came.", DESKS),
        Scope("sales:write", "Work opportunities and deals, up to delivery.", DESKS),
        Scope("service:write", "Work repair orders, with approved and declined work.", DESKS),
        Scope("notes:write", "Record notes and correct them.", DESKS),
        Scope("handoffs:write", "Offer, accept, return and complete handoffs.", DESKS),
        Scope("events:write", "Record any registered event.", DESKS),
        Scope("intake:write", "Deliver files and leads as source systems send them.", _SENDERS),
        Scope("groups:write", "Set up dealer groups.", frozenset({Kind.SERVICE})),
        Scope("ops:explain", "See how reads were answered: the way taken, rows and time.", frozenset({Kind.STAFF})),
        Scope(
            "admin:write",
            "Add rooftops and staff, give partners access, and release quarantined input.",
            frozenset({Kind.STAFF}),
        ),
    )
}


def grantable(kind: Kind, names: Iterable[str]) -> frozenset[str]:
    """Those of `names` that are scopes here and that a party of this kind can hold; others mean nothing."""
    return frozenset(name for name in names if name in SCOPES and kind in SCOPES[name].kinds)
