"""Setting when and how often customers may be written to."""

import strawberry

from lifecycle_api.commands.administration import check_reach
from lifecycle_api.commands.asking import Asked
from lifecycle_api.commands.contact_policies import SetContactPolicy
from lifecycle_api.graphql.contact_policy import ContactPolicy
from lifecycle_api.graphql.mutations.execution import Caller, mutation
from lifecycle_api.graphql.mutations.inputs import optional_key
from lifecycle_api.graphql.mutations.organisation import SettingUpInput
from lifecycle_api.graphql.mutations.payloads import Payload, recorded
from lifecycle_api.planner.fields import one


@strawberry.input(
    description="Quiet hours and a cap for what customers did not ask for. It replaces the policy before it; what is "
    "left out is left to the group, or to the defaults: quiet from 21:00 until 08:00, three messages in seven days."
)
class SetContactPolicyInput(SettingUpInput):
    """A policy."""

    rooftop: strawberry.ID | None = strawberry.field(
        default=None,
        description="Global id of the rooftop; left out, it is for the group and takes a token for all of it.",
    )
    jurisdiction: str | None = strawberry.field(
        default=None, description="The state whose law holds at the rooftop, such as `US-FL`; else its country's."
    )
    quiet_from: str | None = strawberry.field(
        default=None, description="Local time, such as `20:30`, from which calls, texts and notifications wait."
    )
    quiet_until: str | None = strawberry.field(default=None, description="Local time, such as `09:00`, until then.")
    messages: int | None = strawberry.field(
        default=None, description="So many messages from all departments together, then silence."
    )
    days: int | None = strawberry.field(default=None, description="In how many days they are counted.")
    reason: str = strawberry.field(description="Why: whoever audits the group reads it.")


@strawberry.type(description="What `setContactPolicy` did. `contactDecision` keeps to it at once.")
class SetContactPolicyPayload(Payload):
    """The policy."""

    contact_policy: ContactPolicy | None = one("contact_policy_id", "The policy.")


async def _set(by: Caller, given: SetContactPolicyInput) -> SetContactPolicyPayload:
    rooftop = optional_key(given.rooftop, "rooftop", "rooftop")
    if rooftop is None:
        check_reach(by.principal)
    command = SetContactPolicy(
        reason=given.reason,
        at_rooftop=rooftop,
        jurisdiction=given.jurisdiction,
        quiet_from=given.quiet_from,
        quiet_until=given.quiet_until,
        messages=given.messages,
        days=given.days,
    )
    asked = Asked(idempotency_key=given.idempotency_key, rooftop=rooftop, occurred_at=given.occurred_at)
    outcome = await by.writing.commands.execute(by.principal, command, asked)
    return SetContactPolicyPayload(keys={"contact_policy_id": rooftop or by.principal.tenant}, **recorded(outcome))


set_contact_policy = mutation(
    SetContactPolicyInput,
    SetContactPolicyPayload,
    _set,
    scope="admin:write",
    emits=("contact_policy.set",),
    description="Decide when and how often customers may be written to who did not ask for it.",
)
