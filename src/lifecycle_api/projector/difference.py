"""Which rows of two copies of a read model differ, told without their contents: those may be personal."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import asyncpg
import orjson

from lifecycle_api import sqlfiles
from lifecycle_api.projector.loader import Folder

_SQL = sqlfiles.load(Path(__file__).with_name("sql"), "rebuild")
_MOST: Final = 1000


@dataclass(frozen=True)
class Difference:
    """A row that readers see and that does not follow from the log, or the other way round.

    `key` is the row's primary key; a classified part of it is left out.
    """

    projection: str
    table: str
    key: dict[str, Any]
    what: Literal["changed", "missing", "surplus"]
    columns: tuple[str, ...]


async def differences(connection: asyncpg.Connection, folder: Folder, live: str, rebuilt: str) -> list[Difference]:
    """Rows of schema `live` that are not in `rebuilt`, and the other way round; at most 1000 of each table."""
    found = []
    for table in await connection.fetch(_SQL["tables"], live):
        classified = {name.partition(".")[2] for name in folder.classified if name.startswith(f"{table['name']}.")}
        shown = [column for column in table["key"] if column not in classified]
        statement = _statement((live, rebuilt), dict(table), shown)
        found += [
            Difference(folder.name, table["name"], orjson.loads(row["key"]), row["what"], tuple(row["columns"]))
            for row in await connection.fetch(statement)
        ]
    return found


def _statement(schemas: tuple[str, str], table: dict[str, Any], shown: Sequence[str]) -> str:
    live, rebuilt = (f"{schema}.{table['name']}" for schema in schemas)
    key = ", ".join(f'\'{name}\', coalesce(l."{name}", r."{name}")' for name in shown)
    same = " AND ".join(f'l."{name}" = r."{name}"' for name in table["key"])
    changed = ", ".join(
        f'CASE WHEN l."{name}" IS DISTINCT FROM r."{name}" THEN \'{name}\' END' for name in table["columns"]
    )
    return f"""
        WITH l AS (SELECT * FROM {live} EXCEPT SELECT * FROM {rebuilt}),
             r AS (SELECT * FROM {rebuilt} EXCEPT SELECT * FROM {live})
        SELECT jsonb_build_object({key})::text AS key,
            CASE WHEN r.tenant_id IS NULL THEN 'surplus' WHEN l.tenant_id IS NULL THEN 'missing' ELSE 'changed' END
              AS what,
            CASE WHEN l.tenant_id IS NULL OR r.tenant_id IS NULL THEN '{{}}'
              ELSE array_remove(ARRAY[{changed}], NULL) END AS columns
        FROM l FULL JOIN r ON {same}
        ORDER BY 1 LIMIT {_MOST}"""
