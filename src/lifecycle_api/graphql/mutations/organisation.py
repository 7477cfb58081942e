"""Setting up the dealer group: the group itself, its rooftops and its staff, who come and go."""

import strawberry

from lifecycle_api.commands.asking import Asked
from lifecycle_api.graphql.links import EmployeeLink, RooftopLink
from lifecycle_api.graphql.mutations.execution import Caller, mutation
from lifecycle_api.graphql.mutations.inputs import key
from lifecycle_api.graphql.mutations.payloads import Payload, recorded
from lifecycle_api.graphql.organisation import Department
from lifecycle_api.graphql.scalars import Date, DateTime
from lifecycle_api.planner.fields import one


@strawberry.input
class KeyedInput:
    """The part that all of these inputs share."""

    idempotency_key: strawberry.ID = strawberry.field(
        description="Yours, up to 200 characters: asked again with the same key, nothing is done twice."
    )

    def asked(self) -> Asked:
        """How it was asked for. Raises InvalidArgument."""
        return Asked(idempotency_key=self.idempotency_key)


@strawberry.input
class SettingUpInput(KeyedInput):
    """The part that those inputs share of which nothing else says when it happened."""

    occurred_at: DateTime | None = strawberry.field(
        default=None, description="When it happened; by default now, and never a time to come."
    )

    def asked(self) -> Asked:
        """How it was asked for. Raises InvalidArgument."""
        return Asked(idempotency_key=self.idempotency_key, occurred_at=self.occurred_at)


@strawberry.input(description="A dealer group to set up. Its name names it for good: the same name is the same group.")
class AddGroupInput(SettingUpInput):
    """A group."""

    name: str = strawberry.field(description="The group's name.")


@strawberry.type(description="What `addGroup` did. Positions are those of the new group's own log.")
class AddGroupPayload(Payload):
    """The group's id."""

    group: strawberry.ID | None = strawberry.field(
        default=None, description="Global id of the group, the tenant that its tokens name."
    )


@strawberry.input(description="A rooftop to set up, or to describe anew. Its code names it for good.")
class AddRooftopInput(SettingUpInput):
    """A rooftop."""

    code: str = strawberry.field(description="The short code by which files name the rooftop.")
    name: str = strawberry.field(description="The dealership's name.")
    timezone: str = strawberry.field(default="UTC", description="IANA time zone, such as `America/Chicago`.")
    country: str = strawberry.field(default="US", description="ISO 3166 alpha-2 code.")
    currency: str = strawberry.field(default="USD", description="ISO 4217 code of its prices.")
    lead_names: list[str] = strawberry.field(
        default_factory=list, description="Other names by which leads are addressed to it."
    )


@strawberry.type(description="What `addRooftop` did.")
class AddRooftopPayload(Payload):
    """The rooftop."""

    rooftop: RooftopLink | None = one("rooftop_id", "The rooftop.")


@strawberry.input(description="A person who starts to work for the group, or has other work now.")
class AddStaffInput(SettingUpInput):
    """An employee."""

    number: str = strawberry.field(description="The group's number for the person, which names them for good.")
    name: str = strawberry.field(description="The person's name.")
    department: Department = strawberry.field(description="The department they work in.")
    roles: list[str] = strawberry.field(description="Their jobs, such as `service_advisor`; at least one.")
    rooftops: list[str] = strawberry.field(description="Codes of the rooftops they work at.")
    since: Date | None = strawberry.field(default=None, description="Their first day, when it is not today.")


@strawberry.type(description="What `addStaff` did.")
class AddStaffPayload(Payload):
    """The employee."""

    employee: EmployeeLink | None = one("employee_id", "The employee.")


@strawberry.input(description="The last day of someone who leaves, or another one than was told before.")
class RecordDepartureInput(KeyedInput):
    """A departure."""

    employee: strawberry.ID = strawberry.field(description="Global id of the employee.")
    last_day: Date = strawberry.field(description="Their last day, since when they are gone; never one to come.")


@strawberry.type(description="What `recordDeparture` did.")
class RecordDeparturePayload(Payload):
    """The employee."""

    employee: EmployeeLink | None = one("employee_id", "The employee.")


async def _group(by: Caller, given: AddGroupInput) -> AddGroupPayload:
    group, outcome = await by.writing.administration.add_group(by.principal, given.name, given.asked())
    return AddGroupPayload(group=strawberry.ID(f"group:{group}"), **recorded(outcome))


async def _rooftop(by: Caller, given: AddRooftopInput) -> AddRooftopPayload:
    details = {
        "code": given.code,
        "name": given.name,
        "timezone": given.timezone,
        "country": given.country,
        "currency": given.currency,
        "lead_names": given.lead_names,
    }
    rooftop, outcome = await by.writing.administration.add_rooftop(by.principal, details, given.asked())
    return AddRooftopPayload(keys={"rooftop_id": rooftop}, **recorded(outcome))


async def _staff(by: Caller, given: AddStaffInput) -> AddStaffPayload:
    details = {
        "name": given.name,
        "department": given.department.value,
        "roles": given.roles,
        "rooftops": given.rooftops,
    }
    employee, outcome = await by.writing.administration.add_employee(
        by.principal, given.number, details, given.since, given.asked()
    )
    return AddStaffPayload(keys={"employee_id": employee}, **recorded(outcome))


async def _departure(by: Caller, given: RecordDepartureInput) -> RecordDeparturePayload:
    employee = key(given.employee, "employee", "employee")
    outcome = await by.writing.administration.record_departure(by.principal, employee, given.last_day, given.asked())
    return RecordDeparturePayload(keys={"employee_id": employee}, **recorded(outcome))


add_group = mutation(
    AddGroupInput,
    AddGroupPayload,
    _group,
    scope="groups:write",
    emits=("group.registered",),
    description="Set up a dealer group.",
)
add_rooftop = mutation(
    AddRooftopInput,
    AddRooftopPayload,
    _rooftop,
    scope="admin:write",
    emits=("rooftop.registered",),
    description="Set up a rooftop, or change its details.",
)
add_staff = mutation(
    AddStaffInput,
    AddStaffPayload,
    _staff,
    scope="admin:write",
    emits=("employee.onboarded",),
    description="Let someone start to work for the group.",
)
record_departure = mutation(
    RecordDepartureInput,
    RecordDeparturePayload,
    _departure,
    scope="admin:write",
    emits=("employee.departed",),
    description="Record that someone no longer works for the group: they are given nothing more to do, and their "
    "customers are orphaned until somebody else has them. It ends no login: who may log in is up to the issuer of the "
    "tokens. `addStaff` lets them begin again.",
)
