"""Who a statement is written for: which rows exist for them, as conditions in the statement itself."""

from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.visibility import OUTSIDE, UNDER_AGREEMENTS, Capacity, Reach, Viewer, reach_of
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.purposes import Purpose
from lifecycle_api.errors import LifecycleError
from lifecycle_api.planner.binds import Binds, tenant_of_viewer
from lifecycle_api.planner.rules.asking import Asking
from lifecycle_api.planner.source import Table


class Audience(NamedTuple):
    """The kind of viewer a plan serves; the viewer's own ids and categories are bound to it later.

    `accounted` is whether each look at somebody's money or papers has to be recorded. `readable` are the categories
    that the roles of staff open, where siblings share: what roles keep closed is not asked for, and not disclosed.
    """

    reach: Reach
    all_rooftops: bool
    capacity: Capacity | None = None
    purpose: Purpose | None = None
    accounted: bool = False
    readable: frozenset[Category] | None = None

    @property
    def under_agreements(self) -> bool:
        """Whether rows are shown as far as agreements go: to partners, and to staff of a sibling."""
        return self.capacity in UNDER_AGREEMENTS

    def reads(self, category: Category) -> bool:
        """Whether a category is open to everyone in this audience, as far as their roles go."""
        return self.readable is None or category in self.readable

    def asking(self, binds: Binds, scopes: AbstractSet[str]) -> Asking | None:
        """What a request that is decided on brings; None for those who are not. `scopes` may still grow."""
        if self.capacity is None or self.purpose is None:
            return None
        # What agreements say of one party, or an engagement, is found once for all of its reads that go together.
        common: dict[str, Any] = {
            "purpose": self.purpose,
            "tenant": tenant_of_viewer(binds),
            "party": binds("party", "uuid", lambda moment: moment.viewer.party, "same"),
            "now": binds("now", "timestamptz", lambda moment: moment.now, "latest"),
        }
        if self.capacity == "auditor":
            engagement = binds("engagement", "uuid", lambda moment: moment.viewer.engagement, "same")
            return Asking(capacity="auditor", engagement=engagement, granted=f"ARRAY['{self.purpose.name}']", **common)
        if self.capacity == "rooftop":
            return Asking(capacity="rooftop", **common)
        return Asking(
            capacity="partner",
            client=binds("client", "text", lambda moment: moment.viewer.client, "same"),
            needs=binds("needs", "text[]", lambda _: tuple(sorted(scopes)), "same"),
            granted=binds("granted", "text[]", lambda moment: tuple(sorted(moment.viewer.granted)), "same"),
            **common,
        )

    def conditions(self, table: Table, t: str, binds: Binds) -> list[str]:
        """The conditions under which a row of `table`, called `t`, exists for this audience."""
        return [*self._rooftop(table, t, binds), *self._person(table, t, binds)]

    def summed_up(self, table: Table, binds: Binds) -> str | None:
        """A query for what this audience has in place of the rows of `table`, which sum up all rooftops."""
        return None if self.all_rooftops or table.at_some is None else table.at_some.format(mine=_mine(binds))

    def told(self, own: str | None, t: str, binds: Binds) -> str | None:
        """The condition under which a value of the row called `t` is told; None where it goes with the row."""
        if own is None or self.reach is not Reach.OWN:
            return None
        return own.format(t=t, me=_me(own, binds))

    def reaches(self, table: Table) -> bool:
        """Whether rows of `table` can ever exist for this audience, whatever is decided about each of them."""
        if self.under_agreements:
            return not table.internal and table.open_to_partners != "false"
        return "false" not in self.conditions(table, "t", Binds())

    def _rooftop(self, table: Table, t: str, binds: Binds) -> list[str]:
        if self.all_rooftops or not (table.rooftop or table.rooftops):
            return []
        mine = _mine(binds)
        return [f"{t}.{table.rooftop} = ANY({mine})" if table.rooftop else f"{t}.{table.rooftops} && {mine}"]

    def _person(self, table: Table, t: str, binds: Binds) -> list[str]:
        if self.reach is Reach.OWN:
            condition = table.own or (f"{{t}}.{table.subject} = {{me}}" if table.subject else None)
            return [condition.format(t=t, me=_me(condition, binds))] if condition else []
        if self.reach is Reach.NOBODY and self.capacity is None:
            if table.subject:
                return ["false"]
            return [table.open_to_partners.format(t=t)] if table.open_to_partners else []
        return []


def widest(kind: Kind) -> Audience:
    """The audience of somebody of this kind at every rooftop, whatever is decided about the rows."""
    return Audience(reach_of(kind), all_rooftops=True, capacity=OUTSIDE.get(kind))


def audience_of(viewer: Viewer) -> Audience:
    """The audience a viewer belongs to; whoever is decided on and names no good purpose finds nothing."""
    kept: dict[str, Audience] = viewer.__dict__
    return kept.get("audience") or kept.setdefault("audience", _audience(viewer))


def _audience(viewer: Viewer) -> Audience:
    capacity = viewer.capacity
    if capacity is None:
        return Audience(viewer.reach, viewer.rooftops is None, accounted=viewer.accounted)
    everywhere, readable = viewer.bounds is None, viewer.categories if capacity == "rooftop" else None
    try:
        return Audience(viewer.reach, everywhere, capacity, viewer.purpose, readable=readable)
    except LifecycleError:
        return Audience(viewer.reach, everywhere, capacity)


def _mine(binds: Binds) -> str:
    return binds("rooftops", "uuid[]", lambda moment: list(moment.viewer.rooftops or ()))


def _me(condition: str, binds: Binds) -> str:
    # PostgreSQL cannot tell the type of a parameter that nothing uses.
    return binds("me", "uuid", lambda moment: moment.viewer.customer) if "{me}" in condition else ""
