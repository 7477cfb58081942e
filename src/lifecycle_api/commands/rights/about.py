"""What every decision about a person's requests rests on: who they are, what they asked, what is held."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lifecycle_api.commands.about_customer import AboutCustomer
from lifecycle_api.commands.command import NotFound, PolicyRefused, given
from lifecycle_api.domain.events.privacy import ProcessingRestricted, ProcessingUnrestricted
from lifecycle_api.domain.events.rights import (
    HoldPlaced,
    HoldReleased,
    PrivacyRequestExtended,
    PrivacyRequestHeld,
    PrivacyRequestReceived,
    PrivacyRequestResolved,
    PrivacyRequestVerified,
    RequestKind,
)


class RequestClosed(PolicyRefused):
    """This privacy request was answered already; open another one."""

    code: ClassVar[str] = "PRIVACY_REQUEST_CLOSED"


@dataclass(frozen=True)
class Request:
    """A privacy request as far as it has come."""

    kind: RequestKind
    jurisdiction: str
    due_at: datetime
    state: str = "received"
    extended: bool = False


@dataclass
class AboutRequests(AboutCustomer):
    """A decision about what one person asked for. It needs no rooftop."""

    groupwide: ClassVar[bool] = True
    outlasts_erasure: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        super().__post_init__()
        self._requests: dict[UUID, Request] = {}
        self._holds: list[UUID] = []
        self._restricted: set[str] = set()

    @given(PrivacyRequestReceived)
    def _(self, request: UUID, kind: RequestKind, jurisdiction: str, due_at: datetime) -> None:
        self._requests[request] = Request(kind, jurisdiction, due_at)

    @given(PrivacyRequestVerified)
    def _(self, request: UUID) -> None:
        self._change(request, state="verified")

    @given(PrivacyRequestExtended)
    def _(self, request: UUID, due_at: datetime) -> None:
        self._change(request, due_at=due_at, extended=True)

    @given(PrivacyRequestHeld)
    def _(self, request: UUID) -> None:
        self._change(request, state="held")

    @given(PrivacyRequestResolved)
    def _(self, request: UUID) -> None:
        self._change(request, state="resolved")

    @given(HoldPlaced)
    def _(self, hold: UUID) -> None:
        self._holds.append(hold)

    @given(HoldReleased)
    def _(self, hold: UUID) -> None:
        self._holds.remove(hold)

    @given(ProcessingRestricted)
    def _(self, matter: str) -> None:
        self._restricted.add(matter)

    @given(ProcessingUnrestricted)
    def _(self, matter: str) -> None:
        self._restricted.discard(matter)

    @property
    def holds(self) -> Sequence[UUID]:
        """The holds in force, the oldest first."""
        return self._holds

    @property
    def restricted(self) -> frozenset[str]:
        """The matters for which processing is restricted."""
        return frozenset(self._restricted)

    def _change(self, request: UUID, **changed: object) -> None:
        self._requests[request] = replace(self._requests[request], **changed)  # type: ignore[arg-type]

    def _open(self, request: UUID) -> Request:
        """A request that is not answered yet. Raises NotFound, RequestClosed."""
        self._check_customer()
        found = self._requests.get(request)
        if found is None:
            raise NotFound("This customer has no such privacy request; ask for `privacyRequests`.", argument="request")
        if found.state == "resolved":
            raise RequestClosed
        return found


def matter_of(request: UUID) -> str:
    """The matter under which processing is restricted while an erasure waits."""
    return f"privacy_request:{request}"
