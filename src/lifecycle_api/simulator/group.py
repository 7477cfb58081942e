"""The sample dealer group: two rooftops, their brands, systems and time zones, and who sends them leads."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Rooftop:
    """One dealership: where it is, what it sells and which DMS it runs."""

    code: str
    name: str
    time_zone: str
    region: str
    city: str
    state: str
    postal_code: str
    phone: str
    dms: str
    style: str
    brands: tuple[str, ...]


GROUP = "Riverside Auto Group"

IMPORT = Rooftop(
    code="RSI",
    name="Riverside Import",
    time_zone="America/Chicago",
    region="US",
    city="Millbrook",
    state="IL",
    postal_code="60011",
    phone="312-555-0100",
    dms="drive",
    style="json",
    brands=("Honda", "Mazda"),
)

DOMESTIC = Rooftop(
    code="RSD",
    name="Riverside Domestic",
    time_zone="America/New_York",
    region="US",
    city="Fairhaven",
    state="IN",
    postal_code="46012",
    phone="317-555-0100",
    dms="ledger",
    style="csv",
    brands=("Ford", "Chevrolet"),
)

ROOFTOPS = (IMPORT, DOMESTIC)


def last_whole_day(now: datetime) -> date:
    """The newest day that is over at every rooftop: whatever is told up to it has happened by now."""
    return min(now.astimezone(ZoneInfo(each.time_zone)).date() for each in ROOFTOPS) - timedelta(days=1)


def other(rooftop: Rooftop) -> Rooftop:
    """The other rooftop of the group."""
    return DOMESTIC if rooftop is IMPORT else IMPORT
