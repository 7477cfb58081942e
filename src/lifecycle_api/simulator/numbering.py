"""Gives records their numbers once a block is told, in the order in which they came into being."""

from collections import defaultdict

from lifecycle_api.simulator.record import Record
from lifecycle_api.simulator.world import World

NUMBERS_PER_BLOCK = 20_000
# Customers and vehicles of the two DMSs share their numbers on purpose: a number means nothing without its system.
_PREFIXES = {
    "customers": "",
    "inventory": "",
    "vehicles": "V",
    "opportunities": "O",
    "activities": "A",
    "appointments": "AP",
    "deals": "D",
    "repair-orders": "RO",
}
_GROUP_WIDE = {"opportunities", "activities", "appointments"}
FIRST_NUMBER = 100_001


def number_records(world: World) -> list[Record]:
    """Every record that exists by the end, with its key; the rest is forgotten."""
    end = world.last_moment
    born = sorted(
        ((record.born, index, record) for index, record in enumerate(world.records) if record.born <= end),
        key=lambda entry: entry[:2],
    )
    counters: defaultdict[tuple[str, str], int] = defaultdict(int)
    for _, _, record in born:
        series = (record.kind, "" if record.kind in _GROUP_WIDE else record.system)
        number = FIRST_NUMBER + world.block * NUMBERS_PER_BLOCK + counters[series]
        counters[series] += 1
        record.key = f"{_prefix(record)}{number}"
    return [record for _, _, record in born]


def _prefix(record: Record) -> str:
    if record.kind == "customers" and record.system == "crm":
        return "C"
    return record.series or _PREFIXES[record.kind]
