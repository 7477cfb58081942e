"""The conventions that front ends rely on without looking: Relay's connections, names, nullability, payloads."""

import re
from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_introspection_type,
    is_non_null_type,
    is_required_input_field,
)

from lifecycle_api.graphql.schema import make_schema
from lifecycle_api.planner.fields import SOURCE
from lifecycle_api.planner.filters import FILTER
from lifecycle_api.planner.selection import source_of, table_of
from lifecycle_api.planner.source import Pages

SCHEMA: GraphQLSchema = make_schema()._schema
COMPOSED = ("and", "or", "not")
Composite = GraphQLObjectType | GraphQLInterfaceType


def composites() -> Iterator[Composite]:
    """Objects and interfaces of the schema."""
    for type_ in SCHEMA.type_map.values():
        if isinstance(type_, Composite) and not is_introspection_type(type_):
            yield type_


def fields() -> Iterator[tuple[str, GraphQLField]]:
    """Every field with its coordinate."""
    for type_ in composites():
        for name, field in type_.fields.items():
            yield f"{type_.name}.{name}", field


def connections() -> list[GraphQLObjectType]:
    """The types of pages."""
    found = [type_ for type_ in composites() if type_.name.endswith("Connection")]
    return [type_ for type_ in found if isinstance(type_, GraphQLObjectType)]


def inputs() -> Iterator[GraphQLInputObjectType]:
    """The input objects."""
    return (type_ for type_ in SCHEMA.type_map.values() if isinstance(type_, GraphQLInputObjectType))


def test_connections_are_relays() -> None:
    """`edges` with `cursor` and `node`, `pageInfo` with its four fields, and the nodes at hand."""
    assert len(connections()) > 10
    for type_ in connections():
        assert {"nodes", "edges", "pageInfo", "count"} <= type_.fields.keys(), type_.name
        assert str(type_.fields["pageInfo"].type) == "PageInfo!"
        edge = get_named_type(type_.fields["edges"].type)
        assert isinstance(edge, GraphQLObjectType)
        assert edge.fields.keys() == {"cursor", "node"}
        assert str(edge.fields["cursor"].type) == "String!"
        assert get_named_type(edge.fields["node"].type) is get_named_type(type_.fields["nodes"].type)
    info = SCHEMA.type_map["PageInfo"]
    assert isinstance(info, GraphQLObjectType)
    assert {name: str(field.type) for name, field in info.fields.items()} == {
        "hasNextPage": "Boolean!",
        "hasPreviousPage": "Boolean!",
        "startCursor": "String",
        "endCursor": "String",
    }


def test_every_list_takes_relays_arguments() -> None:
    """`first` has a default, so that no page is without an end; `after` is what the page before gave."""
    for name, field in fields():
        if isinstance(source_of(field), Pages):
            assert str(field.args["first"].type) == "Int!", name
            assert str(field.args["after"].type) == "String", name
            assert get_named_type(field.type) in connections(), name


def test_what_may_not_be_null_is_given_or_stands_for_something() -> None:
    """An argument or input field that printed as required but took null for granted would be asked for by no tool."""
    arguments = {f"{place}({name}:)": each for place, field in fields() for name, each in field.args.items()}
    members = {f"{type_.name}.{name}": each for type_ in inputs() for name, each in type_.fields.items()}
    promised = {name: each for name, each in {**arguments, **members}.items() if is_non_null_type(each.type)}
    assert len(promised) > 100
    assert [name for name, each in promised.items() if each.default_value is None] == []


def test_whatever_has_a_global_id_is_a_node() -> None:
    """So that caches find it again, and `node` does."""
    lost = []
    for type_ in composites():
        table = table_of(type_)
        if table is not None and table.prefix is not None and isinstance(type_, GraphQLObjectType):
            nodes = {each.name for each in type_.interfaces}
            lost += [] if "Node" in nodes and str(type_.fields["id"].type) == "ID!" else [type_.name]
    assert lost == []


def test_root_lists_can_be_narrowed() -> None:
    """Each takes conditions, an order or a search, but for what is as short as the law is."""
    assert SCHEMA.query_type is not None
    plain = [
        name
        for name, field in SCHEMA.query_type.fields.items()
        if isinstance(source_of(field), Pages) and not {"where", "orderBy", "search"} & field.args.keys()
    ]
    assert plain == ["retentionRules"]


def test_conditions_can_be_put_together() -> None:
    """Every list's `where` takes `and`, `or` and `not` of its own kind, and typed operators for everything else."""
    listed = [
        field.args["where"].type
        for _, field in fields()
        if isinstance(source_of(field), Pages) and "where" in field.args
    ]
    for type_ in {get_named_type(each) for each in listed}:
        assert isinstance(type_, GraphQLInputObjectType)
        assert {name: str(type_.fields[name].type) for name in COMPOSED} == {
            "and": f"[{type_.name}!]",
            "or": f"[{type_.name}!]",
            "not": type_.name,
        }
        for name, field in type_.fields.items():
            if name not in COMPOSED:
                assert field.extensions["strawberry-definition"].metadata[FILTER], f"{type_.name}.{name}"
                operators = get_named_type(field.type)
                assert isinstance(operators, GraphQLInputObjectType)
                assert operators.fields.keys() >= {"eq", "in", "isNull"}, f"{type_.name}.{name}"
                assert not any(is_required_input_field(each) for each in operators.fields.values())


def test_names_are_written_as_everywhere() -> None:
    """Types in PascalCase, fields and arguments in camelCase, values in capitals."""
    wrong = [name for name in SCHEMA.type_map if not re.fullmatch(r"(__)?[A-Z][A-Za-z0-9]*", name)]
    for type_ in [*composites(), *inputs()]:
        for name, field in type_.fields.items():
            parts = [name, *getattr(field, "args", {})]
            wrong += [f"{type_.name}.{each}" for each in parts if not re.fullmatch(r"[a-z][A-Za-z0-9]*", each)]
    for enum in SCHEMA.type_map.values():
        if isinstance(enum, GraphQLEnumType) and not is_introspection_type(enum):
            wrong += [f"{enum.name}.{each}" for each in enum.values if not re.fullmatch(r"[A-Z][A-Z0-9_]*", each)]
    assert wrong == []


def test_mutations_take_an_input_and_answer_with_a_payload() -> None:
    """One required `input` with an idempotency key; a nullable payload with `userErrors`, each of one interface."""
    assert SCHEMA.mutation_type is not None
    for name, field in SCHEMA.mutation_type.fields.items():
        assert field.args.keys() == {"input"}, name
        assert is_non_null_type(field.args["input"].type), name
        assert not is_non_null_type(field.type), name
        payload = get_named_type(field.type)
        assert isinstance(payload, GraphQLObjectType)
        assert payload.name.endswith("Payload"), name
        assert str(payload.fields["userErrors"].type) == "[UserError!]!", name


def test_refusals_are_of_one_interface() -> None:
    """Typed, with code, message and path, so that whoever knows none of the types understands them all the same."""
    interface = SCHEMA.type_map["UserError"]
    assert isinstance(interface, GraphQLInterfaceType)
    assert interface.fields.keys() == {"code", "message", "path"}
    assert {each.name for each in SCHEMA.get_possible_types(interface)} >= {
        "ValidationError",
        "VersionConflictError",
        "IdempotencyKeyReusedError",
        "NotFoundError",
        "PolicyError",
    }


def test_every_read_has_a_source() -> None:
    """A field of a row without one would be left to nobody."""
    lost = [
        f"{type_.name}.{name}"
        for type_ in composites()
        if table_of(type_) is not None
        for name, field in type_.fields.items()
        if field.extensions["strawberry-definition"].metadata.get(SOURCE) is None
    ]
    assert lost == []
