"""The vehicle as an asset and as somebody's car: acquired, reconditioned, owned, read."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.fields import (
    Classified,
    CustomerRef,
    DealerConfidential,
    Fact,
    OptionalCustomerRef,
    OptionalRepairOrderRef,
    VehicleFact,
    VehicleRef,
)
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import Distance, Money, WholeNumber

event = Area(Bearing.WHO_AND_WHAT).event


@event("vehicle.described")
class VehicleDescribed(Event):
    """What the vehicle is became known or was corrected; the VIN status says how far to trust the VIN."""

    vehicle: VehicleRef
    vin_status: VehicleFact[
        Literal["valid", "check_digit_failed", "non_na", "short_pre1981", "partial_last8", "unknown"]
    ] = "unknown"
    year: VehicleFact[WholeNumber | None] = None
    make: VehicleFact[str | None] = None
    model: VehicleFact[str | None] = None
    trim: VehicleFact[str | None] = None
    body: VehicleFact[str | None] = None
    colour: VehicleFact[str | None] = None


@event("vehicle.vin_corrected")
class VehicleVinCorrected(Event):
    """The vehicle was known under a wrong VIN; both stay findable."""

    vehicle: VehicleRef
    previous: Annotated[str, Classified(Category.VEHICLE, tag="vehicle")]
    reason: Fact[str]


@event("vehicle.acquired")
class VehicleAcquired(Event):
    """The dealer took the vehicle into stock."""

    vehicle: VehicleRef
    stock: Fact[str]
    source: Fact[Literal["trade", "auction", "private", "lease_return", "oem", "transfer"]]
    acquired_from: OptionalCustomerRef = None
    cost: DealerConfidential[Money | None] = None
    odometer: VehicleFact[Distance | None] = None


@event("recon.started")
class ReconStarted(Event):
    """Reconditioning of a vehicle in stock began."""

    vehicle: VehicleRef
    stock: Fact[str]


@event("recon.stage_changed")
class ReconStageChanged(Event):
    """Reconditioning moved to another stage."""

    vehicle: VehicleRef
    stock: Fact[str]
    stage: Fact[
        Literal[
            "inspection",
            "estimate",
            "approval",
            "parts_hold",
            "mechanical",
            "sublet",
            "body",
            "detail",
            "photo",
            "quality_check",
        ]
    ]


@event("vehicle.front_line_ready")
class VehicleFrontLineReady(Event):
    """The vehicle can be shown and sold."""

    vehicle: VehicleRef
    stock: Fact[str]
    asking_price: Fact[Money | None] = None


@event("vehicle.disposed")
class VehicleDisposed(Event):
    """The vehicle left stock without a retail sale."""

    vehicle: VehicleRef
    stock: Fact[str]
    how: Fact[Literal["wholesale", "auction", "dealer_trade", "scrap", "return"]]


@event("ownership.started")
class OwnershipStarted(Event):
    """A person became the owner, lessee, co-owner or driver of the vehicle."""

    vehicle: VehicleRef
    customer: CustomerRef
    ownership: Fact[UUID]
    role: Fact[Literal["owner", "lessee", "co_owner", "driver"]] = "owner"
    from_date: Fact[date]
    origin: Fact[Literal["sold_here", "serviced_here", "declared", "oem", "lead"]]
    certainty: Fact[float] = 1.0


@event("ownership.ended")
class OwnershipEnded(Event):
    """A person's ownership of the vehicle ended."""

    vehicle: VehicleRef
    customer: CustomerRef
    ownership: Fact[UUID]
    to_date: Fact[date]
    cause: Fact[Literal["traded_in", "sold", "lease_end", "total_loss", "unwound", "unknown"]]


@event("odometer.read")
class OdometerRead(Event):
    """The odometer was read; in the context `record` a system only says what it read last, and on which day."""

    vehicle: VehicleRef
    reading: VehicleFact[Distance]
    status: VehicleFact[Literal["original", "rolled_over", "replaced", "unknown"]] = "original"
    context: Fact[Literal["ro_in", "ro_out", "appraisal", "sale", "acquisition", "telematics", "lead", "record"]]
    repair_order: OptionalRepairOrderRef = None
