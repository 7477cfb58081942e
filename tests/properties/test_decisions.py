"""The statement decides as the function does: on facts by chance, over the read model that the append itself writes."""

import itertools
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest

from lifecycle_api.access.decide import decide
from lifecycle_api.access.facts import Facts
from lifecycle_api.access.folding import fold
from lifecycle_api.access.policy import OF_RANK, PERMIT, POLICY, Reason
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.registry import Event
from lifecycle_api.planner.plan import RIGHTS_FOLDER
from lifecycle_api.planner.rules import known, rows
from lifecycle_api.planner.rules.asking import RIGHTS, Asking, gate
from lifecycle_api.projector import loader
from tests.support.dealings import Asked, Dealings
from tests.support.projecting import LONG_AGO, Site

pytestmark = pytest.mark.anyio

CASES = 100_000
COLUMNS = {
    "party": "uuid",
    "client": "text",
    "engagement": "uuid",
    "needs": "text",
    "granted": "text",
    "onward": "text",
    "one": "uuid",
    "two": "uuid",
    "rooftops": "text",
    "at": "timestamptz",
    "now": "timestamptz",
    "contact": "text",
}
CATALOGUE = (
    "SELECT position, type, convert_from(clear, 'UTF8') AS clear FROM lifecycle.event WHERE tenant_id = $1 ORDER BY 1"
)


async def folded(here: Site, tenant: UUID) -> Facts:
    """The facts of everything in the log, from its clear parts alone."""
    found = await here.pool.fetch(CATALOGUE, tenant)
    return fold({"position": row["position"], "type": row["type"], **orjson.loads(row["clear"])} for row in found)


def recorded(event: Event) -> NewEvent:
    """An event about to be recorded."""
    return NewEvent(Envelope(id=uuid4(), occurred_at=LONG_AGO, actor=Actor("system", "test")), event)


async def analysed(here: Site) -> None:
    """Tell PostgreSQL how much there is, as it would find out by itself in a while."""
    connection = await asyncpg.connect(here.dsn)
    try:
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


def statement(asked: Asked, schema: str) -> str:
    """One statement for all cases that ask in the same capacity for the same purpose and category."""
    request, capacity = asked.request, asked.request.capacity
    assert capacity != "subject", "people read their own record without a decision of a statement"
    asking = Asking(
        capacity=capacity,
        purpose=POLICY.purposes[request.purposes[0]],
        tenant="$1::uuid",
        party="q.party",
        client="q.client",
        engagement="q.engagement",
        now="q.now",
        needs="string_to_array(q.needs, ',')",
        granted="string_to_array(q.granted, ',')",
        onward="q.onward",
        contact="q.contact",
    )
    rooftops = rows.Rooftops("string_to_array(q.rooftops, ',')::uuid[]")
    category, of = [asked.category], known.Known("known", "j")
    unowned, record = (rows.Record(asking, rooftops, "q.at", category, personal=each) for each in (False, True))
    nobody, both = rows.decided(unowned, []), rows.decided(record, ["q.one", "q.two"])
    alone, joint = (rows.decided(record, subjects, of=of) for subjects in (["q.one"], ["q.one", "q.two"]))
    first = rows.Rooftops("(string_to_array(q.rooftops, ',')::uuid[])[1]", several=False)
    there, anyhow = (rows.decided(replace(record, rooftops=first), ["q.one", "q.two"], of=each) for each in (of, None))
    others = ["SELECT q.two WHERE q.two IS NOT NULL"]
    common = f"{rows.holders(asking, category)}, {known.tables('known', asking, 'q.one', {'j': category}, others)}"
    given = ", ".join(f"${number}::{type_}[]" for number, type_ in enumerate(COLUMNS.values(), 2))
    sql = (
        f"SELECT {gate(asking)} AS gate, d.* FROM unnest({given}) WITH ORDINALITY q ({', '.join(COLUMNS)}, number)"  # noqa: S608  # every value is bound
        f" CROSS JOIN LATERAL (WITH {common}"
        f" SELECT CASE WHEN q.one IS NULL THEN (SELECT r_{asked.category} FROM {nobody} x)"
        f" ELSE (SELECT r_{asked.category} FROM {both} x) END AS rank,"
        f" CASE WHEN q.one IS NOT NULL AND q.two IS NULL THEN (SELECT r_{asked.category} FROM {alone} x) END AS alone,"
        f" CASE WHEN q.one IS NOT NULL THEN (SELECT r_{asked.category} FROM {joint} x) END AS joint,"
        f" coalesce((SELECT r_{asked.category} FROM {there} x), {Reason.NO_STANDING.rank}) AS there,"
        f" coalesce((SELECT r_{asked.category} FROM {anyhow} x), {Reason.NO_STANDING.rank}) AS anyhow"
        ") d ORDER BY q.number"
    )
    return sql.replace(f"<{RIGHTS}>", schema)


def plannable(asked: Asked) -> bool:
    """Whether one registered purpose is named: otherwise the request is refused before a statement is written."""
    purposes = asked.request.purposes
    return len(purposes) == 1 and purposes[0] in POLICY.purposes


def values(asked: Asked) -> tuple[Any, ...]:
    """A case as the columns of the statement."""
    request = asked.request
    one, two = itertools.islice(itertools.chain(request.subjects, itertools.repeat(None)), 2)
    return (
        request.party,
        request.client,
        request.engagement,
        ",".join(sorted(request.needs)),
        ",".join(sorted(request.granted or ())),
        request.onward_to,
        one,
        two,
        ",".join(request.rooftops),
        request.at,
        request.now,
        request.contact,
    )


async def by_statement(here: Site, tenant: UUID, cases: Sequence[Asked]) -> Iterator[Reason | None]:
    """What the statement says of each case; that a purpose is missing or unknown is known before one is written."""
    (schema,) = [folder.schema for folder in loader.load() if folder.name == RIGHTS_FOLDER]
    found: dict[int, Reason | None] = {}
    alike: dict[Any, list[int]] = {}
    for number, asked in enumerate(cases):
        if plannable(asked):
            key = (asked.request.capacity, asked.request.purposes, asked.category)
            alike.setdefault(key, []).append(number)
    for numbers in alike.values():
        columns = zip(*(values(cases[number]) for number in numbers), strict=True)
        sql = statement(cases[numbers[0]], schema)
        ranks = await here.pool.fetch(sql, tenant, *map(list, columns))
        for number, row in zip(numbers, ranks, strict=True):
            assert row["alone"] in (None, row["rank"]), "what is known of a person is known whatever is asked"
            assert row["joint"] in (None, row["rank"]), "also where a record may be about somebody else as well"
            assert row["there"] == row["anyhow"], "and where one rooftop holds it"
            rank = row["gate"] if row["gate"] < PERMIT else row["rank"]
            found[number] = OF_RANK.get(rank)
    return (found.get(number) for number in range(len(cases)))


async def test_the_statement_decides_as_the_function_does(here: Site, capfd: pytest.CaptureFixture[str]) -> None:
    """In every case; each gate is the first to fail in one of a hundred at least, and one in ten is permitted."""
    dealings, tenant = Dealings(1), await here.tenant()
    for batch in _batched(dealings):
        await here.record(tenant, *map(recorded, batch))
    await analysed(here)
    facts, cases = await folded(here, tenant), list(dealings.cases(CASES))
    seen: Counter[str] = Counter()
    gates: Counter[int] = Counter()
    among: Counter[bool] = Counter()
    for asked, other in zip(cases, await by_statement(here, tenant, cases), strict=True):
        reason = decide(asked.request, facts).reason(asked.category)
        if plannable(asked):
            assert reason is other, (asked, reason, other)
        else:
            assert reason is not None
            assert reason.gate <= Reason.PURPOSE_UNKNOWN.gate
        seen[str(reason or "PERMIT")] += 1
        gates[-1 if reason is None else reason.gate] += 1
        among[reason is None] += asked.request.capacity == "rooftop"
    with capfd.disabled():
        sys.stderr.write(f"\nFunction and statement agree in {len(cases)} cases: {dict(seen.most_common())}\n")
    assert gates[-1] >= 0.1 * CASES
    assert among[True] >= 0.1 * among.total() >= 0.01 * CASES, "siblings are decided on, too"
    assert {gate for gate in range(9) if gates[gate] < 0.01 * CASES} == set()


def _batched(dealings: Dealings) -> Iterator[Sequence[Any]]:
    events = dealings.events()
    return iter(lambda: list(itertools.islice(events, 500)), [])
