"""Plans subscriptions: which events concern one, and what each of its deliveries reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_required_argument,
    parse,
)
from graphql.execution.values import VariableValues, get_variable_values

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.planner.arguments import Values, coerce
from lifecycle_api.planner.audience import audience_of
from lifecycle_api.planner.changes import compile_changes
from lifecycle_api.planner.ids import key_of
from lifecycle_api.planner.plan import Plan
from lifecycle_api.planner.planner import Asked, Planned, Planner
from lifecycle_api.planner.selection import NotPlannable, Pick, Reader, Selection, Tree, fragments_of, operation_of
from lifecycle_api.planner.source import Follow


@dataclass(frozen=True)
class Followed:
    """A subscription. Events of these types concern it that have one of these tags, or any tag of these kinds.

    `field` is its declaration and `key` its name in responses, `payload` what is selected, `given` the arguments.
    `delivery` is what a delivery reads, None when it is made of the events themselves; it is the `state` of one thing,
    or else what was added. `standing` is the query that finds what is followed, if who is decided on may follow it.
    """

    field: GraphQLField
    key: str
    payload: Selection
    given: Mapping[str, Any]
    types: frozenset[str]
    tags: frozenset[str]
    kinds: frozenset[str]
    delivery: Planned | None
    state: bool = False
    standing: Asked | None = None


def followed(planner: Planner, asked: Asked, principal: Principal, viewer: Viewer) -> Followed:
    """Plan a valid subscription. Raises InvalidArgument, NotPlannable, ScopeMissing."""
    tree, values = _read(planner, asked)
    (pick,) = tree.root.only
    if not isinstance(pick.source, Follow) or pick.children is None or pick.field is None:
        raise InvalidArgument("Subscribe to a field of `Subscription`.", argument="query")
    given = values[pick.slot or 0]
    payload = Tree(pick.children, tree.slots)
    delivery, state = None, False
    if pick.source.rows is not None:
        rows = _rows(pick, pick.source.rows)
        state = not is_list_type(get_nullable_type(rows.type))
        plan = _plan(planner, payload, rows, values, viewer)
        for scope in sorted(plan.scopes):
            principal.require(scope)
        delivery = Planned(payload, values, frozenset(), plan)
    follow = pick.source
    beside = (kinds for name, kinds in follow.beside.items() if given.get(name) is not None)
    return Followed(
        field=pick.field,
        key=pick.key,
        payload=pick.children,
        given=given,
        types=frozenset(given.get("types") or ()),
        tags=_tags(follow, given),
        kinds=follow.kinds.union(*beside),
        delivery=delivery,
        state=state,
        standing=_standing(planner, follow, given),
    )


def _read(planner: Planner, asked: Asked) -> tuple[Tree, Values]:
    schema, operation = planner.schema, operation_of(asked.document, asked.name)
    assert schema.subscription_type is not None  # noqa: S101  # the document is valid
    variables = get_variable_values(schema, operation.variable_definitions or (), dict(asked.variables))
    if not isinstance(variables, VariableValues):
        raise InvalidArgument(f"The variables do not fit: {variables[0].message}", argument="variables")
    reader = Reader(schema, fragments_of(asked.document), variables)
    root = reader.selection(schema.subscription_type, [operation.selection_set])
    try:
        return Tree(root, reader.slots), coerce(reader.slots, variables)
    except GraphQLError as error:
        raise InvalidArgument(f"The arguments do not fit: {error.message}", argument="arguments") from None


def _rows(pick: Pick, name: str) -> GraphQLField:
    payload = get_named_type(pick.field.type) if pick.field is not None else None
    assert isinstance(payload, GraphQLObjectType)  # noqa: S101  # there is nothing else to select from
    field: GraphQLField = payload.fields[name]
    return field


def _plan(planner: Planner, payload: Tree, rows: GraphQLField, values: Values, viewer: Viewer) -> Plan:
    audience, schemas = audience_of(viewer), planner.schemas
    try:
        return compile_changes(planner.schema, payload, rows, values=values, audience=audience, schemas=schemas)
    except NotPlannable as why:
        raise InvalidArgument(f"This subscription cannot be served: {why}.", argument="query") from None


def _standing(planner: Planner, follow: Follow, given: Mapping[str, Any]) -> Asked | None:
    """The query that finds what is followed, with the least that can be selected of it."""
    named = [(name, root) for name, root in follow.standing.items() if given.get(name) is not None]
    if not named or planner.schema.query_type is None:
        return None
    ((name, root),) = named
    ((argument, declared),) = [
        each for each in planner.schema.query_type.fields[root].args.items() if is_required_argument(each[1])
    ]
    text = f"query Standing($key: {declared.type}) {{ {root}({argument}: $key) {{ __typename }} }}"
    return Asked(text, parse(text), None, {"key": given[name]})


def _tags(follow: Follow, given: Mapping[str, Any]) -> frozenset[str]:
    """The tags that the arguments name; where several can, exactly one has to. Raises InvalidArgument."""
    named = [(name, kind) for name, kind in follow.tags.items() if given.get(name) is not None]
    if follow.tags and len(named) != 1:
        raise InvalidArgument(f"Give exactly one of {', '.join(follow.tags)}.", argument=next(iter(follow.tags)))
    keys = {(name, kind): key_of(given[name], kind, "text" if kind == "vehicle" else "uuid") for name, kind in named}
    for (name, kind), key in keys.items():
        if key is None:
            raise InvalidArgument(f"`{name}` is the global id of a {kind.replace('_', ' ')}.", argument=name)
    return frozenset(f"{kind}:{key}" for (_, kind), key in keys.items())
