"""Mutations about vehicles: delivered to their buyer, passed on to another owner."""

from enum import Enum

import strawberry

from lifecycle_api.commands.vehicles import DeliverVehicle, TransferOwnership
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.graphql.mutations.inputs import (
    ChecklistItemInput,
    DistanceInput,
    Intent,
    NewId,
    UpdateInput,
    checklist,
    distance,
    key,
    optional_key,
    vehicle_key,
    word,
)
from lifecycle_api.graphql.mutations.payloads import Payload
from lifecycle_api.graphql.sales import Deal
from lifecycle_api.graphql.scalars import Date
from lifecycle_api.graphql.vehicle import OwnershipPeriod, Vehicle
from lifecycle_api.graphql.vehicle_past import OwnershipRole
from lifecycle_api.planner.fields import one


@strawberry.enum(description="Where a vehicle is handed to its buyer.")
class DeliveryMethod(Enum):
    """Places."""

    ROOFTOP = strawberry.enum_value("rooftop", description="At the dealership.")
    HOME = strawberry.enum_value("home", description="At the customer's home.")


@strawberry.input(description="A deal's vehicle, handed to its buyer.")
class DeliverVehicleInput(UpdateInput):
    """A delivery."""

    deal: strawberry.ID = strawberry.field(description="Global id of the deal.")
    odometer: DistanceInput | None = strawberry.field(default=None, description="What the odometer said.")
    method: DeliveryMethod = strawberry.field(default=DeliveryMethod.ROOFTOP, description="Where it was handed over.")
    delivered_by: strawberry.ID | None = strawberry.field(
        default=None, description="Global id of the employee who handed it over."
    )
    checklist: list[ChecklistItemInput] = strawberry.field(
        default_factory=list, description="What was gone through at the handover."
    )

    def intent(self, new_id: NewId) -> Intent:
        """Record the delivery."""
        del new_id  # deal and vehicle are known
        deal = key(self.deal, "deal", "deal")
        command = DeliverVehicle(
            deal,
            distance(self.odometer),
            word(self.method),
            optional_key(self.delivered_by, "employee", "deliveredBy"),
            checklist(self.checklist),
        )
        return Intent(command, {"deal_id": deal}, f"deal:{deal}")


@strawberry.type(description="What `deliverVehicle` did.")
class DeliverVehiclePayload(Payload):
    """The deal."""

    deal: Deal | None = one("deal_id", "The deal, with its vehicle.")


@strawberry.input(description="A vehicle that passes to another customer. Every ownership that lasts ends with it.")
class TransferOwnershipInput(UpdateInput):
    """A transfer."""

    vehicle: strawberry.ID = strawberry.field(description="VIN or global id of the vehicle.")
    to_customer: strawberry.ID = strawberry.field(description="Global id of whose it is from then on.")
    on: Date = strawberry.field(description="The day it passed on.")
    role: OwnershipRole = strawberry.field(default=OwnershipRole.OWNER, description="OWNER or LESSEE.")

    def intent(self, new_id: NewId) -> Intent:
        """Pass it on."""
        if self.role not in {OwnershipRole.OWNER, OwnershipRole.LESSEE}:
            raise InvalidArgument("`role` is OWNER or LESSEE.", argument="role")
        vin, ownership = vehicle_key(self.vehicle, "vehicle"), new_id("ownership")
        to_customer = key(self.to_customer, "customer", "toCustomer")
        command = TransferOwnership(vin, to_customer, ownership, self.on, word(self.role))
        return Intent(command, {"vin": vin, "ownership_id": ownership}, f"vehicle:{vin}")


@strawberry.type(description="What `transferOwnership` did.")
class TransferOwnershipPayload(Payload):
    """The vehicle and its new ownership."""

    vehicle: Vehicle | None = one("vin", "The vehicle, with its ownership chain.")
    ownership: OwnershipPeriod | None = one("ownership_id", "The ownership that began.")
