"""Tells developers how an answer came about: by plan or field by field, which statement, its rows and milliseconds."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Literal

import asyncpg
import orjson

from lifecycle_api import sqlfiles

SCOPE: Final = "ops:explain"

Server = Literal["primary", "replica"]
"""Which of the database's servers was read."""

_SQL = sqlfiles.load(Path(__file__).parent, "explaining")


class Explanation:
    """What is found out while one question is answered."""

    def __init__(self) -> None:
        self._began = perf_counter()
        self._ms: dict[str, float] = {"plan": 0.0, "statement": 0.0}
        self._statements: list[str] = []
        self._rows = 0
        self.server: Server = "primary"

    @contextmanager
    def taking(self, part: str) -> Iterator[None]:
        """Count the time that the context takes to `plan` or `statement`."""
        began = perf_counter()
        yield
        self._ms[part] += (perf_counter() - began) * 1000

    async def fetch(self, connection: Any, sql: str, values: Sequence[Any]) -> asyncpg.Record:
        """Run a planned statement, then once more to count the rows that it reads."""
        with self.taking("statement"):
            found: asyncpg.Record = await connection.fetchrow(sql, *values)
        explained = await connection.fetchval(_SQL["rows"].format(statement=sql), *values)
        self._statements.append(hashlib.sha256(sql.encode()).hexdigest())
        self._rows += _read(orjson.loads(explained)[0]["Plan"])
        return found

    def as_dict(self) -> dict[str, Any]:
        """`{"path", "server", "statements", "rows", "ms": {"plan", "statement", "total"}}`.

        `rows` is null for the oracle.
        """
        ms = {**self._ms, "total": (perf_counter() - self._began) * 1000}
        return {
            "path": "plan" if self._statements else "oracle",
            "server": self.server,
            "statements": self._statements,
            "rows": self._rows if self._statements else None,
            "ms": {name: round(value, 3) for name, value in ms.items()},
        }


def _read(node: dict[str, Any]) -> int:
    """The rows that the leaves of a query plan gave, each time they ran."""
    below = node.get("Plans", ())
    own = round(node["Actual Rows"] * node["Actual Loops"]) if "Relation Name" in node else 0
    return own + sum(_read(each) for each in below)
