"""Tells nobody more under agreements than is theirs: notes coarser rows, and makes months of telling instants."""

from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLResolveInfo

from lifecycle_api.planner.oracle.deciding import Court
from lifecycle_api.planner.oracle.site import Row
from lifecycle_api.planner.oracle.values import instant
from lifecycle_api.planner.released import Coarser
from lifecycle_api.planner.selection import source_of, table_of
from lifecycle_api.planner.source import Column


def coarser(row: Row, info: GraphQLResolveInfo[Any], value: Any) -> Any:
    """The value of a field as the viewer is told it."""
    court = row.site.court
    if court is None or not court.viewer.under_agreements:
        return value
    coordinate = frozenset({f"{info.parent_type.name}.{info.field_name}"})
    _note_row(court, info, coordinate)
    source = source_of(info.parent_type.fields[info.field_name])
    if value is None or not isinstance(source, Column) or not source.telling:
        return value
    court.releasing.generalise(tuple(info.path.as_list()), Coarser(source.category, coordinate))
    moment = datetime.fromisoformat(value).astimezone(UTC)
    return instant(moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0))


def _note_row(court: Court, info: GraphQLResolveInfo[Any], coordinate: frozenset[str]) -> None:
    table, place = table_of(info.parent_type), info.path.prev
    if table is not None and place is not None and court.generalises(table):
        court.releasing.generalise(tuple(place.as_list()), Coarser(table.base, coordinate))
