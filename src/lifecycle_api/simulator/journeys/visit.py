"""A repair order on its way: its lines, what the customer was promised and what they were told."""

from dataclasses import dataclass, field
from datetime import datetime

from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.people.staff import Employee
from lifecycle_api.simulator.plans import VisitPlan
from lifecycle_api.simulator.record import Fields, Record, money, stamp
from lifecycle_api.simulator.vehicles.car import Ownership
from lifecycle_api.simulator.vehicles.operations import Operation


@dataclass(slots=True, eq=False)
class Visit:
    """One visit of one car; `comeback` when it repairs what an earlier visit did not."""

    owned: Ownership
    rooftop: Rooftop
    plan: VisitPlan
    record: Record
    advisor: Employee
    technician: Employee
    promised: datetime
    comeback: bool
    approved: list[tuple[str, Operation]] = field(default_factory=list)
    _lines: int = 0
    _promises: int = 0
    _updates: int = 0

    def add_line(self, at: datetime, operation: Operation, basis: str, priority: str) -> str:
        """Put an operation on the order; what the customer asked for is approved at the counter. Returns its line."""
        self._lines += 1
        line = f"L{self._lines}"
        self.record.line(
            at,
            "lines",
            line,
            opCode=operation.code(self.rooftop),
            opDescription=operation.text,
            serviceCategory=operation.category,
            payType=self.payer(operation),
            priority=priority,
            basis=basis,
            price=money(operation.cents),
            laborHours=operation.labour_hours,
            technicianId=self.technician.number,
        )
        if basis == "CUSTOMER_REQUEST":
            self.approve(at, line, operation, "IN_PERSON")
        return line

    def approve(self, at: datetime, line: str, operation: Operation, method: str) -> None:
        """The customer says yes."""
        self.approved.append((line, operation))
        self.record.line(at, "lines", line, statusCode="APPROVED", authorizationMethod=method, **stamp("decided", at))

    def payer(self, operation: Operation) -> str:
        """The maker pays for recalls, the dealer for what has to be done twice, the customer for the rest."""
        if self.comeback:
            return "I"
        return "W" if operation.category == "RECALL" else "C"

    def promise(self, at: datetime, promised: datetime, reason: str) -> None:
        """The car will be ready then."""
        self._promises += 1
        self.promised = promised
        times = stamp("promised", promised)
        self.record.set(at, **times)
        told: Fields = {"reason": reason, "toldCustomerFlag": True}
        self.record.line(at, "promises", self._promises, **told, **times, **stamp("set", at))

    def update(self, at: datetime, topic: str, channel: str, *, proactive: bool = True) -> None:
        """The customer hears how it goes; not `proactive` when they had to ask."""
        self._updates += 1
        said: Fields = {
            "topic": topic,
            "channel": channel,
            "givenById": self.advisor.number,
            "proactiveFlag": proactive,
        }
        self.record.line(at, "statusUpdates", self._updates, **said, **stamp("given", at))
