"""Vehicles as a source system keeps them: in stock, and in the hands of customers."""

from datetime import date
from typing import Literal

from lifecycle_api.intake.dms.record import Row
from lifecycle_api.intake.dms.values import Cents
from lifecycle_api.intake.moments import Stamp


class ReconStage(Row, frozen=True):
    """One stage of reconditioning."""

    stage_no: str
    stage: Literal["INSPECTION", "ESTIMATE", "APPROVAL", "PARTS_HOLD", "MECHANICAL", "BODY", "DETAIL", "PHOTO", "QC"]
    started: Stamp


class Price(Row, frozen=True):
    """An asking price, from a moment on."""

    price_no: str
    price: Cents
    effective: Stamp


class Stock(Row, frozen=True):
    """A car while the dealer owns it."""

    stock_number: str
    vin: str
    year: int | None = None
    make: str | None = None
    model: str | None = None
    trim: str | None = None
    body_style: str | None = None
    exterior_color: str | None = None
    odometer: int | None = None
    odometer_unit: Literal["MI", "KM"] | None = None
    acquisition_source: Literal["TRADE", "AUCTION", "OEM", "PRIVATE", "TRANSFER"]
    acquired: Stamp
    acquisition_cost: Cents | None = None
    acquired_from_customer_id: str | None = None
    recon_start: Stamp | None = None
    front_line_ready: Stamp | None = None
    list_price: Cents | None = None
    disposed: Stamp | None = None
    disposal_method: Literal["WHOLESALE", "AUCTION", "DEALER_TRADE", "SCRAP", "RETURN"] | None = None
    changed: Stamp | None = None
    recon_stages: tuple[ReconStage, ...] = ()
    prices: tuple[Price, ...] = ()


class OwnedVehicle(Row, frozen=True):
    """A car while one customer has it."""

    vehicle_id: str
    vin: str
    customer_id: str
    owner_role: Literal["OWNER", "LESSEE", "CO_OWNER", "DRIVER"] = "OWNER"
    owned_since: date | None = None
    owned_until: date | None = None
    end_cause: Literal["TRADED_IN", "SOLD", "LEASE_END", "TOTAL_LOSS", "UNWOUND", "UNKNOWN"] = "UNKNOWN"
    origin: Literal["SOLD_HERE", "SERVICED_HERE", "DECLARED"]
    year: int | None = None
    make: str | None = None
    model: str | None = None
    trim: str | None = None
    body_style: str | None = None
    exterior_color: str | None = None
    odometer: int | None = None
    odometer_unit: Literal["MI", "KM"] | None = None
    odometer_date: date | None = None
    created: Stamp | None = None
    changed: Stamp | None = None
