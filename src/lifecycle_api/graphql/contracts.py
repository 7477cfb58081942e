"""The schema as one audience is shown it: without what it can never use, so that nobody learns of it by asking."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_introspection_type,
)
from graphql.utilities.map_schema_config import MappedSchemaContext, SchemaElementKind, map_schema_config

from lifecycle_api.access.contracts import Contract
from lifecycle_api.graphql.sdl import as_text
from lifecycle_api.graphql.usable import Usable


class Contracts:
    """The schemas of all contracts, each made when it is first asked for, and shared from then on."""

    def __init__(self, schema: GraphQLSchema) -> None:
        """Take the whole schema, which is the dealer's."""
        self._made = {Contract.DEALER: schema}
        self._texts: dict[Contract, str] = {}

    def schema(self, contract: Contract) -> GraphQLSchema:
        """The schema against which documents of this audience are validated, and which introspection shows it."""
        if contract not in self._made:
            self._made[contract] = _Limited(self._made[Contract.DEALER], contract).schema()
        return self._made[contract]

    def text(self, contract: Contract) -> str:
        """The same in the schema language; the first time, that takes a second or two."""
        if contract not in self._texts:
            self._texts[contract] = as_text(self.schema(contract))
        return self._texts[contract]


class _Limited:
    """Makes the part of a schema that is left under a contract."""

    def __init__(self, whole: GraphQLSchema, contract: Contract) -> None:
        self._whole = whole
        self._usable = Usable(whole, contract)

    def schema(self) -> GraphQLSchema:
        """A schema of its own; what stands beside its fields is the whole schema's."""

        def mappers(made: MappedSchemaContext) -> Any:
            return {
                SchemaElementKind.OBJECT: self._fields,
                SchemaElementKind.INTERFACE: self._fields,
                SchemaElementKind.INPUT_OBJECT: self._input_fields,
                SchemaElementKind.SCHEMA: lambda config: self._roots(config, made),
            }

        made = GraphQLSchema(**map_schema_config(self._whole.to_kwargs(), mappers))
        # Strawberry finds its own schema through the one that is executed.
        made._strawberry_schema = self._whole._strawberry_schema  # type: ignore[attr-defined]  # noqa: SLF001
        return made

    def _fields(self, config: Any) -> Any:
        declared, type_ = config["fields"], self._whole.type_map[config["name"]]
        return {**config, "fields": lambda: self._left(type_, declared())}

    def _left(self, type_: Any, mapped: Mapping[str, GraphQLField]) -> dict[str, GraphQLField]:
        left = self._usable.fields(type_)
        for name, field in left.items():
            taken, declared = self._usable.arguments(field), mapped[name].args
            mapped[name].args = {key: declared[key] for key in taken}
        return {name: mapped[name] for name in left}

    def _input_fields(self, config: Any) -> Any:
        declared, type_ = config["fields"], self._whole.type_map[config["name"]]
        left = self._usable.inputs(type_)  # type: ignore[arg-type]  # its config is an input object's
        return {**config, "fields": lambda: {name: each for name, each in declared().items() if name in left}}

    def _roots(self, config: Any, made: MappedSchemaContext) -> Any:
        for type_ in self._whole.type_map.values():
            if isinstance(type_, GraphQLEnumType) and not is_introspection_type(type_):
                made.set_named_type(self._enum(type_))
        types = [each for each in made.get_named_types() if each.name in self._reached]
        roots = {each: config[each] for each in ("mutation", "subscription") if config[each] is not None}
        kept = {each: root if root.name in self._reached else None for each, root in roots.items()}
        return {**config, **kept, "types": types}

    def _enum(self, type_: GraphQLEnumType) -> GraphQLEnumType:
        # Strawberry's own kind of enum takes and gives members of Python enums; a mapped one would not.
        hidden = self._usable.unsortable.get(type_.name)
        if not hidden:
            return type_
        config: Any = type_.to_kwargs()
        values = {name: each for name, each in type_.values.items() if name not in hidden}
        return type(type_)(**{**config, "enum": type_.extensions["strawberry-definition"], "values": values})

    @cached_property
    def _reached(self) -> frozenset[str]:
        """The names of all types that some document can mention."""
        reached: set[str] = set()
        whole = self._whole
        self._reach(filter(None, (whole.query_type, whole.mutation_type, whole.subscription_type)), reached)
        return frozenset(reached)

    def _reach(self, types: Iterable[GraphQLNamedType], reached: set[str]) -> None:
        for type_ in types:
            if type_.name not in reached and self._usable.type(type_):
                reached.add(type_.name)
                self._reach(self._next(type_), reached)

    def _next(self, type_: GraphQLNamedType) -> Iterable[GraphQLNamedType]:
        match type_:
            case GraphQLObjectType() | GraphQLInterfaceType():
                for field in self._usable.fields(type_).values():
                    yield get_named_type(field.type)
                    yield from (get_named_type(each.type) for each in self._usable.arguments(field).values())
                yield from type_.interfaces
                if isinstance(type_, GraphQLInterfaceType):
                    yield from self._whole.get_possible_types(type_)
            case GraphQLInputObjectType():
                yield from (get_named_type(each.type) for each in self._usable.inputs(type_).values())
