"""What every decision that names employees has to know of them: that there are such, and whether they left."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from uuid import UUID

from lifecycle_api.commands.command import Command, NotFound, Selector, about, given
from lifecycle_api.domain.events.organisation import EmployeeDeparted, EmployeeOnboarded

COMING_AND_GOING = (EmployeeOnboarded, EmployeeDeparted)


@dataclass
class AboutStaff(Command):
    """A decision that names employees. Who is to do something has to be at work; who did something may have left."""

    _last_days: dict[UUID, date | None] = field(default_factory=dict, init=False, repr=False)

    def _coming_and_going_of(self, *employees: UUID | None) -> Sequence[Selector]:
        """What a boundary needs of the employees that are named."""
        return [about("employee", each, *COMING_AND_GOING) for each in dict.fromkeys(employees) if each is not None]

    @given(EmployeeOnboarded)
    def _starts(self, employee: UUID) -> None:
        # Stated again of the time before they left, it brings nobody back.
        left = self._last_days.get(employee)
        if left is None or self.then.astimezone(UTC).date() > left:
            self._last_days[employee] = None

    @given(EmployeeDeparted)
    def _leaves(self, employee: UUID, last_day: date) -> None:
        self._last_days[employee] = last_day

    def _check_known(self, employee: UUID | None, argument: str) -> None:
        if employee is not None and employee not in self._last_days:
            raise NotFound("There is no such employee; ask for `employees`.", argument=argument)

    def _check_at_work(self, employee: UUID | None, argument: str) -> None:
        if employee is not None and (employee not in self._last_days or self._left(employee)):
            raise NotFound("There is no such employee at work; ask for `employees`.", argument=argument)

    def _left(self, employee: UUID) -> bool:
        return self._last_days.get(employee) is not None
