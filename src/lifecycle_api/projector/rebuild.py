"""Build read models anew from position 0, beside the live ones, and swap them in, or only compare the two.

A new version has a schema of its own (`customer_profile_v2`) and becomes the live one. The same version is built in
`customer_profile_v1_next`, and swapping renames the schemas in one transaction. A reader's statement names the
schema: PostgreSQL notices the renaming and plans it again, on the new tables. What was swapped out stays for a grace
period; a statement that still meets a missing table (42P01) after that is to be planned once more by its reader.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg

from lifecycle_api import sqlfiles
from lifecycle_api.projector import deploy, inline, registered, schemas, swap
from lifecycle_api.projector.compiler import Plan, compile_folder
from lifecycle_api.projector.difference import Difference, differences
from lifecycle_api.projector.loader import Folder
from lifecycle_api.projector.refusals import ProjectionChanged, ProjectionStopped, UnknownProjection
from lifecycle_api.projector.registered import ReadModel
from lifecycle_api.projector.runner import Projector
from lifecycle_api.store.log import EventStore

GRACE: Final = timedelta(minutes=10)

_SQL = sqlfiles.load(Path(__file__).with_name("sql"), "rebuild")
_BATCH: Final = 8192
_WIDTH: Final = 4
_LEASE: Final = timedelta(minutes=2)

Progress = Callable[[int, int], object]
"""Is told how many of how many events have been projected."""


class Rebuilder:
    """Rebuilds and verifies the read models of `folders`; events are read through `store`.

    `admin` is a connection of the login that migrates, used for nothing else meanwhile; `pool` is the service's.
    """

    def __init__(
        self, admin: asyncpg.Connection, pool: asyncpg.Pool, store: EventStore, folders: Iterable[Folder]
    ) -> None:
        self._admin = admin
        self._pool = pool
        self._store = store
        self._plans = {folder.name: compile_folder(folder) for folder in folders}

    async def rebuild(self, *names: str, progress: Progress | None = None) -> list[ReadModel]:
        """Build these projections, by default all, and make the result what readers see; the live read models.

        Raises UnknownProjection, ProjectionChanged, ProjectionStopped.
        """
        plans = self._chosen(names)
        models = [await self._begin(plan) for plan in plans]
        await self.build(models, progress=progress)
        async with self._admin.transaction():
            await swap.stand_still(self._admin, models)
            for model in models:
                await self._meet(model)
                await swap.swap(self._admin, model)
            await inline.connect(self._admin)
        live = await registered.live(self._admin)
        return [live[plan.folder.name] for plan in plans]

    async def copies(self, *names: str) -> list[ReadModel]:
        """Make empty copies of these projections, by default of all, beside what is there; who made them feeds them."""
        return [await self._make_next(plan) for plan in self._chosen(names)]

    async def build(self, models: Sequence[ReadModel], *, progress: Progress | None = None) -> None:
        """Project all logs into read models that were begun. Raises ProjectionStopped."""
        await self._catch_up(models, progress)

    async def throw_away(self, models: Iterable[ReadModel]) -> None:
        """Drop copies that were made."""
        for model in models:
            async with self._admin.transaction():
                await deploy.drop(self._admin, model.schema, model.checkpoint, model.version)

    async def verify(self, *names: str, progress: Progress | None = None) -> list[Difference]:
        """Build these projections, by default all, compare them with what readers see, and throw them away.

        Raises UnknownProjection, ProjectionChanged, ProjectionStopped.
        """
        plans = self._chosen(names)
        models = await self.copies(*names)
        try:
            await self._catch_up(models, progress, no_further_than_live=True)
            async with self._admin.transaction():
                await swap.stand_still(self._admin, models)
                return [
                    one for plan, model in zip(plans, models, strict=True) for one in await self._compare(plan, model)
                ]
        finally:
            await self.throw_away(models)

    async def drop_retired(self, *, grace: timedelta = GRACE) -> list[str]:
        """Drop what was swapped out longer ago than `grace`; the names of the schemas."""
        async with self._admin.transaction():
            await self._admin.execute(registered.SQL["lock"])
            retired = await self._admin.fetch(_SQL["retired"], grace)
            for row in retired:
                await deploy.drop(self._admin, row["schema"], row["checkpoint"], row["version"])
        return [row["schema"] for row in retired]

    def _chosen(self, names: Sequence[str]) -> list[Plan]:
        if unknown := sorted(set(names) - self._plans.keys()):
            raise UnknownProjection(f"There is no projection {', '.join(unknown)}.", names=unknown)
        return [self._plans[name] for name in names or self._plans]

    async def _begin(self, plan: Plan) -> ReadModel:
        """What is to be built: the new version that waits to go live, or a copy of the live one."""
        known = {model.schema: model for model in await registered.read_models(self._admin)}
        waiting = known.get(plan.folder.schema)
        return waiting if waiting is not None and not waiting.live else await self._make_next(plan)

    async def _make_next(self, plan: Plan) -> ReadModel:
        schema, checkpoint = f"{plan.folder.schema}_next", f"{plan.folder.name}_next"
        async with self._admin.transaction():
            await self._admin.execute(registered.SQL["lock"])
            known = {model.schema: model for model in await registered.read_models(self._admin)}
            current = known.get(plan.folder.schema)
            if current is None or current.digest != plan.folder.digest:
                raise ProjectionChanged(folder=plan.folder.name, version=plan.folder.version)
            # An interrupted rebuild may have left one.
            await deploy.drop(self._admin, schema, checkpoint, plan.folder.version)
            await schemas.make(self._admin, plan, schema)
            await deploy.register(self._admin, plan, schema, checkpoint, live=False)
        return next(model for model in await registered.read_models(self._admin) if model.schema == schema)

    async def _catch_up(
        self, models: Sequence[ReadModel], progress: Progress | None, *, no_further_than_live: bool = False
    ) -> None:
        heads = await self._pool.fetch(_SQL["heads"])
        total, done = sum(row["position"] for row in heads), 0

        def count(events: int) -> None:
            nonlocal done
            done += events
            if progress is not None:
                progress(done, max(total, done))

        limits: dict[UUID, int] = {}
        for model in models if no_further_than_live else ():
            for tenant, position in (await self._reached_by_live(model)).items():
                limits[tenant] = min(position, limits.get(tenant, position))
        projector = Projector(self._pool, self._store, models=models, batch=_BATCH, width=_WIDTH, lease=_LEASE)
        with _no_collector():
            for row in heads:
                await projector.catch_up(row["tenant_id"], upto=limits.get(row["tenant_id"]), progress=count)
        await _check_all_runs(projector)

    async def _meet(self, model: ReadModel) -> None:
        """Project what the live read model has seen and this one has not. Within the transaction that stands still."""
        projector = Projector(self._admin, self._store, models=[model], width=1, lease=_LEASE)
        reached = await self._reached_by_live(model)
        for lag in await projector.lag():
            if reached.get(lag.tenant, 0) > lag.position:
                await projector.catch_up(lag.tenant, upto=reached[lag.tenant])
        await _check_all_runs(projector)

    async def _compare(self, plan: Plan, model: ReadModel) -> list[Difference]:
        await self._meet(model)
        live = (await registered.live(self._admin))[model.name]
        return await differences(self._admin, plan.folder, live.schema, model.schema)

    async def _reached_by_live(self, model: ReadModel) -> dict[UUID, int]:
        rows = await self._admin.fetch(_SQL["reached_by_live"], model.name)
        return {row["tenant_id"]: row["position"] for row in rows}


@contextmanager
def _no_collector() -> Iterator[None]:
    """Without the garbage collector, which would walk millions of events again and again: they have no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


async def _check_all_runs(projector: Projector) -> None:
    for lag in await projector.lag():
        if lag.status == "stopped":
            raise ProjectionStopped(
                f"{lag.projection} of tenant {lag.tenant} stopped at {lag.error}.", projection=lag.projection
            )
