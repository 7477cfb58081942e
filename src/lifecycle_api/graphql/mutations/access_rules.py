"""Setting what roles may do with categories of data."""

import strawberry

from lifecycle_api.access.matrix import Action
from lifecycle_api.domain.categories import Category
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.graphql.categories import DataCategory
from lifecycle_api.graphql.mutations.execution import Caller, mutation
from lifecycle_api.graphql.mutations.inputs import word
from lifecycle_api.graphql.mutations.organisation import SettingUpInput
from lifecycle_api.graphql.mutations.payloads import Payload, recorded
from lifecycle_api.graphql.organisation import AccessAction


@strawberry.input(description="What a role may do with a category of data, from now on.")
class SetAccessRuleInput(SettingUpInput):
    """A cell of the matrix."""

    role: str = strawberry.field(description="The job, as tokens name it, such as `service_advisor`.")
    category: DataCategory = strawberry.field(description="The category of data; `NONE` is always open.")
    action: AccessAction = strawberry.field(description="What is done with it.")
    allowed: bool = strawberry.field(description="Whether the role may.")
    reason: str = strawberry.field(description="Why: whoever audits the group reads it.")


@strawberry.type(description="What `setAccessRule` did. It is in force within a second.")
class SetAccessRulePayload(Payload):
    """The events."""


async def _set(by: Caller, given: SetAccessRuleInput) -> SetAccessRulePayload:
    if not given.role.strip() or not given.reason.strip():
        raise InvalidArgument("Name the role, and say why.", argument="reason" if given.role.strip() else "role")
    outcome = await by.writing.access_rules.set(
        by.principal,
        given.role.strip(),
        Category(word(given.category)),
        Action(word(given.action)),
        given.asked(),
        allowed=given.allowed,
        reason=given.reason,
    )
    return SetAccessRulePayload(**recorded(outcome))


set_access_rule = mutation(
    SetAccessRuleInput,
    SetAccessRulePayload,
    _set,
    scope="admin:write",
    description="Decide what a role may do with a category of data.",
)
