"""Whose is it? Who has which right to a fact, and on what ground: computed from people, controllers and agreements.

Ownership is an answer, not a column. A person's rights cannot be signed away: no clause changes their rows. A
controller has what its status and the person's consent give it. Everyone else has what a clause in force says, as far
as the person lets them. Pure: facts and the clock come in. Ids are the text of UUIDs, without prefixes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from lifecycle_api.access.decide import decide
from lifecycle_api.access.decision import Request, Ruling
from lifecycle_api.access.facts import Access, Facts
from lifecycle_api.access.policy import PERSONAL, Reason
from lifecycle_api.domain.purposes import PURPOSES

_COMPUTED = "ownership"


class Right(StrEnum):
    """What can be done with data."""

    ACCESS = "access"
    RECTIFY = "rectify"
    ERASE = "erase"
    USE = "use"
    DISCLOSE = "disclose"
    RESELL = "resell"
    RETAIN = "retain"


class Ground(StrEnum):
    """Why somebody has a right, or why nothing gives it to them."""

    SUBJECT = "subject_right"
    CONTROLLER = "controller"
    CLAUSE = "agreement_clause"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Clause:
    """What ownership reads of a clause, with its page."""

    name: str
    page: int
    effect: Literal["permit", "prohibit", "duty"]
    actions: frozenset[str] = frozenset()
    purposes: tuple[str, ...] = ()
    categories: frozenset[str] = frozenset()
    onward: str = "no"
    recipients: tuple[str, ...] = ()
    retention_days: int | None = None

    def concerns(self, categories: frozenset[str]) -> bool:
        """Whether it speaks of any of these categories; a clause that names none speaks of all."""
        return not self.categories or not self.categories.isdisjoint(categories)


@dataclass(frozen=True)
class Contract:
    """An agreement in force that binds one of the controllers."""

    agreement: str
    party: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Thing:
    """What is asked about: whose data it is, who controls and who made it, its categories, and when it was true."""

    subjects: tuple[str, ...]
    controllers: tuple[str, ...]
    categories: frozenset[str]
    originator: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One right of one party. `party` is a global id; `clause` and `page` cite the agreement."""

    party: str
    right: Right
    allowed: bool
    ground: Ground
    purpose: str | None = None
    recipient: str | None = None
    agreement: str | None = None
    clause: str | None = None
    page: int | None = None
    consent: str | None = None
    reason: Reason | None = None
    days: int | None = None


def rights_to(thing: Thing, contracts: tuple[Contract, ...], facts: Facts, now: datetime) -> Iterator[Cell]:
    """The table: for each party, what it may do, and why. Whoever made the data without any right stands in it, too."""
    for subject in thing.subjects:
        yield from _of_subject(subject)
    for rooftop in thing.controllers:
        yield from _Controller(thing, facts, now, rooftop, contracts).cells()
    parties = dict.fromkeys(each.party for each in contracts)
    if thing.originator is not None and thing.originator.startswith("party:"):
        parties.setdefault(thing.originator.removeprefix("party:"))
    for party in parties:
        own = tuple(each for each in contracts if each.party == party)
        yield from _Party(thing, facts, now, party, own).cells()


def _of_subject(subject: str) -> Iterator[Cell]:
    for right in (Right.ACCESS, Right.RECTIFY, Right.ERASE, Right.USE, Right.DISCLOSE, Right.RESELL, Right.RETAIN):
        yield Cell(party=f"customer:{subject}", right=right, allowed=True, ground=Ground.SUBJECT)


@dataclass(frozen=True)
class _Controller:
    thing: Thing
    facts: Facts
    now: datetime
    rooftop: str
    contracts: tuple[Contract, ...]

    def cells(self) -> Iterator[Cell]:
        me = f"rooftop:{self.rooftop}"
        for right in (Right.ACCESS, Right.RECTIFY, Right.ERASE, Right.RETAIN):
            yield Cell(party=me, right=right, allowed=True, ground=Ground.CONTROLLER)
        for purpose in PURPOSES:
            ruling = self._ruling(purpose)
            right = Right.RESELL if purpose == "resale" else Right.USE
            yield Cell(
                party=me,
                right=right,
                allowed=ruling.reason is None,
                ground=Ground.CONTROLLER,
                purpose=purpose,
                consent=ruling.consent,
                reason=ruling.reason,
            )
        held = replace(self.thing, controllers=(self.rooftop,))
        for contract in self.contracts:
            if contract.party == self.rooftop or not self.facts.agreements[contract.agreement].binds(self.rooftop):
                continue
            other = _Party(held, self.facts, self.now, contract.party, (contract,))
            for clause in contract.clauses:
                if clause.effect == "permit" and clause.concerns(self.thing.categories):
                    given = other.given_by(clause)
                    yield _cited(me, Right.DISCLOSE, contract, clause, recipient=contract.party, ruling=given)

    def _ruling(self, purpose: str) -> Ruling:
        return _most(_asked(self.thing, "rooftop", self.rooftop, purpose, self.now), self.facts)


@dataclass(frozen=True)
class _Party:
    thing: Thing
    facts: Facts
    now: datetime
    party: str
    contracts: tuple[Contract, ...]

    def cells(self) -> Iterator[Cell]:
        me = f"{'rooftop' if self._sibling else 'party'}:{self.party}"
        for right in (Right.RECTIFY, Right.ERASE):  # a person's rights and a controller's duties are never assigned
            yield Cell(party=me, right=right, allowed=False, ground=Ground.NOTHING)
        permits = [
            (contract, clause)
            for contract in self.contracts
            for clause in contract.clauses
            if clause.effect == "permit" and clause.concerns(self.thing.categories)
        ]
        yield from self._uses(me, permits)
        yield from self._passing_on(me, permits)
        kept = [(one, each) for one, each in permits if each.retention_days is not None or "retain" in each.actions]
        for contract, clause in kept:
            yield _cited(me, Right.RETAIN, contract, clause, days=clause.retention_days)
        if not kept:
            yield Cell(party=me, right=Right.RETAIN, allowed=False, ground=Ground.NOTHING)

    def _uses(self, me: str, permits: list[tuple[Contract, Clause]]) -> Iterator[Cell]:
        opened: tuple[Contract, Clause] | None = None
        for contract, clause in permits:
            for purpose in clause.purposes if clause.actions & {"read", "search", "contact", "export"} else ():
                ruling = self._ruling(purpose)
                if ruling.reason is None:
                    opened = opened or (contract, clause)
                yield _cited(me, Right.USE, contract, clause, purpose=purpose, ruling=ruling)
        if opened is None:
            yield Cell(party=me, right=Right.ACCESS, allowed=False, ground=Ground.NOTHING)
        else:
            yield _cited(me, Right.ACCESS, *opened)

    def _passing_on(self, me: str, permits: list[tuple[Contract, Clause]]) -> Iterator[Cell]:
        forbidden = [
            (contract, clause)
            for contract in self.contracts
            for clause in contract.clauses
            if clause.effect == "prohibit" and clause.concerns(self.thing.categories)
        ]
        for contract, clause in permits:
            if clause.onward == "yes":
                yield _cited(me, Right.DISCLOSE, contract, clause, ruling=self.given_by(clause))
            for recipient in clause.recipients if clause.onward == "listed" else ():
                given = self.given_by(clause, recipient)
                yield _cited(me, Right.DISCLOSE, contract, clause, recipient=recipient, ruling=given)
        for contract, clause in forbidden:
            for recipient in clause.recipients:
                yield _cited(me, Right.DISCLOSE, contract, clause, allowed=False, recipient=recipient)
        if all(clause.onward == "no" for _, clause in permits):
            yield Cell(party=me, right=Right.DISCLOSE, allowed=False, ground=Ground.NOTHING)
        yield self._resale(me, permits, forbidden)

    def _resale(
        self, me: str, permits: list[tuple[Contract, Clause]], forbidden: list[tuple[Contract, Clause]]
    ) -> Cell:
        for contract, clause in forbidden:
            if "resell" in clause.actions:
                return _cited(me, Right.RESELL, contract, clause, allowed=False)
        for contract, clause in permits:
            if "resell" in clause.actions:
                ruling = self._ruling("resale", action="resell")
                return _cited(me, Right.RESELL, contract, clause, purpose="resale", ruling=ruling)
        return Cell(party=me, right=Right.RESELL, allowed=False, ground=Ground.NOTHING)

    @property
    def _sibling(self) -> bool:
        """Whether it is a rooftop of the group, with which others agreed."""
        return any(self.facts.agreements[each.agreement].kind == "intra_group" for each in self.contracts)

    def given_by(self, clause: Clause, onward_to: str | None = None) -> Ruling | None:
        """How far the party gets what a clause permits, for itself or to pass it on; None when it names no purpose."""
        to = None if onward_to is None else onward_to.removeprefix("party:")
        rulings = [self._ruling(purpose, onward_to=to) for purpose in clause.purposes]
        return max(rulings, key=lambda each: each.rank, default=None)

    def _ruling(self, purpose: str, *, action: str = "read", onward_to: str | None = None) -> Ruling:
        # The question is what the agreement gives the party, whichever of its clients asks.
        access = Access(frozenset(), frozenset(PURPOSES), frozenset(), None)
        facts = replace(self.facts, clients={**self.facts.clients, (self.party, _COMPUTED): access})
        capacity: Literal["partner", "rooftop"] = "rooftop" if self._sibling else "partner"
        asked = _asked(self.thing, capacity, self.party, purpose, self.now)
        return _most(replace(asked, action=action, onward_to=onward_to), facts)


def _asked(thing: Thing, capacity: Literal["partner", "rooftop"], party: str, purpose: str, now: datetime) -> Request:
    return Request(
        capacity=capacity,
        party=party,
        client=_COMPUTED,
        now=now,
        purposes=(purpose,),
        categories=tuple(sorted(thing.categories & PERSONAL)) or ("none",),
        rooftops=thing.controllers,
        subjects=thing.subjects,
        at=thing.at,
    )


def _most(request: Request, facts: Facts) -> Ruling:
    """The ruling that lets most of it through: what is closed for one category may be open for another."""
    rulings = decide(request, facts).fields
    by_category = {each.category: each for each in sorted(rulings, key=lambda each: -each.rank)}
    return max(by_category.values(), key=lambda each: each.rank)


def _cited(
    party: str,
    right: Right,
    contract: Contract,
    clause: Clause,
    *,
    allowed: bool = True,
    purpose: str | None = None,
    recipient: str | None = None,
    ruling: Ruling | None = None,
    days: int | None = None,
) -> Cell:
    return Cell(
        party=party,
        right=right,
        allowed=allowed and (ruling is None or ruling.reason is None),
        ground=Ground.CLAUSE,
        purpose=purpose,
        recipient=recipient,
        agreement=contract.agreement,
        clause=clause.name,
        page=clause.page,
        consent=None if ruling is None else ruling.consent,
        reason=None if ruling is None else ruling.reason,
        days=days,
    )
