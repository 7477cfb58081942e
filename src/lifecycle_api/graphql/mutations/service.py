"""Mutations of the service drive."""

import strawberry

from lifecycle_api.commands.repair_orders import DeclineWork
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.graphql.mutations.inputs import Intent, NewId, UpdateInput, key, word
from lifecycle_api.graphql.mutations.payloads import Payload
from lifecycle_api.graphql.scalars import DateTime
from lifecycle_api.graphql.service import DeclinedWork, DeclineReason, RepairOrder, WorkDecision
from lifecycle_api.planner.fields import one


@strawberry.input(description="A customer's no, or not now, to recommended work. The repair order must be open.")
class DeclineWorkInput(UpdateInput):
    """An answer."""

    repair_order: strawberry.ID = strawberry.field(description="Global id of the repair order.")
    recommendation: strawberry.ID = strawberry.field(description="Id of the recommendation.")
    decision: WorkDecision = strawberry.field(description="DECLINED or DEFERRED.")
    reason: DeclineReason = strawberry.field(default=DeclineReason.OTHER, description="Why.")
    verbatim: str | None = strawberry.field(default=None, description="The customer's own words.")
    revisit_at: DateTime | None = strawberry.field(default=None, description="When to come back to it.")

    def intent(self, new_id: NewId) -> Intent:
        """Record the answer."""
        del new_id  # declined work goes by its recommendation
        repair_order = key(self.repair_order, "repair_order", "repairOrder")
        recommendation = key(self.recommendation, "recommendation", "recommendation")
        if self.decision not in {WorkDecision.DECLINED, WorkDecision.DEFERRED}:
            raise InvalidArgument("`decision` is DECLINED or DEFERRED.", argument="decision")
        command = DeclineWork(
            repair_order,
            recommendation,
            word(self.decision),
            word(self.reason),
            self.verbatim,
            self.revisit_at,
        )
        keys = {"declined_work_id": recommendation, "repair_order_id": repair_order}
        return Intent(command, keys, f"repair_order:{repair_order}")


@strawberry.type(description="What `declineWork` did.")
class DeclineWorkPayload(Payload):
    """The declined work and its repair order."""

    declined_work: DeclinedWork | None = one("declined_work_id", "The declined work.")
    repair_order: RepairOrder | None = one("repair_order_id", "The repair order.")
