"""Accounts for what answers about the past show of people, as far as it was selected."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from strawberry.types import Info

from lifecycle_api.audit.replay.rows import Change, Row
from lifecycle_api.commands.sights import Sight, of_event
from lifecycle_api.graphql.asking import selected
from lifecycle_api.graphql.reading import Reader


def look(
    info: Info[Any, Any],
    *,
    events: Iterable[Any] = (),
    rows: Iterable[Row] = (),
    changes: Iterable[Change] = (),
) -> None:
    """Let the reader of the request know what a field of it shows: of events their data, of rows their columns."""
    reader: Reader = info.context["reader"]
    chosen = selected(info)
    told = (sight for event in events if "data" in chosen for sight in of_event(event, info.context["viewer"]))
    reader.saw((*told, *_of_rows(rows, chosen), *_of_changes(changes, chosen)))


def _of_rows(rows: Iterable[Row], chosen: Collection[str]) -> Iterator[Sight]:
    for row in rows:
        shown = row.columns if "columns" in chosen else row.key if "key" in chosen else ()
        yield from (sight for name, sight in row.sights.items() if name in shown)


def _of_changes(changes: Iterable[Change], chosen: Collection[str]) -> Iterator[Sight]:
    for change in changes:
        shown = set(change.key) if "key" in chosen or "path" in chosen else set[str]()
        if "before" in chosen or "after" in chosen:
            shown |= {value.column for value in change.values}
        yield from (sight for name, sight in change.sights.items() if name in shown)
