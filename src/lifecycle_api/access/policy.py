"""What every decision rests on that no event says: reasons in the order of the gates, and the policy's constants.

Standard library and the tables of categories and purposes only: the offline verifier ships it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.purposes import PURPOSES, Purpose


class Reason(StrEnum):
    """Why something is denied, in the order of the gates; the first gate that fails names the reason."""

    TOKEN_INVALID = "TOKEN_INVALID"  # noqa: S105  # a reason, no secret
    CNF_MISMATCH = "CNF_MISMATCH"
    PARTY_SUSPENDED = "PARTY_SUSPENDED"
    SCOPE_MISSING = "SCOPE_MISSING"
    PURPOSE_MISSING = "PURPOSE_MISSING"
    PURPOSE_UNKNOWN = "PURPOSE_UNKNOWN"
    PURPOSE_NOT_GRANTED = "PURPOSE_NOT_GRANTED"
    NO_STANDING = "NO_STANDING"
    AGREEMENT_NOT_IN_FORCE = "AGREEMENT_NOT_IN_FORCE"
    AGREEMENT_PURPOSE = "AGREEMENT_PURPOSE"
    AGREEMENT_CATEGORY = "AGREEMENT_CATEGORY"
    AGREEMENT_TERRITORY = "AGREEMENT_TERRITORY"
    COMPETITOR_EXCLUDED = "COMPETITOR_EXCLUDED"
    RESALE_PROHIBITED = "RESALE_PROHIBITED"
    ERASED = "ERASED"
    NEVER_SHARED = "NEVER_SHARED"
    RESTRICTED = "RESTRICTED"
    MINOR = "MINOR"
    OPT_OUT_SALE_SHARE = "OPT_OUT_SALE_SHARE"
    OBJECTED = "OBJECTED"
    CHANNEL_REVOKED = "CHANNEL_REVOKED"
    CONSENT_NONE = "CONSENT_NONE"
    CONSENT_REFUSED = "CONSENT_REFUSED"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    CONSENT_EXPIRED = "CONSENT_EXPIRED"
    CONSENT_LOOKBACK = "CONSENT_LOOKBACK"
    WITHHELD = "WITHHELD"
    GENERALISED = "GENERALISED"
    AUDIT_UNAVAILABLE = "AUDIT_UNAVAILABLE"

    @property
    def gate(self) -> int:
        """The gate that it stands for, from 0 to 9."""
        return next(number for number, (_, reasons) in enumerate(GATES) if self in reasons)

    @property
    def rank(self) -> int:
        """Its place among all reasons, from 1: how far a request came."""
        return _RANKS[self]


PERMIT: Final = 99
"""The rank of what no gate denies."""
LONGEST_LOOKBACK_DAYS: Final = 36_500
"""Days; a consent that reaches farther back reaches back for ever."""

_RANKS: Final = {reason: number for number, reason in enumerate(Reason, 1)}
OF_RANK: Final[Mapping[int, Reason]] = {number: reason for reason, number in _RANKS.items()}

GATES: Final = (
    ("The token is genuine and bound to its holder, and the party is active.", list(Reason)[0:3]),
    ("The scope covers what is asked for.", [Reason.SCOPE_MISSING]),
    ("Exactly one registered purpose is named, and the client was granted it.", list(Reason)[4:7]),
    ("There is standing: subject, controller, counterparty of an agreement, or engaged auditor.", [Reason.NO_STANDING]),
    ("An agreement is in force now that covers purpose, category and territory.", list(Reason)[8:12]),
    ("Passing on is allowed, and not to an excluded competitor.", list(Reason)[12:14]),
    ("For every person it is about: not erased, never shared, restricted, closed or objected to.", list(Reason)[14:21]),
    ("There is a basis: consent in force now that reaches as far back, or another lawful one.", list(Reason)[21:26]),
    ("What the purpose needs is kept; the rest is generalised or withheld.", list(Reason)[26:28]),
    ("The disclosure stands in the log before it leaves.", [Reason.AUDIT_UNAVAILABLE]),
)
MEANINGS: Final[Mapping[Reason, str]] = {
    Reason.TOKEN_INVALID: "The client's access was never granted, has ended, or was revoked.",
    Reason.CNF_MISMATCH: "The token is bound to a key whose possession was not proved.",
    Reason.PARTY_SUSPENDED: "The party is suspended, or not registered.",
    Reason.SCOPE_MISSING: "The token, or what the client was granted, lacks the scope.",
    Reason.PURPOSE_MISSING: "The request names no purpose, or several.",
    Reason.PURPOSE_UNKNOWN: "The purpose is not in the registry.",
    Reason.PURPOSE_NOT_GRANTED: "The client was not granted this purpose.",
    Reason.NO_STANDING: "Nothing connects the party with this record; it is answered as not found.",
    Reason.AGREEMENT_NOT_IN_FORCE: "No agreement is in force now: not yet, suspended, expired or ended.",
    Reason.AGREEMENT_PURPOSE: "No agreement in force permits this purpose.",
    Reason.AGREEMENT_CATEGORY: "The agreement does not share this category for the purpose, or prohibits it.",
    Reason.AGREEMENT_TERRITORY: "The party is outside the territory that the agreement names.",
    Reason.COMPETITOR_EXCLUDED: "The agreement excludes that recipient.",
    Reason.RESALE_PROHIBITED: "The agreement does not allow passing it on to that recipient.",
    Reason.ERASED: "The person's data was erased.",
    Reason.NEVER_SHARED: "Data of this category is never shared for this purpose, whatever was agreed.",
    Reason.RESTRICTED: "The person's data may only be stored until a matter is settled.",
    Reason.MINOR: "The person is a minor, and the purpose rests on consent alone.",
    Reason.OPT_OUT_SALE_SHARE: "The person opted out of the sale and sharing of their data.",
    Reason.OBJECTED: "The person objected to this purpose.",
    Reason.CHANNEL_REVOKED: "The number or address said stop to this channel.",
    Reason.CONSENT_NONE: "The person has not agreed to this.",
    Reason.CONSENT_REFUSED: "The person refused.",
    Reason.CONSENT_WITHDRAWN: "The person withdrew their consent.",
    Reason.CONSENT_EXPIRED: "The consent ran out, or was used up.",
    Reason.CONSENT_LOOKBACK: "The data is older than the consent reaches back.",
    Reason.WITHHELD: "The purpose is served without this.",
    Reason.GENERALISED: "The purpose concerns no person: what is told is coarser than what is held.",
    Reason.AUDIT_UNAVAILABLE: "The disclosure could not be recorded, so nothing was served.",
}


@dataclass(frozen=True)
class Policy:
    """Rules that no agreement and no consent can change; its digest goes with every decision."""

    version: int
    never_shared: frozenset[Category]
    shared_for: Mapping[str, frozenset[str]]
    explicit_only: frozenset[str]
    claims_suffice_for: frozenset[str]
    despite_restriction: frozenset[str]
    directed: str
    purposes: Mapping[str, Purpose]

    def shares(self, category: str, purpose: str) -> bool:
        """Whether data of a category may leave its controller for a purpose at all."""
        if category in self.never_shared:
            return False
        return category not in self.shared_for or purpose in self.shared_for[category]

    def generalises(self, category: str, purpose: str) -> bool:
        """Whether what a person's record says of a category is told in coarser values: the purpose concerns nobody."""
        return category not in PERSONAL and not self.purposes[purpose].personal

    def objectable(self, purpose: Purpose) -> bool:
        """Whether an objection that names no purpose reaches this one."""
        return purpose.refusable and purpose.basis in ("consent", "agreement")

    def heeds_stops(self, purpose: Purpose) -> bool:
        """Whether a number that somebody stopped is withheld: not where the law or a contract wants them reached."""
        return purpose.basis == "consent"

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the policy, in hexadecimal."""
        rules = {
            "version": self.version,
            "never_shared": sorted(self.never_shared),
            "shared_for": {name: sorted(purposes) for name, purposes in self.shared_for.items()},
            "explicit_only": sorted(self.explicit_only),
            "claims_suffice_for": sorted(self.claims_suffice_for),
            "despite_restriction": sorted(self.despite_restriction),
            "directed": self.directed,
            "purposes": {name: asdict(purpose) for name, purpose in self.purposes.items()},
        }
        return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()


PERSONAL: Final = frozenset(
    category.value for category in Category if category.sealed and category is not Category.DEALER_CONFIDENTIAL
)
"""The categories whose values are about a person."""

POLICY: Final = Policy(
    version=1,
    never_shared=frozenset({Category.GOVERNMENT_ID, Category.DEALER_CONFIDENTIAL}),
    shared_for={Category.FINANCIAL: frozenset({"financing"})},
    explicit_only=frozenset({Category.TELEMATICS}),
    claims_suffice_for=frozenset({"lead_followup"}),
    despite_restriction=frozenset({"recall", "dsar", "audit"}),
    directed="connected_services",
    purposes=PURPOSES,
)
