"""Who a statement is written for: which rows exist for them, as conditions in the statement itself."""

from dataclasses import dataclass

from lifecycle_api.access.visibility import Reach, Viewer
from lifecycle_api.planner.binds import Binds
from lifecycle_api.planner.source import Table


@dataclass(frozen=True)
class Audience:
    """The kind of viewer a plan serves; the viewer's own ids and categories are bound to it later."""

    reach: Reach
    all_rooftops: bool

    def conditions(self, table: Table, t: str, binds: Binds) -> list[str]:
        """The conditions under which a row of `table`, called `t`, exists for this audience."""
        return [*self._rooftop(table, t, binds), *self._person(table, t, binds)]

    def _rooftop(self, table: Table, t: str, binds: Binds) -> list[str]:
        if self.all_rooftops or not (table.rooftop or table.rooftops):
            return []
        mine = binds("rooftops", "uuid[]", lambda moment: list(moment.viewer.rooftops or ()))
        return [f"{t}.{table.rooftop} = ANY({mine})" if table.rooftop else f"{t}.{table.rooftops} && {mine}"]

    def _person(self, table: Table, t: str, binds: Binds) -> list[str]:
        if self.reach is Reach.OWN:
            condition = f"{{t}}.{table.subject} = {{me}}" if table.subject else table.own
            return [condition.format(t=t, me=_me(condition, binds))] if condition else []
        if self.reach is Reach.NOBODY:
            if table.subject:
                return ["false"]
            return [table.open_to_partners.format(t=t)] if table.open_to_partners else []
        return []


def audience_of(viewer: Viewer) -> Audience:
    """The audience a viewer belongs to."""
    return Audience(viewer.reach, viewer.rooftops is None)


def _me(condition: str, binds: Binds) -> str:
    # PostgreSQL cannot tell the type of a parameter that nothing uses.
    return binds("me", "uuid", lambda moment: moment.viewer.customer) if "{me}" in condition else ""
