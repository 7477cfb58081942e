"""What an SQL statement is written from, and what it turns out to read: rows, and on what they depend."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Final

from graphql import GraphQLNamedType, GraphQLSchema

from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.arguments import Values
from lifecycle_api.planner.audience import Audience
from lifecycle_api.planner.binds import Binds
from lifecycle_api.planner.coordinates import Apart
from lifecycle_api.planner.deciding import Deciding, People
from lifecycle_api.planner.place import Place
from lifecycle_api.planner.released import Coarser
from lifecycle_api.planner.selection import NotPlannable, table_of
from lifecycle_api.planner.source import Table

_QUALIFIED: Final = re.compile(r"<(\w+)>\.(\w+)")

NO_EQUALS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass
class Statement:
    """Finds rows for an audience, and remembers what was read.

    That is tables by folder, scopes, masked fields, and by the paths of rows that are generalised what is selected of
    them. Where types keep values `apart` that stand under one key, rows that are decided on say of which type they are.
    It is `undecided` when something sealed is selected of rows that are not decided on.
    """

    schema: GraphQLSchema
    audience: Audience
    values: Values
    apart: Apart = field(default_factory=dict)
    binds: Binds = field(default_factory=Binds)
    tables: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    scopes: set[str] = field(default_factory=set)
    masked: list[tuple[tuple[str, ...], Category]] = field(default_factory=list)
    compared: set[Category] = field(default_factory=set)
    generalised: dict[tuple[str, ...], Coarser] = field(default_factory=dict)
    undecided: bool = False

    @cached_property
    def deciding(self) -> Deciding | None:
        """The decisions of the statement; None for an audience whose bounds are its token's."""
        asking = self.audience.asking(self.binds, self.scopes)
        return None if asking is None else Deciding(asking)

    def entered(self, type_: GraphQLNamedType, place: Place, equal: Mapping[str, str] = NO_EQUALS) -> Place:
        """The place of rows of a type, with the decision about them: their own, or that of what they belong to.

        What their columns have to be `equal` to may say whom all of them are about.
        """
        if self.deciding is None:
            return place
        table = self.table(type_)
        if not self.deciding.opens(table):
            return replace(place, decided=None)
        if not self.deciding.decides(table):
            return place
        person = None if table.subject is None else equal.get(table.subject)
        others = None if person is None else self._others(table, place)
        return replace(place, decided=self.deciding.begin(table, place.t, person, place.decided, others))

    def rows(
        self,
        type_: GraphQLNamedType,
        conditions: list[str],
        place: Place,
        compared: Iterable[Category] | None = None,
        people: People | None = None,
    ) -> str:
        """Write `FROM … WHERE …` for the rows of a type that exist for this audience.

        Where they are decided on, a list has those that are permitted, by all categories it compares; without
        `compared` also those about which there is something to say. With `people`, it has nobody else.
        """
        table = self.table(type_)
        visible = self.audience.conditions(table, place.t, self.binds)
        wanted = [f"{place.t}.tenant_id = {place.tenant}", *conditions, *visible]
        name = self._source(table, place)
        exempt = self.deciding is not None and self.deciding.exempts(table)
        if self.audience.capacity is not None and place.decided is None and not exempt:
            # PostgreSQL cannot tell the type of a parameter that nothing uses: so the conditions stay.
            wanted = [*wanted, "false"]
        if people is not None:
            name, wanted = people.found(name, place.t, str(table.key), wanted), ["true"]
        if self.deciding is not None and (decided := place.own) is not None:
            return f"FROM {self.qualified(self.deciding.rows(decided, name, wanted, compared), place)}"
        return f"FROM {name} {place.t} WHERE {self.qualified(' AND '.join(wanted), place)}"

    def beforehand(self, place: Place) -> str:
        """What stands before the list of the rows called `place.t`."""
        decided = place.own
        return "" if self.deciding is None or decided is None else self.deciding.beforehand(decided)

    def table(self, type_: GraphQLNamedType) -> Table:
        """The table behind a type; what reading it takes is remembered."""
        table = table_of(type_)
        if table is None:
            raise NotPlannable(f"{type_.name} stands for no table")
        if table.scope:
            self.scopes.add(table.scope)
        return table

    def qualified(self, sql: str, place: Place) -> str:
        """Put schemas in place of the folders that conditions name, as in `<vehicle_ownership>.period`."""

        def written(found: re.Match[str]) -> str:
            folder, table = found.groups()
            if folder not in place.schemas:
                return found[0]  # what decisions rest on: never of another moment
            self.tables[folder].add(table)
            return f"{place.schemas[folder]}.{table}"

        return _QUALIFIED.sub(written, sql)

    def _name(self, table: Table, place: Place) -> str:
        self.tables[table.folder].add(table.name)
        return f"{place.schemas[table.folder]}.{table.name}"

    def _source(self, table: Table, place: Place) -> str:
        """The rows of a table, or what stands in their place; with whether a stop binds them where that is heeded."""
        if (summed_up := self.audience.summed_up(table, self.binds)) is not None:
            return f"({self.qualified(summed_up, place)})"
        name = self._name(table, place)
        stopped = None if self.deciding is None else self.deciding.stopped(table, place.t)
        return name if stopped is None else f"(SELECT {place.t}.*, {stopped} AS is_stopped FROM {name} {place.t})"

    def _others(self, table: Table, place: Place) -> str | None:
        """A query for whom else rows of a table are about that are about a `{person}`."""
        if table.joint is None:
            return None
        about = f"o.tenant_id = {place.tenant} AND o.{table.subject} = {{person}} AND o.{table.joint} IS NOT NULL"
        return f"SELECT o.{table.joint} FROM {self._name(table, place)} o WHERE {about}"
