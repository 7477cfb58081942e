"""The values of arguments, and their shape: which of them are given decides the statement, their values do not."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLField, GraphQLResolveInfo
from graphql.execution.values import VariableValues, get_argument_values

from lifecycle_api.errors import InvalidArgument
from lifecycle_api.planner.selection import Pick
from lifecycle_api.planner.source import Node, Pages

LARGEST = {"first": 100, "upTo": 10_000, "ids": 100}
"""What an argument of this name may be at most: items of a page, the end of counting, things to look up."""

DEEPEST, MOST = 8, 100
"""How deep the conditions of a `where` may be nested, and how many of its objects there may be."""

Values = Sequence[Mapping[str, Any]]


def coerce(slots: Sequence[Pick], variables: VariableValues, *, lenient: bool = False) -> list[dict[str, Any]]:
    """Give every field with arguments its values.

    Raises InvalidArgument for a bad size or text, and GraphQLError for values that do not fit; when `lenient`,
    their field gets none instead.
    """
    return [_coerced(pick, variables, lenient=lenient) for pick in slots]


def variables_of(info: GraphQLResolveInfo[Any]) -> VariableValues:
    """The variables that a resolver is told of, for reading arguments again; strawberry passes on their values only."""
    values: Any = info.variable_values
    return VariableValues({}, values)


def given_to(field: GraphQLField, node: FieldNode, variables: VariableValues) -> dict[str, Any]:
    """The arguments of a field as plain JSON values, by name. Raises GraphQLError when they do not fit."""
    return {name: _plain(each) for name, each in get_argument_values(field, node, variables).items()}


def shape(slots: Sequence[Pick], values: Values) -> Hashable:
    """What of the values decides the statement: which are given, the order, and the types behind global ids."""
    return tuple(_shape_of(pick, given) for pick, given in zip(slots, values, strict=True))


def at(values: Values, slot: int, path: Sequence[str]) -> Any:
    """The value at a path inside a field's arguments; a negative index counts into a list."""
    found: Any = values[slot]
    for step in path:
        found = found[int(step)] if isinstance(found, list) else found.get(step)
    return found


def id_type(value: Any) -> str:
    """The type a global id names: `customer` of `customer:0190…`."""
    return str(value).partition(":")[0]


def _shape_of(pick: Pick, given: Mapping[str, Any]) -> Hashable:
    source = pick.field and pick.field.extensions["strawberry-definition"].metadata.get("source")
    if isinstance(source, Node):
        ids = given["ids"] if source.many else [given["id"]]
        return frozenset(id_type(each) for each in ids)
    fixed = given.get("orderBy") if isinstance(source, Pages) else None
    return (fixed, _outline(given))


def _outline(value: Any) -> Hashable:
    if isinstance(value, Mapping):
        return tuple((name, _outline(each)) for name, each in sorted(value.items()) if each is not None)
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return tuple(_outline(each) for each in value)
    return value is not None


def _coerced(pick: Pick, variables: VariableValues, *, lenient: bool) -> dict[str, Any]:
    assert pick.field is not None  # noqa: S101  # slots are made for fields with arguments only
    try:
        given = given_to(pick.field, pick.node, variables)
    except GraphQLError:
        if not lenient:
            raise
        return {}
    return checked(pick, given)


def checked(pick: Pick, given: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a field, when their sizes and texts can be used. Raises InvalidArgument."""
    _check_sizes(pick, given)
    _check_conditions(pick, given.get("where"))
    _check_text(pick, given)
    return given


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _check_sizes(pick: Pick, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        most = LARGEST.get(name)
        if most is None:
            continue
        size = len(value) if isinstance(value, list) else value
        if size is None or not 1 <= size <= most:
            raise InvalidArgument(
                f"`{name}` of `{pick.key}` is from 1 to {most}, not {size}.", argument=f"{pick.key}.{name}", value=size
            )


def _check_conditions(pick: Pick, given: Any) -> None:
    if given is None:
        return
    depths = list(_depths(given, 0))
    if len(depths) > MOST or max(depths, default=0) > DEEPEST:
        raise InvalidArgument(
            f"`where` of `{pick.key}` has more than {MOST} objects, or is nested deeper than {DEEPEST} levels.",
            argument=f"{pick.key}.where",
        )


def _depths(given: Any, depth: int) -> Iterator[int]:
    if isinstance(given, Mapping):
        yield depth
    for each in given.values() if isinstance(given, Mapping) else given if isinstance(given, list) else ():
        yield from _depths(each, depth + isinstance(given, Mapping))


def _check_text(pick: Pick, value: Any) -> None:
    if isinstance(value, str):
        if "\0" in value:
            raise InvalidArgument(f"No text holds a NUL character, as one in `{pick.key}` does.", argument=pick.key)
    elif isinstance(value, dict):
        for each in value.values():
            _check_text(pick, each)
    elif isinstance(value, list):
        for each in value:
            _check_text(pick, each)
