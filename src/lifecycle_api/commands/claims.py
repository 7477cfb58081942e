"""Who says that data is theirs, who disagrees, and how it ended. A claim decides nothing by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from lifecycle_api.commands.about_customer import BEGINNING_AND_END, HeedsErasure
from lifecycle_api.commands.command import Command, NotFound, PolicyRefused, Selector, about, given
from lifecycle_api.commands.vocabulary import categories, named
from lifecycle_api.domain.events.claims import ClaimAsserted, ClaimDisputed, ClaimSettled
from lifecycle_api.domain.events.customers import CustomerRegistered
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument

Basis = Literal["creator", "subject", "contract", "statute"]


@dataclass
class AboutClaim(Command):
    """A decision about one claim."""

    groupwide: ClassVar[bool] = True
    claim: UUID

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._state: Literal["unknown", "asserted", "disputed", "settled"] = "unknown"

    def boundary(self) -> Sequence[Selector]:
        """The claim's own events."""
        return [about("claim", self.claim, ClaimAsserted, ClaimDisputed, ClaimSettled)]

    @given(ClaimAsserted)
    def _(self) -> None:
        self._state = "asserted"

    @given(ClaimDisputed)
    def _(self) -> None:
        self._state = "disputed"

    @given(ClaimSettled)
    def _(self) -> None:
        self._state = "settled"

    def _require_open(self) -> None:
        if self._state == "unknown":
            raise NotFound("There is no such claim in your reach; ask for `claims`.", argument="claim")
        if self._state == "settled":
            raise PolicyRefused("The claim is settled.")


@dataclass
class AssertClaim(AboutClaim, HeedsErasure):
    """Write down that a party says some data is theirs, and on what ground."""

    claimant: str
    categories: tuple[str, ...]
    basis: Basis
    customer: UUID | None = None
    vehicle: str | None = None
    lead: UUID | None = None
    agreement: UUID | None = None
    clause: str | None = None
    document_sha256: str | None = None
    page: int | None = None

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        super().__post_init__()
        self._registered = self.customer is None

    def boundary(self) -> Sequence[Selector]:
        """The claim's own events, and the registration of the customer it is about."""
        claim = super().boundary()
        return claim if self.customer is None else [*claim, about("customer", self.customer, *BEGINNING_AND_END)]

    @given(CustomerRegistered)
    def _(self) -> None:
        self._registered = True

    def decide(self) -> Iterator[Event]:
        """The claim."""
        if self._state != "unknown":
            raise PolicyRefused("This claim was made already.")
        if self.customer is None and self.vehicle is None and self.lead is None:
            raise InvalidArgument("Say whose data is claimed: a customer's, a vehicle's or a lead's.", argument="about")
        if not self._registered:
            raise NotFound("There is no such customer in your reach.", argument="customer")
        self._check_erased()
        if self.basis == "contract" and self.agreement is None:
            raise InvalidArgument("A claim from a contract names the agreement.", argument="agreement")
        if not self.categories:
            raise InvalidArgument("Say which categories of data are claimed.", argument="categories")
        yield ClaimAsserted(
            claim=self.claim,
            claimant=named(self.claimant, "claimant", "Say who claims it."),
            customer=self.customer,
            vehicle=self.vehicle,
            lead=self.lead,
            categories=categories(self.categories),
            basis=self.basis,
            agreement=self.agreement,
            clause=self.clause,
            document_sha256=self.document_sha256,
            page=self.page,
        )


@dataclass
class DisputeClaim(AboutClaim):
    """Write down that another party contradicts a claim."""

    disputed_by: str
    statement: str

    def decide(self) -> Iterator[Event]:
        """The contradiction."""
        self._require_open()
        yield ClaimDisputed(
            claim=self.claim,
            disputed_by=named(self.disputed_by, "disputedBy", "Say who disagrees."),
            statement=named(self.statement, "statement", "Say what they hold against it."),
        )


@dataclass
class SettleClaim(AboutClaim):
    """End a claim, disputed or not."""

    outcome: Literal["upheld", "rejected", "withdrawn"]
    reason: str

    def decide(self) -> Iterator[Event]:
        """The outcome."""
        self._require_open()
        reason = named(self.reason, "reason", "Say why it ended so.")
        yield ClaimSettled(claim=self.claim, outcome=self.outcome, reason=reason)
