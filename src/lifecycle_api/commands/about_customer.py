"""What every decision about a customer begins with: that there is such a customer, and that they were not erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from lifecycle_api.commands.command import Command, NotFound, Selector, about, given
from lifecycle_api.domain.events.customers import CustomerRegistered
from lifecycle_api.domain.events.rights import SubjectFenced
from lifecycle_api.store.refusals import SealKeyFenced

BEGINNING_AND_END = (CustomerRegistered, SubjectFenced)
ERASED: Final = "The customer was erased, and nothing more can be recorded about them."


class HeedsErasure(Command):
    """A decision that names a customer, of whom nothing is recorded once they were erased."""

    _erased: bool = False

    @given(SubjectFenced)
    def _fence(self, controllers: tuple[str, ...], *, lasting: bool) -> None:
        # With some controllers named the others go on, and after the end of retention all do.
        self._erased = self._erased or (lasting and not controllers)

    def _check_erased(self) -> None:
        if self._erased:
            raise SealKeyFenced(ERASED)


class AboutTheirs(HeedsErasure):
    """A decision about what is a customer's as the log tells: an appointment, a deal, a handoff, a repair order."""

    _customer: UUID | None = None

    def further(self) -> Sequence[Selector]:
        """Whether whose it is was erased."""
        return [] if self._customer is None else [about("customer", self._customer, SubjectFenced)]


@dataclass
class AboutCustomer(HeedsErasure):
    """A decision about a customer.

    Of one who was erased nothing more is recorded but a no, a report (`belated`), and what `outlasts_erasure`.
    """

    outlasts_erasure: ClassVar[bool] = False
    customer: UUID

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._registered = False

    def boundary(self) -> Sequence[Selector]:
        """The customer's registration, and of what else happened to them all that the command takes something from."""
        return [about("customer", self.customer, *self.taken())]

    @given(CustomerRegistered)
    def _exists(self) -> None:  # `_` is what subclasses call theirs
        self._registered = True

    def _check_customer(self) -> None:
        if not self._registered:
            raise NotFound("There is no such customer in your reach.", argument="customer")
        if not (self.belated or self.outlasts_erasure):
            self._check_erased()
