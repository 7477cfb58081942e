"""Names the state that an answer rests on, so that who has the answer already need not be sent it again.

The name is a digest of the statement (which stands for document, audience and versions of the read models), of its
arguments, of who asks, and of a position. A read that is pinned to positions never changes but by what decides what is
shown of the past; every other one is as new as the log and its read models.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from lifecycle_api import sqlfiles
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.domain.registry import registry
from lifecycle_api.graphql.viewer import described
from lifecycle_api.planner.plan import Schemas
from lifecycle_api.planner.planner import Planned
from lifecycle_api.planner.source import Constant

_SQL = sqlfiles.load(Path(__file__).parent, "entity_tags")


def may_be_tagged(principal: Principal, planned: Planned) -> bool:
    """Whether answers to this read may be kept by their reader: staff's own, with nothing but what was read."""
    sources = [pick.source for pick in planned.tree.root.only]
    told = any(isinstance(each, Constant) and each.name != "viewer" for each in sources)
    own = principal.kind is Kind.STAFF and planned.plan.decisions is None
    return own and bool(planned.plan.folders) and not told


async def tag_of(connection: Any, schemas: Schemas, principal: Principal, viewer: Viewer, planned: Planned) -> str:
    """The tag of what a read would answer now, as HTTP writes it."""
    read = [schemas.checkpoints[folder] for folder in sorted(planned.plan.folders)]
    names, versions = [name for name, _ in read], [version for _, version in read]
    state = await connection.fetchrow(_SQL["state"], viewer.tenant, names, versions, _deciding())
    parts = [
        planned.plan.sql,
        planned.values,
        described(principal, viewer),
        sorted(viewer.searched),
        _position(planned, state),
    ]
    return f'W/"{hashlib.sha256(orjson.dumps(parts, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]}"'


def _position(planned: Planned, state: Mapping[str, Any]) -> list[int | None]:
    roots = enumerate(planned.tree.root.only)
    given = [planned.values[pick.slot or 0] if index in planned.replayed else {} for index, pick in roots]
    pinned = [((each.get("asOf") or {}).get("known") or {}).get("position") for each in given]
    if all(each is not None and each <= state["head"] for each in pinned):
        return [state["epoch"]]  # the positions themselves are among the arguments
    return [state["reached"], state["head"]]


@cache
def _deciding() -> tuple[str, ...]:
    return tuple(each.name for each in registry if each.bearing.sways)
