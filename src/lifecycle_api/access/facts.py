"""The facts that decisions rest on, as they stood at one position of the log; `folding` makes them of events.

Standard library only: the offline verifier ships it. Ids are the text of UUIDs, without the prefix of a global id.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

ANYTHING = "*"
CHANNELS = ("phone", "sms", "email", "mail", "chat", "push", "any")
"""All that a stop can close."""

ITSELF = ""
"""The recipient that stands for the controller alone."""


@dataclass
class Party:
    """An organisation outside the group."""

    kind: str
    country: str
    gatekeeper: bool = False
    suspended: bool = False


@dataclass(frozen=True)
class Access:
    """What a party's client may ask for at most; no rooftops named means all."""

    scopes: frozenset[str]
    purposes: frozenset[str]
    rooftops: frozenset[str]
    until: date | None


@dataclass(frozen=True)
class Term:
    """A clause, as far as decisions read it."""

    effect: str
    actions: frozenset[str]
    purposes: frozenset[str]
    categories: frozenset[str]
    territory: frozenset[str]
    onward: str
    recipients: frozenset[str]
    retention_days: int | None


@dataclass
class Version:
    """The terms of an agreement from `starts_at` until another version replaces them."""

    position: int
    starts_at: datetime | None
    terms: tuple[Term, ...]


@dataclass
class Agreement:
    """An agreement with a party, and where it stands."""

    id: str
    party: str
    kind: str
    rooftops: frozenset[str]
    versions: list[Version]
    signed: bool = False
    suspended: bool = False
    ended: bool = False
    expires_at: datetime | None = None
    ends_at: datetime | None = None

    def binds(self, rooftop: str) -> bool:
        """Whether this rooftop is a controller under it."""
        return not self.rooftops or rooftop in self.rooftops

    def current(self, now: datetime) -> Version | None:
        """The version in force at this moment, if the agreement is."""
        if (
            self.suspended
            or self.ended
            or any(end is not None and now >= end for end in (self.expires_at, self.ends_at))
        ):
            return None
        started = [each for each in self.versions if each.starts_at is not None and each.starts_at <= now]
        return max(started, key=lambda each: each.position, default=None)


@dataclass(frozen=True)
class Succession:
    """A rooftop has another controller since a position; until the notice ends for what was agreed before only."""

    position: int
    notice_ends_on: date


@dataclass(frozen=True)
class Scope:
    """What a word of a person covers; no rooftops named means all, `*` any purpose or recipient."""

    purposes: frozenset[str]
    recipients: frozenset[str]
    rooftops: frozenset[str]
    channels: frozenset[str]

    def covers(self, purpose: str, recipients: frozenset[str], rooftop: str, channel: str | None) -> bool:
        """Whether it is about this purpose, any of these recipients, this rooftop and this channel."""
        return (
            (purpose in self.purposes or ANYTHING in self.purposes)
            and not recipients.isdisjoint(self.recipients)
            and (not self.rooftops or rooftop in self.rooftops)
            and (channel is None or channel in self.channels or "any" in self.channels)
        )


@dataclass
class Yes:
    """A consent. `position` is of the event that last affirmed it; `contact` the one number or address it is for."""

    id: str
    customer: str
    scope: Scope
    categories: frozenset[str]
    expression: str
    authority: str
    position: int
    valid_from: datetime
    expires_at: datetime | None
    lookback: timedelta | None
    max_uses: int | None
    joint_with: frozenset[str]
    contact: str | None = None
    uses: int = 0

    @property
    def explicit(self) -> bool:
        """Whether the person gave it themselves, in so many words."""
        return self.authority == "self" and self.expression in ("explicit", "written")


@dataclass(frozen=True)
class No:
    """A refusal, or a withdrawal of a consent (`consent`) or of whatever it covers."""

    customer: str
    kind: str
    scope: Scope
    position: int
    consent: str | None = None


@dataclass
class Person:
    """What a person put in the way of any use of their data, and what was erased of it."""

    restrictions: set[str] = field(default_factory=set)
    objections: set[str] = field(default_factory=set)
    opted_out: bool = False
    stopped: bool = False
    majority_on: date | None = None
    erased_at: set[str] = field(default_factory=set)


@dataclass
class Engagement:
    """What an auditor was engaged for; no rooftops or customers named means all."""

    party: str
    purpose: str
    rooftops: frozenset[str]
    customers: frozenset[str]
    categories: frozenset[str]
    from_on: date | None
    to_on: date | None
    ends_on: date
    ended: bool = False


@dataclass
class Facts:
    """Everything that decisions rest on. `links` has each pair of linked identities with the link's position."""

    position: int = 0
    parties: dict[str, Party] = field(default_factory=dict)
    clients: dict[tuple[str, str], Access] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    by_party: dict[str, list[str]] = field(default_factory=dict)
    successions: dict[str, Succession] = field(default_factory=dict)
    yes: dict[str, dict[str, Yes]] = field(default_factory=dict)
    no: dict[str, list[No]] = field(default_factory=dict)
    consents: dict[str, str] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    links: dict[tuple[str, str], int] = field(default_factory=dict)
    neighbours: dict[str, set[str]] = field(default_factory=dict)
    stops: set[tuple[str, str]] = field(default_factory=set)
    holders: dict[str, set[str]] = field(default_factory=dict)
    opted_out_contacts: set[str] = field(default_factory=set)
    engagements: dict[str, Engagement] = field(default_factory=dict)

    def agreements_with(self, party: str | None) -> list[Agreement]:
        """The signed agreements with a party."""
        found = [self.agreements[each] for each in self.by_party.get(party or "", ())]
        return [each for each in found if each.signed]

    def identities(self, customer: str) -> tuple[frozenset[str], int]:
        """The customers that are one person with this one, and the position of the last link between them."""
        seen, ahead = {customer}, [customer]
        while ahead:
            for other in self.neighbours.get(ahead.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    ahead.append(other)
        if len(seen) == 1:
            return frozenset(seen), 0
        return frozenset(seen), max(at for (one, _), at in self.links.items() if one in seen)
