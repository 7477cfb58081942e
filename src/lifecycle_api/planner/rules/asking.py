"""What a request brings into the statement that decides it, and what stands in the way before any record is read."""

from dataclasses import dataclass
from typing import Final

from lifecycle_api.access.policy import PERMIT, POLICY, Reason
from lifecycle_api.access.visibility import UNDER_AGREEMENTS, Capacity
from lifecycle_api.domain.purposes import Purpose

RIGHTS: Final = "rights"
"""Stands, as `<rights>`, for the schema of the live tables of `data_rights`, also where rows of the past are read."""


@dataclass(frozen=True)
class Asking:
    """SQL expressions for what a request brings, and the purpose it names, which decides what is written at all.

    A plan gives parameters; the test that holds this equal to `decide` gives columns. `needs` and `granted` are arrays
    of scopes and purposes, `onward` is whom it would be passed on to, or NULL. `contact` is the keyed hash of the
    number or the address that a record is, where it is one. In the capacity of a rooftop, `party` is the rooftop that
    would receive what its siblings hold; what it holds itself is no part of such a request.
    """

    capacity: Capacity
    purpose: Purpose
    tenant: str
    party: str
    now: str
    client: str = "NULL::text"
    engagement: str = "NULL::uuid"
    needs: str = "'{}'::text[]"
    granted: str = "'{}'::text[]"
    onward: str = "NULL::text"
    contact: str | None = None

    @property
    def recipients(self) -> str:
        """All that a word of a person can call this recipient, as an array."""
        if self.capacity == "rooftop":
            return f"ARRAY['', '*', {self.party}::text]"  # it is the controller itself, anybody, or a party to siblings
        kind = (
            f"(SELECT 'class:' || p.kind FROM <{RIGHTS}>.party p"
            f" WHERE p.tenant_id = {self.tenant} AND p.party_id = {self.party})"
        )
        return f"ARRAY[{self.party}::text, {kind}, '*']"

    @property
    def today(self) -> str:
        """The day of the decision, in UTC."""
        return day(self.now)

    @property
    def directed(self) -> bool:
        """Whether a person can direct their data to a party for this purpose, without anyone's agreement."""
        return self.capacity == "partner" and self.purpose.name == POLICY.directed

    @property
    def under_agreements(self) -> bool:
        """Whether it is answered as far as agreements go: to partners, and to siblings."""
        return self.capacity in UNDER_AGREEMENTS

    @property
    def heeds_stops(self) -> bool:
        """Whether a number that somebody stopped is withheld."""
        return self.under_agreements and POLICY.heeds_stops(self.purpose)

    def needs_consent(self, category: str) -> bool:
        """Whether data of this category takes consent for this purpose."""
        return self.under_agreements and (self.purpose.basis == "consent" or category in POLICY.explicit_only)


def day(moment: str) -> str:
    """The day of a moment, in UTC."""
    return f"({moment} AT TIME ZONE 'UTC')::date"


def gate(asking: Asking) -> str:
    """Gates 0 to 2 as one rank. That exactly one registered purpose was named is known before anything is written.

    Of a rooftop of the group it only has to be known which: its staff are bounded by their roles and their token.
    """
    if asking.capacity == "rooftop":
        return f"CASE WHEN {asking.party} IS NULL THEN {Reason.PARTY_SUSPENDED.rank} ELSE {PERMIT} END"
    checks, joined = [f"WHEN p.party_id IS NULL OR p.suspended THEN {Reason.PARTY_SUSPENDED.rank}"], ""
    refused = f"WHEN NOT '{asking.purpose.name}' = ANY ({{}}) THEN {Reason.PURPOSE_NOT_GRANTED.rank}"
    if asking.capacity == "partner":
        joined = (
            f" LEFT JOIN <{RIGHTS}>.client c ON c.tenant_id = {asking.tenant} AND c.party_id = {asking.party}"
            f" AND c.client_id = {asking.client}"
        )
        checks += [
            f"WHEN c.client_id IS NULL OR c.until < {asking.today} THEN {Reason.TOKEN_INVALID.rank}",
            f"WHEN NOT {asking.needs} <@ c.scopes THEN {Reason.SCOPE_MISSING.rank}",
            refused.format("c.purposes"),
        ]
    checks.append(refused.format(asking.granted))
    return (
        f"(SELECT CASE {' '.join(checks)} ELSE {PERMIT} END FROM (SELECT) one"
        f" LEFT JOIN <{RIGHTS}>.party p ON p.tenant_id = {asking.tenant} AND p.party_id = {asking.party}{joined})"
    )
