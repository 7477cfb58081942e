"""Arguments for the schema's fields, mostly such that something is found: values come from the data."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    EnumValueNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    IntValueNode,
    ListValueNode,
    NameNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    parse_type,
)

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.planner.cursors import Cursors, sort_name
from lifecycle_api.planner.selection import source_of
from lifecycle_api.planner.source import Pages
from tests.support.harvest import Harvest, node_of

COMPOSED = {"and", "or", "not"}
ODD = ("", "customer:", "nonsense:1", "Ünïcode 'quoted' \\ {t}", "%_", "VEHICLE:x")


@dataclass
class Arguments:
    """Makes arguments for one document and one viewer, as literals and as variables, whose values are kept."""

    chance: Random
    harvest: Harvest
    cursors: Cursors
    viewer: Viewer
    definitions: list[VariableDefinitionNode] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)

    def of(self, name: str, declared: GraphQLField) -> tuple[ArgumentNode, ...]:
        """The arguments of a field."""
        given = {key: self._value(key, name, declared) for key in declared.args}
        if given.get("after") is not None:
            given["after"] = self._cursor(name, declared, given.get("orderBy"))
        return tuple(
            ArgumentNode(name=NameNode(value=key), value=self._written(declared.args[key], value))
            for key, value in given.items()
            if value is not None or (_optional(declared.args[key]) and self.sometimes(0.05))
        )

    def sometimes(self, share: float) -> bool:
        """True in about this share of the cases."""
        return self.chance.random() < share

    def condition(self) -> ValueNode:
        """What `@skip` or `@include` depends on."""
        value = self.sometimes(0.5)
        return self._variable("Boolean!", value) if self.sometimes(0.7) else BooleanValueNode(value=value)

    def _value(self, key: str, name: str, declared: GraphQLField) -> Any:
        pick = self.chance.choice
        share, make = {
            "first": (1.0, self._page_size),
            "upTo": (0.7, lambda: pick([1, 2, 5, 20, 10_000])),
            "after": (0.3, lambda: True),  # depends on the order, and is made when that is known
            "where": (0.4, lambda: self._where(declared)),
            "orderBy": (0.5, lambda: pick(_words(declared.args[key]))),
            "by": (0.5, lambda: pick(_words(declared.args[key]))),
            "search": (0.3, lambda: self._search(declared)),
            "asOf": (0.2, self._as_of),
            "consistency": (0.1, lambda: {"atLeast": str(pick([0, 1, self.harvest.head]))}),
            "vin": (1.0, lambda: self._id("vehicle").removeprefix(pick(["", "vehicle:"]))),
            "ids": (1.0, lambda: [self._id() for _ in range(self.chance.randint(1, 4))]),
            "id": (1.0, lambda: self._id(None if name == "node" else _prefix(declared))),
        }[key]
        return make() if self.sometimes(share) else None

    def _page_size(self) -> int:
        if self.sometimes(0.01):
            return self.chance.choice([0, -1, 101])
        return self.chance.choice([1, 2, 2, 3, 3, 5])

    def _id(self, prefix: str | None = None) -> str:
        if self.sometimes(0.04):
            return self.chance.choice(ODD)
        known = self.harvest.ids[prefix or self.chance.choice(sorted(self.harvest.ids))]
        if prefix == "customer" and self.viewer.customer is not None:
            known = [*known, *[f"customer:{self.viewer.customer}"] * (4 * len(known))]
        return self.chance.choice(known) if known else "nothing:1"

    def _search(self, declared: GraphQLField) -> str:
        source = source_of(declared)
        assert isinstance(source, Pages)
        assert source.search is not None
        if source.search == "vehicles":
            vin = self.chance.choice(self.harvest.words["vehicles"])[self.chance.choice([0, -8]) :]
            return vin[: self.chance.randint(1, len(vin))].lower()
        words = [self.chance.choice(self.harvest.words["customers"]) for _ in range(self.chance.choice([1, 1, 1, 2]))]
        return " ".join(word[: self.chance.randint(1, len(word))] for word in words)

    def _as_of(self) -> Any:
        known: list[Any] = [
            None,
            {"position": str(self.chance.randint(1, self.harvest.head))},
            {"time": self.chance.choice(self.harvest.times)},
        ]
        valid = self.chance.choice(self.harvest.times) if self.sometimes(0.4) else None
        return {"known": self.chance.choice(known), "valid": valid}

    def _cursor(self, name: str, declared: GraphQLField, order: str | None) -> str | None:
        if self.sometimes(0.02):
            return self.chance.choice(["", "x", "€", "bm90IG91cnM"])
        source = source_of(declared)
        assert isinstance(source, Pages)
        chosen = next(iter(source.orders)) if order is None else _member(declared.args["orderBy"], order)
        node = node_of(declared).name
        sort = sort_name(name, node, chosen, source.orders[chosen])
        known = self.harvest.cursors[sort]
        if not known:
            return None  # a list without rows has given nobody a cursor
        return self.cursors.seal(self.viewer, sort, self.chance.choice(known))

    def _where(self, declared: GraphQLField) -> Any:
        type_ = get_named_type(declared.args["where"].type)
        assert isinstance(type_, GraphQLInputObjectType)
        return self._conditions(type_, deeper=2)

    def _conditions(self, type_: GraphQLInputObjectType, *, deeper: int) -> Any:
        filters = sorted(type_.fields.keys() - COMPOSED)
        names = self.chance.sample(filters, min(len(filters), self.chance.choice([0, 1, 1, 1, 2])))
        made = {name: self._operators(type_, name) for name in names}
        for name in sorted(COMPOSED) if deeper else ():
            if self.sometimes(0.15):
                made[name] = self._composed(type_, name, deeper - 1)
        return made

    def _composed(self, type_: GraphQLInputObjectType, name: str, deeper: int) -> Any:
        if name == "not":
            return self._conditions(type_, deeper=deeper)
        return [self._conditions(type_, deeper=deeper) for _ in range(self.chance.choice([0, 1, 2, 2, 3]))]

    def _operators(self, type_: GraphQLInputObjectType, name: str) -> Any:
        operators = get_named_type(type_.fields[name].type)
        assert isinstance(operators, GraphQLInputObjectType)
        chosen = self.chance.sample(sorted(operators.fields), self.chance.choice([0, 1, 1, 1, 2]))
        return {each: self._operand(type_.name, name, each, operators.fields[each]) for each in chosen}

    def _operand(self, type_name: str, name: str, operator: str, declared: GraphQLInputField) -> Any:
        if operator == "isNull":
            return self.sometimes(0.5)
        known = self.harvest.filters[type_name, name]
        words = _words(declared)
        values = [each.upper() if words and isinstance(each, str) else each for each in known] + words[:1]
        if not values:
            values = self.harvest.times if "DateTime" in str(declared.type) else ["unheard of"]
        if operator == "between":
            return {"from": self.chance.choice(values), "to": self.chance.choice(values)}
        if operator == "in":
            return [self.chance.choice(values) for _ in range(self.chance.randint(0, 4))]
        value = self.chance.choice(values)
        return value[: self.chance.randint(0, len(value))] if operator == "startsWith" else value

    def _written(self, declared: GraphQLArgument | GraphQLInputField, value: Any, *, one_of: bool = False) -> ValueNode:
        if not one_of and self.sometimes(0.2):
            return self._variable(str(declared.type), value)
        return self._literal(declared.type, value)

    def _variable(self, type_: str, value: Any) -> VariableNode:
        name = f"v{len(self.definitions)}"
        named = VariableNode(name=NameNode(value=name))
        self.definitions.append(VariableDefinitionNode(variable=named, type=parse_type(type_), directives=()))
        if value is not None or self.sometimes(0.5):
            self.variables[name] = value
        return named

    def _literal(self, type_: GraphQLInputType, value: Any) -> ValueNode:
        if value is None:
            return NullValueNode()
        inner = get_nullable_type(type_)
        if isinstance(inner, GraphQLList):
            return ListValueNode(values=tuple(self._literal(inner.of_type, each) for each in value))
        if isinstance(inner, GraphQLInputObjectType):
            fields = tuple(
                ObjectFieldNode(
                    name=NameNode(value=name),
                    value=self._written(
                        inner.fields[name], each, one_of=inner.extensions["strawberry-definition"].is_one_of
                    ),
                )
                for name, each in value.items()
            )
            return ObjectValueNode(fields=fields)
        if isinstance(inner, GraphQLEnumType):
            return EnumValueNode(value=value)
        if isinstance(value, bool):
            return BooleanValueNode(value=value)
        return IntValueNode(value=str(value)) if isinstance(value, int) else StringValueNode(value=str(value))


def _optional(declared: GraphQLArgument) -> bool:
    return not isinstance(declared.type, GraphQLNonNull)


def _member(declared: GraphQLArgument, name: str) -> str:
    type_ = get_named_type(declared.type)
    assert isinstance(type_, GraphQLEnumType)
    return str(type_.values[name].value)


def _words(declared: GraphQLArgument | GraphQLInputField) -> list[str]:
    type_ = get_named_type(declared.type)
    return sorted(type_.values) if isinstance(type_, GraphQLEnumType) else []


def _prefix(declared: GraphQLField) -> str:
    named = get_named_type(declared.type).name
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in named).strip("_")
