"""What other records of a customer state still, by what is remembered of them."""

from collections.abc import Collection, Mapping

from lifecycle_api.intake.dms.kinds import KINDS
from lifecycle_api.intake.dms.state import States, Told


class Stated:
    """What customer records state; `told` is what was told of those of one system during a run, not yet saved."""

    def __init__(self, states: States, system: str, told: Mapping[str, Told]) -> None:
        self._states = states
        self._system = system
        self._told = told

    async def by(self, records: Collection[tuple[str, str]]) -> frozenset[str]:
        """The groups that hold in any of these records, each named by its system and number."""
        groups: set[str] = set()
        for system in sorted({system for system, _ in records}):
            names = [record for at, record in records if at == system]
            told = await self._states.load(system, KINDS["customers"].name, names)
            told |= {name: self._told[name] for name in names if system == self._system and name in self._told}
            groups |= frozenset().union(*(one.standing for one in told.values()))
        return frozenset(groups)
