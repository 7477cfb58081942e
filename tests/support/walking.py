"""Documents that ask for everything a schema offers, a few levels deep, and what is found in their answers."""

import re
from collections.abc import Iterator
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_required_argument,
)

from lifecycle_api.access.contracts import Contract
from lifecycle_api.graphql.contracts import Contracts

ID: Final = re.compile(r"[a-z_]+:[0-9A-Za-z-]+")
_NEEDED: Final = {"timelineGroups": ", by: VISIT"}


class Walk:
    """Everything below the fields of the root, so many objects deep, with pages of so many nodes."""

    def __init__(self, schema: GraphQLSchema, *, depth: int = 2, first: int = 5) -> None:
        assert schema.query_type is not None
        self._schema = schema
        self._query = schema.query_type
        self._depth = depth
        self._first = first

    def as_shown_to(self, contract: Contract) -> "Walk":
        """The same in the part of the schema that an audience is shown."""
        return Walk(Contracts(self._schema).schema(contract), depth=self._depth, first=self._first)

    def lists(self) -> dict[str, str]:
        """For each connection at the root, the document that asks for all of its first hundred nodes."""
        connections = {
            name: field
            for name, field in self._query.fields.items()
            if "pageInfo" in getattr(get_named_type(field.type), "fields", ())
        }
        return {
            name: f"{{ {name}(first: 100) {{ {self._selection(field, self._depth)} }} }}"
            for name, field in connections.items()
        }

    def things(self) -> list[str]:
        """The connections at the root whose nodes have ids."""
        return [name for name in self.lists() if "id" in self._nodes(name).fields]

    def _nodes(self, name: str) -> Any:
        return get_named_type(get_named_type(self._query.fields[name].type).fields["nodes"].type)

    def pieces(self, name: str) -> Iterator[str]:
        """The same for one connection in a document for each field of its nodes, since some may be refused."""
        for part, field in self._nodes(name).fields.items():
            for pick in self._pick(part, field, self._depth):
                yield f"{{ {name}(first: 100) {{ nodes {{ {pick} }} }} }}"

    def kind_of(self, name: str) -> str:
        """How ids of what a lookup finds begin."""
        return "".join(f"_{each.lower()}" if each.isupper() else each for each in name)

    def lookups(self) -> dict[str, str]:
        """For each entity with a lookup of its own, the document that asks for one by `$id`."""
        found = {}
        for name, field in self._query.fields.items():
            if key := next((each for each in ("id", "vin") if each in field.args), None):
                kind = field.args[key].type
                found[name] = f"query($id: {kind}) {{ {name}({key}: $id) {{ {self._selection(field, 1)} }} }}"
        return found

    def question(self, name: str, arguments: str) -> str:
        """The document that asks a field of the root, with these arguments, for all that it says."""
        given = f"({arguments})" if arguments else ""
        return f"{{ {name}{given} {{ {self._selection(self._query.fields[name], self._depth)} }} }}"

    def is_value(self, kind: str) -> bool:
        """Whether a type is a value such as an amount of money, rather than a thing with an id."""
        type_ = self._schema.type_map[kind]
        return isinstance(type_, GraphQLObjectType) and _is_value(type_)

    def roots(self) -> set[str]:
        """The fields of the root."""
        return set(self._query.fields)

    def _selection(self, field: GraphQLField, depth: int) -> str:
        return " ".join(self._picks(get_named_type(field.type), depth))

    def _picks(self, kind: Any, depth: int) -> Iterator[str]:
        yield "__typename"
        for name, field in kind.fields.items():
            yield from self._pick(name, field, depth)
        if isinstance(kind, GraphQLInterfaceType):
            for each in self._schema.get_implementations(kind).objects:
                own = {name: field for name, field in each.fields.items() if name not in kind.fields}
                inside = [pick for name, field in own.items() for pick in self._pick(name, field, depth)]
                yield f"... on {each.name} {{ {' '.join(['__typename', *inside])} }}"

    def _pick(self, name: str, field: GraphQLField, depth: int) -> Iterator[str]:
        kind = get_named_type(field.type)
        page = f"(first: {self._first}{_NEEDED.get(name, '')})" if "first" in field.args else ""
        if any(is_required_argument(each) for key, each in field.args.items() if key not in {"first", "by"}):
            return  # what they may be is another matter
        if isinstance(kind, GraphQLLeafType):
            yield name
        elif name in {"nodes", "pageInfo", "count", "facets"}:  # parts of a connection are no level of their own
            yield f"{name} {{ {self._selection(field, depth)} }}"
        elif isinstance(kind, GraphQLObjectType) and _is_value(kind):
            yield f"{name} {{ {self._selection(field, 0)} }}"
        elif name != "edges" and depth > 0 and isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            yield f"{name}{page} {{ {self._selection(field, depth - 1)} }}"


def _is_value(kind: GraphQLObjectType) -> bool:
    """Whether a type is a value such as an amount of money, rather than a thing with an id."""
    return "id" not in kind.fields and all(
        isinstance(get_named_type(each.type), GraphQLLeafType) for each in kind.fields.values()
    )


def strings(answer: Any, *, without: str | None = None) -> Iterator[str]:
    """Every text in an answer, except in objects of one type."""
    match answer:
        case str():
            yield answer
        case dict() if answer.get("__typename") != without:
            for value in answer.values():
                yield from strings(value, without=without)
        case list():
            for value in answer:
                yield from strings(value, without=without)


def objects(answer: Any, typename: str | None = None) -> Iterator[dict[str, Any]]:
    """Every object in an answer, or those of one type."""
    match answer:
        case dict():
            if typename in {None, answer.get("__typename")}:
                yield answer
            for value in answer.values():
                yield from objects(value, typename)
        case list():
            for value in answer:
                yield from objects(value, typename)


def ids(answer: Any) -> set[str]:
    """Every global id in an answer."""
    return {each["id"] for each in objects(answer) if ID.fullmatch(str(each.get("id", "")))}
