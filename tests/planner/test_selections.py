"""A planned answer is what the document asks for: names, order, fragments, directives, and nothing else."""

import itertools
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import orjson
import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_required_argument,
    parse,
)

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.visibility import viewer_of
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.values import WantedVehicle
from lifecycle_api.planner.plan import Plan
from lifecycle_api.planner.planner import Asked
from tests.support.decisions import drafted, engagement, granted, market, permit, signed
from tests.support.facts import VIN, a, lead, noted, offered, opened, owned, recommended, scheduled, structured
from tests.support.graph import SCHEMA, Graph
from tests.support.people import auditor, consumer, partner, staff

pytestmark = pytest.mark.anyio

ANN = f"customer:{a('ann')}"


@pytest.fixture
async def busy(graph: Graph) -> Graph:
    """Ann with a matter of every kind."""
    await graph.happened(
        noted(),
        structured(),
        offered(),
        opened(),
        recommended(),
        owned(),
        scheduled(),
        lead(wanted=(WantedVehicle(make="Honda"),)),
    )
    return graph


async def test_fields_of_one_key_are_merged(busy: Graph) -> None:
    """Two selections of the same field are one, with what both select, in the order they came."""
    data = await busy.read(
        staff(busy.tenant),
        """
        query($id: ID!) {
          customer(id: $id) { id notes(first: 1) { nodes { text } } }
          customer(id: $id) { kind notes(first: 1) { nodes { about text } pageInfo { hasNextPage } } }
        }
        """,
        id=ANN,
    )
    assert list(data["customer"]) == ["id", "notes", "kind"]
    assert data["customer"]["notes"] == {
        "nodes": [{"text": "Likes blue.", "about": "customer"}],
        "pageInfo": {"hasNextPage": False},
    }


async def test_aliases_name_what_they_stand_for(busy: Graph) -> None:
    """At every depth, also where the same field is asked twice with other arguments."""
    data = await busy.read(
        staff(busy.tenant),
        """
        query($id: ID!, $no: ID!) {
          ann: customer(id: $id) {
            whoIsIt: name
            type: __typename
            open: declinedWork(where: {status: {eq: OPEN}}) { found: nodes { id } }
            all: repairOrders(first: 1) {
              found: nodes { no: number paid: recommendations { quoted: price { minor: amount } } }
              more: pageInfo { yes: hasNextPage kind: __typename }
              many: count(upTo: 5) { n: value exactly: relation }
            }
          }
          nobody: customer(id: $no) { name }
          me: viewer { who: name t: __typename }
        }
        """,
        id=ANN,
        no=f"customer:{a('nobody')}",
    )
    assert data == {
        "ann": {
            "whoIsIt": "Ann",
            "type": "Customer",
            "open": {"found": []},
            "all": {
                "found": [{"no": "R-100", "paid": [{"quoted": {"minor": 42_000}}]}],
                "more": {"yes": False, "kind": "PageInfo"},
                "many": {"n": 1, "exactly": "EXACT"},
            },
        },
        "nobody": None,
        "me": {"who": "A staff", "t": "Viewer"},
    }


async def test_fragments_apply_to_their_types(busy: Graph) -> None:
    """Named and inline, on an interface, on one of its types, and inside each other."""
    data = await busy.read(
        staff(busy.tenant),
        """
        query($id: ID!, $deal: ID!) {
          node(id: $deal) { ...Shown ... on Customer { name } }
          customer(id: $id) {
            timeline { nodes { ...Item } }
          }
        }
        fragment Shown on Node { __typename ... on Deal { number ...Priced } }
        fragment Priced on Deal { price { amount } }
        fragment Item on TimelineItem {
          __typename
          ... on RepairOrderItem { repairOrder { number } }
          ... on DealItem { deal { number } }
          ... on HandoffItem { handoff { status } }
        }
        """,
        id=ANN,
        deal=f"deal:{a('deal')}",
    )
    assert data["node"] == {"__typename": "Deal", "number": "D-7", "price": None}
    items = {each["__typename"]: each for each in data["customer"]["timeline"]["nodes"]}
    assert items["RepairOrderItem"] == {"__typename": "RepairOrderItem", "repairOrder": {"number": "R-100"}}
    assert items["DealItem"] == {"__typename": "DealItem", "deal": {"number": "D-7"}}
    assert items["HandoffItem"] == {"__typename": "HandoffItem", "handoff": {"status": "OFFERED"}}
    assert items["NoteItem"] == {"__typename": "NoteItem"}


@pytest.mark.parametrize(("skip", "include"), list(itertools.product([False, True], repeat=2)))
async def test_directives_decide_anew_each_time(busy: Graph, skip: bool, include: bool) -> None:
    """The same document with other booleans is another plan."""
    data = await busy.read(
        staff(busy.tenant),
        """
        query($id: ID!, $skip: Boolean!, $include: Boolean = true) {
          customer(id: $id) {
            id
            name @skip(if: $skip)
            ... @include(if: $include) { kind status @skip(if: $skip) }
            ...More @include(if: $include)
          }
        }
        fragment More on Customer { language @skip(if: $skip) registeredAt @include(if: false) }
        """,
        id=ANN,
        skip=skip,
        include=include,
    )
    expected = ["id"] + ["name"] * (not skip) + ["kind"] * include
    expected += ["status"] * (include and not skip) + ["language"] * (include and not skip)
    assert list(data["customer"]) == expected


async def test_a_selection_of_nothing_is_an_empty_object(busy: Graph) -> None:
    """Whatever level it is on."""
    who = staff(busy.tenant)
    nothing = "@skip(if: true)"
    assert await busy.read(who, f"{{ viewer {nothing} {{ name }} }}") == {}
    document = f"""query($id: ID!) {{ customer(id: $id) {{ name {nothing} }}
      customers {{ nodes {nothing} {{ id }} }} rooftops {{ nodes {{ id {nothing} }} }} }}"""
    data = await busy.read(who, document, id=ANN)
    assert data == {"customer": {}, "customers": {}, "rooftops": {"nodes": [{}, {}]}}


async def test_documents_with_introspection_are_answered_too(busy: Graph) -> None:
    """By the stock executor, whole, with the same values as planned."""
    fields = """
      customer(id: $id) { name kind team { slot } timeline(first: $n) { nodes { __typename title } } }
      node(id: $id) { id __typename }
      viewer { kind }
    """
    who = staff(busy.tenant)
    whole = await busy.read(who, f"query($id: ID!, $n: Int!) {{ {fields} }}", id=ANN, n=3)
    mixed = await busy.read(
        who, f'query($id: ID!, $n: Int!) {{ __type(name: "Customer") {{ name }} {fields} }}', id=ANN, n=3
    )
    assert mixed == {"__type": {"name": "Customer"}, **whole}


async def test_an_alias_that_postgresql_would_cut_is_answered_too(busy: Graph) -> None:
    """By the stock executor, under its own name."""
    fits, long = "a" * 63, "a" * 64
    who = staff(busy.tenant)
    assert await busy.read(who, f"{{ {fits}: viewer {{ {fits}: name }} }}") == {fits: {fits: "A staff"}}
    for template in (
        "{ %s: viewer { name } }",
        "{ customers { %s: nodes { id } } }",
        "{ customers { edges { %s: cursor } } }",
        "{ customers { nodes { %s: id } } }",
    ):
        fitting, cut = await busy.read(who, template % fits), await busy.read(who, template % long)
        assert orjson.dumps(cut) == orjson.dumps(fitting).replace(fits.encode(), long.encode())


async def test_unknown_ids_are_null(graph: Graph) -> None:
    """Of another type, of no type, or not there: none of them is an error."""
    data = await graph.read(
        staff(graph.tenant),
        """
        query($ids: [ID!]!, $vehicle: ID!) {
          nodes(ids: $ids) { __typename id }
          a: customer(id: "customer:1") { id }
          b: customer(id: $vehicle) { id }
          c: vehicle(vin: "NOPE") { vin }
          d: deal(id: "") { id }
          e: node(id: "nonsense:1") { id }
        }
        """,
        ids=["customer:zzz", ANN, "rooftop:", "", f"deal:{a('deal')}"],
        vehicle=f"vehicle:{VIN}",
    )
    assert data == {
        "nodes": [None, {"__typename": "Customer", "id": ANN}, None, None, None],
        "a": None,
        "b": None,
        "c": None,
        "d": None,
        "e": None,
    }


async def test_a_vehicle_is_found_however_its_vin_is_written(busy: Graph) -> None:
    """In small letters, with blanks around it, or by its global id."""
    for written in (VIN, VIN.lower(), f" {VIN} ", f"vehicle:{VIN}"):
        data = await busy.read(staff(busy.tenant), "query($vin: String!) { vehicle(vin: $vin) { vin } }", vin=written)
        assert data == {"vehicle": {"vin": VIN}}


def everything(type_: Any, depth: int, seen: tuple[str, ...] = ()) -> str:
    """A selection of all fields of a type, so many levels deep."""
    return " ".join(_fields(type_, depth, (*seen, type_.name))) or "__typename"


def _fields(type_: Any, depth: int, seen: tuple[str, ...]) -> Iterator[str]:
    if isinstance(type_, GraphQLInterfaceType):
        for one in SCHEMA._schema.get_possible_types(type_):
            yield f"... on {one.name} {{ {everything(one, depth, seen)} }}"
        return
    yield "__typename"
    for name, field in type_.fields.items():
        inner = get_named_type(field.type)
        given = "(by: DEAL)" if "by" in field.args else ""
        if any(is_required_argument(each) for key, each in field.args.items() if key != "by"):
            continue  # what they may be is another matter
        # Aliases, since types of one interface may use a name for different things.
        key = f"{type_.name}_{name}: {name}{given}"
        if not isinstance(inner, GraphQLObjectType | GraphQLInterfaceType):
            yield key
        elif depth > 0 and seen.count(inner.name) < 1:
            yield f"{key} {{ {everything(inner, depth - 1, seen)} }}"


def conforms(type_: Any, value: Any, place: str) -> None:
    """Check that a value is of a type of the schema, as far as nulls and lists go."""
    if value is None:
        assert not isinstance(type_, GraphQLNonNull), f"{place} is null"
        return
    inner = get_nullable_type(type_)
    if is_list_type(inner):
        assert isinstance(value, list), place
        for index, each in enumerate(value):
            conforms(inner.of_type, each, f"{place}[{index}]")
    elif isinstance(inner, GraphQLObjectType | GraphQLInterfaceType):
        concrete = SCHEMA._schema.type_map[value["__typename"]]
        assert isinstance(concrete, GraphQLObjectType)
        for key, each in value.items():
            if key != "__typename":
                conforms(concrete.fields[key.split("_", 1)[1]].type, each, f"{place}.{key}")


@pytest.mark.parametrize("kind", ["staff", "somewhere", "sibling", "consumer", "partner", "auditor"])
async def test_every_field_can_be_asked_for(busy: Graph, kind: str) -> None:
    """By every kind of viewer: PostgreSQL accepts each statement, and nulls stand only where the schema allows."""
    people = {
        "staff": staff(busy.tenant, roles=frozenset({"administrator", "finance_manager"})),
        "somewhere": staff(busy.tenant, a("north")),
        "sibling": staff(busy.tenant, a("south"), roles=frozenset({"administrator", "finance_manager"})),
        "consumer": consumer(busy.tenant, a("ann")),
        "partner": partner(busy.tenant),
        "auditor": auditor(busy.tenant),
    }
    await busy.happened(*market(), *engagement("identity", "contact"), at=None)
    among = drafted("us", "south", permit("operate", categories=tuple(Category)), kind="intra_group")
    await busy.happened(among, signed("us", "south"), at=None)
    await busy.happened(granted("ann says", "ann", "lead_followup", to=("market",)), at=None)
    await busy.shown()
    query = SCHEMA._schema.query_type
    assert query is not None
    answered, purposes = 0, {"partner": ("lead_followup",), "sibling": ("operate",)}.get(kind, ())
    for name, field in query.fields.items():
        if any(is_required_argument(each) for key, each in field.args.items() if key not in {"id", "vin", "ids"}):
            continue  # what they may be is another matter
        arguments = {"id": f'(id: "{ANN}")', "vin": f'(vin: "{VIN}")', "ids": f'(ids: ["{ANN}", "deal:{a("deal")}"])'}
        given = next((arguments[key] for key in field.args if key in arguments), "")
        inner = get_named_type(field.type)
        depth = 2 if isinstance(inner, GraphQLInterfaceType) else 3  # an interface repeats what its types have
        reply = await busy.ask(people[kind], f"{{ {name}{given} {{ {everything(inner, depth)} }} }}", purposes=purposes)
        # Some fields want one of several arguments, and say so; some are not there for whoever is outside.
        assert reply.errors in ((), ("SCOPE_MISSING",), ("INVALID_ARGUMENT",), ("NOT_FOUND",)), name
        if not reply.errors:
            conforms(field.type, reply.data[name], name)
            answered += 1
    assert answered >= 3


async def test_plans_are_kept_by_shape(graph: Graph) -> None:
    """Other values need no other plan; other filters, sorts, booleans and audiences do."""
    planner = graph.resources.reading.planner
    document = """
      query($first: Int, $where: CustomerWhere, $by: CustomerOrder, $more: Boolean = false) {
        customers(first: $first, where: $where, orderBy: $by) { nodes { id name @include(if: $more) } }
      }
    """

    def plan(who: Principal, **variables: Any) -> Plan:
        asked = Asked(document, parse(document), None, {"first": 1, **variables})
        return planner.operation(asked, who, viewer_of(who)).plan

    everywhere, here, there = (staff(graph.tenant, *where) for where in ((), (a("north"),), (a("south"),)))
    plain = plan(everywhere)
    filtered = plan(everywhere, where={"kind": {"eq": "PERSON"}})
    assert plan(everywhere, first=5) is plain
    assert plan(staff(uuid4())) is plain
    assert plan(everywhere, where={"kind": {"eq": "BUSINESS"}}) is filtered
    assert plan(everywhere, by="LAST_SEEN", where={"kind": None}) is not filtered
    assert plan(here) is plan(there)
    different = [
        plain,
        filtered,
        plan(everywhere, where={"kind": {"in": ["PERSON"]}}),
        plan(everywhere, by="NAME"),
        plan(everywhere, more=True),
        plan(here),
        plan(consumer(graph.tenant, a("ann"))),
    ]
    assert len({each.sql for each in different}) == len(different)
