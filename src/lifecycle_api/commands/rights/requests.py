"""Commands that take a privacy request from its receipt to its answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from lifecycle_api.commands.command import PolicyRefused
from lifecycle_api.commands.rights.about import AboutRequests, matter_of
from lifecycle_api.commands.vocabulary import named
from lifecycle_api.domain.events.consents import Method
from lifecycle_api.domain.events.privacy import ProcessingRestricted, ProcessingUnrestricted
from lifecycle_api.domain.events.rights import (
    PrivacyRequestExtended,
    PrivacyRequestHeld,
    PrivacyRequestReceived,
    PrivacyRequestResolved,
    PrivacyRequestVerified,
    Proof,
    RequestKind,
)
from lifecycle_api.domain.jurisdictions import DEADLINES, deadline
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument


@dataclass
class OpenPrivacyRequest(AboutRequests):
    """Receive a request. One that a customer makes with their own token is verified by that."""

    personal: ClassVar[bool] = True
    request: UUID
    kind: RequestKind
    jurisdiction: str
    method: Method
    controllers: tuple[str, ...] = ()
    statement: str | None = None

    def decide(self) -> Iterator[Event]:
        """The request with its due date; an erasure under a legal hold is held at once."""
        self._check_customer()
        rule = deadline(self.jurisdiction)
        if rule is None:
            known = ", ".join(sorted(DEADLINES))
            raise InvalidArgument(f"`jurisdiction` is one of {known}, or a state.", argument="jurisdiction")
        yield PrivacyRequestReceived(
            request=self.request,
            customer=self.customer,
            kind=self.kind,
            jurisdiction=self.jurisdiction,
            method=self.method,
            due_at=rule.due(self.at),
            controllers=self.controllers,
            statement=self.statement,
        )
        if self.own:
            yield PrivacyRequestVerified(request=self.request, customer=self.customer, proof="own_token")
            yield from held(self, self.request, self.kind)


@dataclass
class VerifyPrivacyRequest(AboutRequests):
    """Say how it is known that the person themselves asked."""

    request: UUID
    proof: Proof

    def decide(self) -> Iterator[Event]:
        """The verification; from here on an erasure is accepted."""
        found = self._open(self.request)
        if found.state != "received":
            raise PolicyRefused("This privacy request is verified already.")
        yield PrivacyRequestVerified(request=self.request, customer=self.customer, proof=self.proof)
        yield from held(self, self.request, found.kind)


@dataclass
class ExtendPrivacyRequest(AboutRequests):
    """Take the longer time that the law allows, once, and tell the person why."""

    request: UUID
    reason: str

    def decide(self) -> Iterator[Event]:
        """The later due date."""
        found = self._open(self.request)
        reason = named(self.reason, "reason", "The person has to be told why it takes longer.")
        rule = deadline(found.jurisdiction)
        if found.extended or rule is None or not rule.extendable:
            raise PolicyRefused("The law allows no further extension of this request.")
        if self.at > found.due_at:
            raise PolicyRefused("The time is over; it could be extended while it ran.")
        due_at = rule.extended(found.due_at)
        yield PrivacyRequestExtended(request=self.request, customer=self.customer, due_at=due_at, reason=reason)


@dataclass
class ResolvePrivacyRequest(AboutRequests):
    """Answer a request, or refuse it with a reason. An erasure that is carried out answers by itself."""

    request: UUID
    outcome: Literal["fulfilled", "partial", "refused", "withdrawn"]
    reason: str | None = None

    def decide(self) -> Iterator[Event]:
        """The answer, and the end of what was restricted until there was one."""
        found = self._open(self.request)
        if self.outcome in ("refused", "partial"):
            named(self.reason or "", "reason", "Say why not all of it is done.")
        elif self.outcome == "fulfilled" and found.state == "received":
            raise PolicyRefused("Verify who asked before anything is handed out or changed.")
        if found.kind == "erase" and self.outcome in ("fulfilled", "partial"):
            raise PolicyRefused("An erasure is answered by carrying it out: use `eraseCustomer`.")
        yield PrivacyRequestResolved(
            request=self.request, customer=self.customer, outcome=self.outcome, reason=self.reason
        )
        if matter_of(self.request) in self.restricted:
            yield ProcessingUnrestricted(customer=self.customer, matter=matter_of(self.request))


def held(command: AboutRequests, request: UUID, kind: RequestKind) -> Iterator[Event]:
    """A verified erasure under a legal hold waits for it, and the data may only be stored meanwhile."""
    holds = command.holds
    if kind != "erase" or not holds:
        return
    yield PrivacyRequestHeld(request=request, customer=command.customer, hold=holds[0])
    if matter_of(request) not in command.restricted:
        yield ProcessingRestricted(customer=command.customer, matter=matter_of(request))
