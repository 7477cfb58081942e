"""Asks the planner and the stock executor the same, on the read models of a simulated dealer group."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api import app
from lifecycle_api.access.matrix import Role
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.visibility import Viewer, viewer_of
from lifecycle_api.cli.ingest.folder import load_manifest
from lifecycle_api.domain.events.customers import CustomerRegistered
from lifecycle_api.domain.events.organisation import RooftopRegistered
from lifecycle_api.graphql.group_reads import SIZES, GroupReads, Row
from lifecycle_api.planner.grouped import NUMBER, grouped, numbered
from lifecycle_api.planner.plan import Plan
from lifecycle_api.planner.planner import Asked, Planned, Planner
from lifecycle_api.planner.selection import NotPlannable
from lifecycle_api.projector.deploy import deploy
from lifecycle_api.settings import Settings
from lifecycle_api.simulator import write
from tests.support.agreed import agreed
from tests.support.documents import Document
from tests.support.everything import Everything
from tests.support.facts import NOON, a
from tests.support.graph import MASTER, PATIENT, SCHEMA, Graph, Reply
from tests.support.harvest import Harvest, harvest
from tests.support.noting import Noting, Watching, record_of, unrecorded
from tests.support.people import auditor, consumer, everything, partner, staff

CUSTOMERS, MONTHS, END = 40, 18, date(2025, 11, 21)
LEFT_OUT = ("group.registered", "party.registered", "party.suspended", "partner_access.revoked")
"""Types that have happened to the group, and those after which a marketplace would see nothing."""

PERSONAL = ("lead_followup",)
HISTORY = ("vehicle_history",)
MONEY = ("financing",)
LISTING = ("listing",)


@dataclass(frozen=True)
class Somebody:
    """Who asks, and the purposes that they name."""

    principal: Principal
    purposes: tuple[str, ...] = ()

    @property
    def viewer(self) -> Viewer:
        """What their reads are bounded by."""
        return viewer_of(self.principal, self.purposes)


class Different(AssertionError):
    """The plan's answer is not the oracle's."""


class Counting(Planner):
    """The planner, counting what it plans and what it leaves to the stock executor."""

    planned = 0
    left = 0
    different: str | None = None

    def operation(self, asked: Asked, principal: Principal, viewer: Viewer) -> Planned:
        """Plan, count, and compare what that takes with what answering field by field takes."""
        try:
            planned = super().operation(asked, principal, viewer)
        except NotPlannable:
            self.left += 1
            raise
        self.planned += 1
        plan, needs = planned.plan, self.unplanned(asked, principal, viewer).needs
        for name in ("scopes", "folders", "compared", "masked"):
            one, other = (set(getattr(each, name)) for each in (plan, needs))
            if one != other:
                self.different = f"{name}: {one} {other}"
        return planned


class Crowded(GroupReads):
    """Reads alone, and of every fourth plan once more beside two others: with the same values, and with nulls."""

    different: str | None = None
    compared = 0
    _turn = 0

    async def row(self, plan: Plan, tenant: UUID, values: Sequence[Any]) -> Row:
        """Fetch the row, and compare what each of the three is told."""
        alone = await super().row(plan, tenant, values)
        self._turn += 1
        if self._turn % 4 == 0:
            self.compared += 1
            nulls = [each if number in plan.common else None for number, each in enumerate(values)]
            async with self._connections.lent() as held:
                beside = await held.fetchrow(plan.sql, *nulls)
                rows = await held.fetch(grouped(plan, SIZES[0]), *numbered(plan, [values, nulls, values], SIZES[0]))
            told = {row[NUMBER]: tuple(row)[2:] for row in rows}
            if told != dict(enumerate(map(tuple, (alone, beside, alone)))):
                self.different = f"{tuple(alone)}, {tuple(beside)}, grouped: {told}"
        return alone


class Unable(Planner):
    """A planner that leaves everything to the stock executor."""

    def operation(self, asked: Asked, principal: Principal, viewer: Viewer) -> Planned:
        """Plan nothing."""
        del asked, principal, viewer
        raise NotPlannable("the oracle is asked")


@dataclass
class Tally:
    """What a run of documents has shown."""

    documents: int = 0
    outside: int = 0
    refused: int = 0
    planned: int = 0
    left: int = 0
    grouped: int = 0
    leaves: int = 0
    nulls: int = 0

    def count(self, who: Viewer, reply: Reply) -> None:
        """Count a document by who asked and by its answer; `outside` are those answered under decisions."""
        self.documents += 1
        self.outside += who.decided and not reply.errors
        self.refused += bool(reply.errors)
        for leaf in leaves(reply.data):
            self.leaves += 1
            self.nulls += leaf is None

    @property
    def share_planned(self) -> float:
        """Of the documents that were not refused for their form."""
        return self.planned / max(1, self.planned + self.left)

    @property
    def share_filled(self) -> float:
        """Of the leaves that were asked for."""
        return 1 - self.nulls / max(1, self.leaves)

    def __str__(self) -> str:
        return (
            f"{self.documents} documents, {self.share_planned:.1%} planned, {self.grouped} grouped,"
            f" {self.refused} refused, {self.outside} answered under decisions;"
            f" {self.leaves} leaves, {self.share_filled:.1%} not null"
        )


@dataclass
class Duel:
    """Two graphs on one dealer group: one planned, the other answered by the stock executor.

    Staff work at rooftop `here`, and the consumer is `someone`: both of the simulated, of whom there is much to see.
    """

    runner: asyncio.Runner
    graph: Graph
    harvest: Harvest
    here: UUID
    someone: UUID
    tally: Tally = field(default_factory=Tally)

    @cached_property
    def planned(self) -> Graph:
        """The graph as it is served."""
        return self._with(Counting)

    @cached_property
    def oracle(self) -> Graph:
        """The same without plans."""
        return self._with(Unable)

    def people(self) -> dict[str, Somebody]:
        """Viewers of every kind, with and without what they may usually do."""
        tenant, here, someone = self.graph.tenant, self.here, self.someone
        fair = partner(tenant, scopes=everything(Kind.STAFF))
        booth = partner(tenant, party=a("booth"), client_id="booth", scopes=everything(Kind.STAFF))
        audit = auditor(tenant, scopes=everything(Kind.STAFF))
        return {
            "sales manager": Somebody(staff(tenant, role=Role.SALES_MANAGER)),
            "service advisor": Somebody(staff(tenant, here)),
            "sibling": Somebody(staff(tenant, here), PERSONAL),
            "sibling who sells": Somebody(staff(tenant, here, role=Role.SALES_MANAGER), MONEY),
            "sibling for histories": Somebody(staff(tenant, here), HISTORY),
            "consumer": Somebody(consumer(tenant, someone)),
            "administrator": Somebody(staff(tenant, here, role=Role.ADMINISTRATOR)),
            "auditor": Somebody(audit),
            "inspector": Somebody(auditor(tenant, engagement=a("inspection"))),
            "marketplace": Somebody(fair, PERSONAL),
            "marketplace for histories": Somebody(fair, HISTORY),
            "marketplace for listings": Somebody(fair, LISTING),
            "booth": Somebody(booth, PERSONAL),
            "partner without a purpose": Somebody(partner(tenant)),
            "staff without a role": Somebody(staff(tenant, roles=frozenset())),
            "staff for customers only": Somebody(staff(tenant, scopes=frozenset({"customers:read", "vehicles:read"}))),
        }

    def compare(self, who: Somebody, document: Document) -> None:
        """Ask both. Raises Different."""
        reading: Any = self.planned.resources.reading
        reading.planner.different = reading.group_reads.different = None
        planned, oracle = self.runner.run(self._both(who, document))
        difference = (
            reading.planner.different or reading.group_reads.different or next(differences(planned, oracle), None)
        )
        if difference is not None:
            raise Different(f"{difference}\n{document.query}\n{dict(document.variables)}\n{planned}\n{oracle}")
        self.tally.count(who.viewer, planned)

    def counted(self) -> Tally:
        """What was seen since the last time."""
        reading: Any = self.planned.resources.reading
        planner, reads = reading.planner, reading.group_reads
        seen = replace(self.tally, planned=planner.planned, left=planner.left, grouped=reads.compared)
        planner.planned = planner.left = reads.compared = 0
        self.tally = Tally()
        return seen

    async def _both(self, who: Somebody, document: Document) -> tuple[Reply, Reply]:
        planned = await self._asked(self.planned, who, document)
        return planned, await self._asked(self.oracle, who, document)

    async def _asked(self, graph: Graph, who: Somebody, document: Document) -> Reply:
        """The answer, and in its extensions what would be recorded of it."""
        disclosing, watching = Noting(), Watching()
        noted = replace(graph.resources, disclosing=disclosing, staff_access=watching)
        asked = replace(graph, resources=noted)
        reply = await asked.ask(who.principal, document.query, purposes=who.purposes, **document.variables)
        return replace(reply, extensions={**reply.extensions, "record": record_of(disclosing.released, watching.looks)})

    def _with(self, planner: type[Planner]) -> Graph:
        reading = self.graph.resources.reading
        own = replace(
            reading,
            planner=planner(SCHEMA._schema, reading.planner.schemas),
            group_reads=Crowded(reading.connections),
        )
        return replace(self.graph, resources=replace(self.graph.resources, reading=own))


@contextmanager
def duel(dsn: str, folder: Path) -> Iterator[Duel]:
    """Simulate a group, take in its files, and let it be asked."""
    with asyncio.Runner() as runner:
        held = AsyncExitStack()
        try:
            group = runner.run(simulated(dsn, folder, held))
            yield Duel(runner, group.graph, runner.run(harvest(group.graph)), group.here, group.someone)
        finally:
            runner.run(held.aclose())


class Simulated(NamedTuple):
    """A simulated group, and the first rooftop and customer of its files."""

    graph: Graph
    here: UUID
    someone: UUID


async def simulated(dsn: str, folder: Path, held: AsyncExitStack) -> Simulated:
    """Write a group's files, take them in, and let one of everything else happen as well."""
    await deploy(dsn)
    write(folder, customers=CUSTOMERS, months=MONTHS, end=END)
    parts = await held.enter_async_context(app.core(dsn, MASTER, Settings(**PATIENT)))
    tenant = await load_manifest(parts, folder, quiet=True)
    graph = Graph(parts, await app.resources(parts, SCHEMA), tenant)
    told = ["customer.registered", "rooftop.registered", "contact_point.added"]
    found = (await parts.store.read(tenant, DCBQuery([DCBQueryItem(types=told)]))).events
    known = [each.event for each in found]
    customers = [each.customer for each in known if isinstance(each, CustomerRegistered)]
    rooftops = [each.rooftop for each in known if isinstance(each, RooftopRegistered)]
    numbers = sorted({tag.partition(":")[2] for each in found for tag in each.tags if tag.startswith("contact:")})
    await graph.happened(*agreed(customers, rooftops, numbers), at=None)
    # What no file tells of, such as looks, claims, holds and requests: of one more customer, at one more rooftop.
    rest = Everything("north", NOON, sha256(b"a number").hexdigest())
    await graph.happened(*rest.events(*LEFT_OUT), at="north")
    await parts.projector.catch_up(tenant)
    return Simulated(graph, min(rooftops), min(customers))


def differences(planned: Reply, oracle: Reply) -> Iterator[str]:
    """Where two replies differ: in data, order of keys, errors or redactions."""
    if sorted(planned.errors) != sorted(oracle.errors):
        yield f"errors {planned.errors} {oracle.errors}"
    yield from _differences(planned.data, oracle.data, "data")
    for name, (one, other) in unrecorded(planned.extensions["record"], oracle.extensions["record"]):
        yield f"record of {name} {one} {other}"
    if _redactions(planned) != _redactions(oracle):
        yield f"redactions {_redactions(planned) ^ _redactions(oracle)}"


def _differences(planned: Any, oracle: Any, path: str) -> Iterator[str]:
    if isinstance(planned, dict) and isinstance(oracle, dict):
        if list(planned) != list(oracle):
            yield f"{path}: keys {list(planned)} {list(oracle)}"
        for key in planned.keys() & oracle.keys():
            yield from _differences(planned[key], oracle[key], f"{path}.{key}")
    elif isinstance(planned, list) and isinstance(oracle, list) and len(planned) == len(oracle):
        for index, (one, other) in enumerate(zip(planned, oracle, strict=True)):
            yield from _differences(one, other, f"{path}.{index}")
    elif planned != oracle or isinstance(planned, bool) != isinstance(oracle, bool):
        yield f"{path}: {planned!r} {oracle!r}"


def leaves(data: Any) -> Iterator[Any]:
    """The values in some data, also those that are null."""
    if isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from leaves(each)
    else:
        yield data


def _redactions(reply: Reply) -> set[tuple[Any, ...]]:
    return {(*each["path"], each["category"], each["reason"]) for each in reply.extensions.get("redactions", ())}
