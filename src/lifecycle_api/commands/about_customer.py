"""What every decision about one customer begins with: that there is such a customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lifecycle_api.commands.command import Command, NotFound, Selector, about, given
from lifecycle_api.domain.events.customers import CustomerRegistered


@dataclass
class AboutCustomer(Command):
    """A decision about a customer."""

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
