"""What a record must know besides itself to become facts: where it comes from and whom its numbers mean."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from lifecycle_api.domain import ids
from lifecycle_api.domain import vin as vins
from lifecycle_api.domain.currencies import decimals
from lifecycle_api.domain.envelope import Actor
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import Gross, Money
from lifecycle_api.intake.findings import Finding, SetAside
from lifecycle_api.intake.moments import Moment, Stamp
from lifecycle_api.intake.rooftops import Rooftop
from lifecycle_api.intake.tags import Tags

CRM = "crm"
ABOUT_THE_SAME_TIME = timedelta(days=2)


class Forgotten(Exception):
    """The record is about somebody who was erased; nothing of it is told, nor that it was there."""


class CustomerNumber(msgspec.Struct, frozen=True):
    """A customer as another record names them: by a number in a system."""

    system: str
    record: str


class Opened(msgspec.Struct, frozen=True):
    """How an opportunity began: with which lead, if any, and when."""

    lead: UUID | None
    at: datetime


class Declined(msgspec.Struct, frozen=True):
    """Where and when recommended work was declined."""

    repair_order: UUID
    at: datetime


class Asked(msgspec.Struct, frozen=True):
    """A lead of a customer, as far as it can be told from the others without an id."""

    lead: UUID
    provider: str
    at: datetime


class Needs(msgspec.Struct, frozen=True):
    """What a record refers to and cannot know by itself."""

    customers: frozenset[CustomerNumber] = frozenset()
    opportunities: frozenset[UUID] = frozenset()
    declined_on: frozenset[str] = frozenset()
    leads_of: frozenset[CustomerNumber] = frozenset()
    owned: frozenset[str] = frozenset()

    def __or__(self, other: "Needs") -> "Needs":
        return Needs(
            self.customers | other.customers,
            self.opportunities | other.opportunities,
            self.declined_on | other.declined_on,
            self.leads_of | other.leads_of,
            self.owned | other.owned,
        )


class Known(msgspec.Struct):
    """What was found of the needs. Of the customers, those who are `erased` are told of no more.

    `declined` has what was declined on the needed vehicles, by recommendation; `claimed` their ownerships that have no
    end and rest on a lead alone.
    """

    customers: dict[CustomerNumber, UUID] = {}
    erased: frozenset[CustomerNumber] = frozenset()
    opportunities: dict[UUID, Opened] = {}
    declined: dict[UUID, Declined] = {}
    leads: dict[UUID, list[Asked]] = {}
    claimed: set[UUID] = set()


class Fact(msgspec.Struct, frozen=True):
    """One field group of a record, told as an event; a `silent` one is known otherwise and only remembered.

    A fact that is not `dated` happened when the record changed: its moment alone makes no new version. One that
    no longer `holds`, such as a flag that was lifted, is remembered so that it is news when it holds again. One that
    `follows` another group is told again whenever that one is: it would be undone otherwise.
    """

    group: str
    moment: Moment
    event: Event
    actor: Actor | None = None
    dated: bool = True
    silent: bool = False
    holds: bool = True
    follows: str | None = None


class Context(msgspec.Struct, frozen=True):
    """Where a record comes from, and what is known of its references.

    `siblings` are all rooftops of the group, `recorded` the groups of the record that were told and hold.
    """

    tenant: UUID
    tags: Tags
    rooftop: Rooftop
    system: str
    received_at: datetime
    known: Known
    siblings: tuple[UUID, ...] = ()
    recorded: frozenset[str] = frozenset()

    def moment(self, *stamps: Stamp | None) -> Moment:
        """The first of these times that is there, or the time of receipt."""
        for stamp in stamps:
            if stamp is not None:
                return stamp.at(self.rooftop.zone)
        return Moment(self.received_at)

    def instant(self, stamp: Stamp | None) -> datetime | None:
        """The same as an instant alone."""
        return stamp.at(self.rooftop.zone).at if stamp else None

    def money(self, amount: int | None) -> Money | None:
        """An amount, which was read in hundredths, in the rooftop's currency. Raises SetAside."""
        return None if amount is None else Money(self._minor(amount), self.rooftop.currency)

    def gross(self, amount: int | None) -> Gross | None:
        """A profit or loss, which was read in hundredths, in the rooftop's currency. Raises SetAside."""
        return None if amount is None else Gross(self._minor(amount), self.rooftop.currency)

    def amount(self, amount: int | None, path: str) -> Money:
        """An amount that the fact cannot do without. Raises SetAside when it is not there."""
        if amount is None:
            raise SetAside(Finding("FIELD_MISSING", path, "the record makes no sense without it"))
        return Money(self._minor(amount), self.rooftop.currency)

    def _minor(self, hundredths: int) -> int:
        scale: int = 10 ** decimals(self.rooftop.currency)
        minor, rest = divmod(hundredths * scale, 100)
        if rest:
            raise SetAside(Finding("AMOUNT_AMBIGUOUS", "rooftop", f"{self.rooftop.currency} has no such fractions"))
        return minor

    def customer(self, number: CustomerNumber, path: str) -> UUID:
        """Whom a customer number means. Raises SetAside when nobody knows yet, Forgotten when they were erased."""
        if number in self.known.erased:
            raise Forgotten
        try:
            return self.known.customers[number]
        except KeyError:
            raise SetAside(_unknown("UNKNOWN_CUSTOMER", path, f"{number.system} {number.record}")) from None

    def beside(self, number: str | None, path: str) -> UUID | None:
        """Whom a record names beside the customer it is about; nobody when they were erased. Raises SetAside."""
        named = CustomerNumber(self.system, number) if number else None
        return self.customer(named, path) if named and named not in self.known.erased else None

    def lead_from(self, who: UUID, provider: str, stamp: Stamp) -> UUID | None:
        """The lead without an id that a customer sent through a provider at about this time."""
        at = stamp.at(self.rooftop.zone).at
        fitting = [
            (abs(asked.at - at), asked.lead)
            for asked in self.known.leads.get(who, [])
            if asked.provider.casefold() == provider.casefold()
        ]
        nearest = min(fitting, default=None)
        return nearest[1] if nearest and nearest[0] <= ABOUT_THE_SAME_TIME else None

    def opened(self, opportunity: UUID, path: str) -> Opened:
        """How an opportunity began. Raises SetAside when it is not known yet."""
        try:
            return self.known.opportunities[opportunity]
        except KeyError:
            raise SetAside(_unknown("UNKNOWN_OPPORTUNITY", path, str(opportunity))) from None

    def declined(self, order: str, line: str, path: str) -> tuple[UUID, Declined]:
        """The recommendation that a line of an earlier repair order was, here or at a sibling, and its decline.

        Raises SetAside when that is not known yet.
        """
        for at in (self.rooftop.id, *self.siblings):
            recommendation = ids.recommendation(self.tenant, at, order, line)
            if declined := self.known.declined.get(recommendation):
                return recommendation, declined
        raise SetAside(_unknown("UNKNOWN_DECLINED_WORK", path, f"line {line} of {order}"))

    def employee(self, number: str | None) -> UUID | None:
        """The employee of that number."""
        return ids.employee(self.tenant, number) if number else None

    def by(self, number: str | None) -> Actor | None:
        """The employee of that number, as the one who did it."""
        return Actor("employee", str(ids.employee(self.tenant, number))) if number else None

    def local_day(self, at: datetime) -> date:
        """The rooftop's calendar day of an instant."""
        return at.astimezone(self.rooftop.zone).date()


WAITING = frozenset({"UNKNOWN_CUSTOMER", "UNKNOWN_OPPORTUNITY", "UNKNOWN_DECLINED_WORK"})
"""Codes of findings that another record may cure."""


def dms_of(rooftop: Rooftop) -> str:
    """The name under which a rooftop's DMS is referred to, whatever it is called."""
    return f"dms@{rooftop.code}"


def vin_of(raw: str, path: str, *, year: int | None = None) -> vins.Vin:
    """The VIN, whatever its status. Raises SetAside when there is none in the text."""
    vin = vins.classify(raw, year=year)
    if vin is None:
        raise SetAside(Finding("NO_VIN", path, "there is no VIN in it, and the record is about a vehicle"))
    return vin


def _unknown(code: str, path: str, what: str) -> Finding:
    return Finding(code, path, f"nothing is known of {what} yet; it is tried again after other records came")
