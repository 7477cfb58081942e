"""Staff of the group: who works where, since when, and until when."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from lifecycle_api.simulator.chance import Chance
from lifecycle_api.simulator.group import ROOFTOPS, Rooftop
from lifecycle_api.simulator.people import names
from lifecycle_api.simulator.record import Record

_POSTS = (
    ("SALES", "SALES", "Sales Consultant", 5),
    ("SALES_MANAGER", "SALES", "Sales Manager", 1),
    ("BDC", "BDC", "BDC Representative", 3),
    ("F_AND_I", "FINANCE", "Finance Manager", 2),
    ("SERVICE_ADVISOR", "SERVICE", "Service Advisor", 3),
    ("SERVICE_BDC", "BDC", "Service Appointment Coordinator", 1),
    ("TECHNICIAN", "SERVICE", "Technician", 5),
    ("RECON", "RECON", "Reconditioning Technician", 2),
)
_LEAVING = (("SALES", 0.3), ("BDC", 0.45), ("SERVICE_ADVISOR", 0.6), ("SALES", 0.75))
FIRST_NUMBER = 1001


@dataclass(slots=True, eq=False)
class Employee:
    """One employee of one rooftop, in one role."""

    number: str
    rooftop: Rooftop
    role: str
    department: str
    title: str
    given: str
    family: str
    hired: date
    left: date | None = None
    reason: str = ""

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"

    def works_on(self, day: date) -> bool:
        """Whether the employee is with the group on that day."""
        return self.hired <= day and (self.left is None or day <= self.left)


@dataclass(slots=True)
class Staff:
    """Everybody who works for the group during the period."""

    everybody: list[Employee] = field(default_factory=list)

    def one(self, rooftop: Rooftop, role: str, at: datetime, chance: Chance) -> Employee:
        """Somebody of that role who works there on that day."""
        day = at.date()
        return chance.pick(
            [one for one in self.everybody if one.rooftop is rooftop and one.role == role and one.works_on(day)]
        )

    def records(self) -> list[Record]:
        """The personnel records, with departures as changes."""
        return [_record(employee) for employee in self.everybody]


def hire_staff(seed: int, start: date, end: date) -> Staff:
    """Both teams, with the people who leave during the period and those hired in their place."""
    chance, staff = Chance(seed, "staff"), Staff()
    for rooftop in ROOFTOPS:
        for role, department, title, count in _POSTS:
            for _ in range(count):
                hired = start - chance.days(120, 3000)
                _hire(staff, rooftop, (role, department, title), hired, chance)
        for role, share in _LEAVING:
            _replace(staff, rooftop, role, start + (end - start) * share, chance)
    return staff


def _hire(staff: Staff, rooftop: Rooftop, post: tuple[str, str, str], hired: date, chance: Chance) -> None:
    role, department, title = post
    number = f"E{FIRST_NUMBER + len(staff.everybody)}"
    given, family = chance.pick(names.GIVEN), chance.pick(names.FAMILY)
    staff.everybody.append(Employee(number, rooftop, role, department, title, given, family, hired))


def _replace(staff: Staff, rooftop: Rooftop, role: str, day: date, chance: Chance) -> None:
    post = [one for one in staff.everybody if one.rooftop is rooftop and one.role == role and one.left is None]
    leaver = post[0]
    leaver.left, leaver.reason = day, chance.pick(("RESIGNED", "RESIGNED", "DISMISSED", "RETIRED"))
    _hire(staff, rooftop, (leaver.role, leaver.department, leaver.title), day + timedelta(days=12), chance)


def _record(employee: Employee) -> Record:
    record = Record("staff", "hr", employee.rooftop)
    record.key = employee.number
    record.set(
        datetime.combine(employee.hired, datetime.min.time()).replace(hour=8),
        firstName=employee.given,
        lastName=employee.family,
        jobTitle=employee.title,
        department=employee.department,
        role=employee.role,
        email=f"{employee.given}.{employee.family}.{employee.number}@riverside.example.com".lower(),
        hireDate=employee.hired,
        activeFlag=True,
    )
    if employee.left:
        record.set(
            datetime.combine(employee.left, datetime.min.time()).replace(hour=17),
            terminationDate=employee.left,
            terminationReason=employee.reason,
            activeFlag=False,
        )
    return record
