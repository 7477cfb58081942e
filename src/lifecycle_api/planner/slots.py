"""The arguments of a tree of fields: what stands in the document is read once, what variables say for each request."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLError, ListValueNode, ObjectValueNode, ValueNode, VariableNode
from graphql.execution.values import VariableValues

from lifecycle_api.errors import LifecycleError
from lifecycle_api.planner.arguments import Values, checked, coerce, shape
from lifecycle_api.planner.selection import Pick, source_of
from lifecycle_api.planner.source import Node

_SCALARS: Final = frozenset({str, int, float, bool})
_SHAPING: Final = "orderBy"


@dataclass(frozen=True)
class _Template:
    """A field whose arguments are variables as they are: what else it is given, and the shape of all."""

    variables: Mapping[str, str]
    rest: Mapping[str, Any]
    shape: Hashable


class Slots:
    """Gives every field with arguments its values, and the values their shape, as `coerce` and `shape` do."""

    def __init__(self, picks: Sequence[Pick]) -> None:
        self._picks = picks
        self._fixed: list[dict[str, Any]] = [{}] * len(picks)
        self._shapes: list[Hashable] = [None] * len(picks)
        self._varying: list[int] = []
        self._templates: dict[int, _Template] = {}
        for index, pick in enumerate(picks):
            if not self._fix(index, pick):
                self._varying.append(index)

    def filled(self, variables: VariableValues) -> tuple[Values, Hashable]:
        """The values for a request, by slot, and the part of a plan's key that they decide. Raises as `coerce` does."""
        values, shapes = self._fixed.copy(), self._shapes.copy()
        for index in self._varying:
            pick, template = self._picks[index], self._templates.get(index)
            quickly = _given(template, variables.coerced)
            if template is not None and quickly is not None:
                values[index], shapes[index] = {**template.rest, **checked(pick, quickly)}, template.shape
            else:
                (values[index],) = coerce([pick], variables)
                shapes[index] = shape([pick], [values[index]])
                self._learn(index, values[index], variables.coerced)
        return values, tuple(shapes)

    def plain(self, variables: Mapping[str, Any]) -> Values | None:
        """The same values for plain ones of variables, where `filled` has seen such: then their shape is the same too.

        None where it has not. Raises InvalidArgument.
        """
        if len(self._templates) < len(self._varying):
            return None
        values = self._fixed.copy()
        for index, template in self._templates.items():
            given = {argument: variables[name] for argument, name in template.variables.items()}
            values[index] = {**template.rest, **checked(self._picks[index], given)}
        return values

    def _fix(self, index: int, pick: Pick) -> bool:
        if any(_varies(argument.value) for argument in pick.node.arguments or ()):
            return False
        try:
            (self._fixed[index],) = coerce([pick], VariableValues({}, {}))
        except (GraphQLError, LifecycleError):
            return False  # it is wrong, and each request for it is told so
        self._shapes[index] = shape([pick], [self._fixed[index]])
        return True

    def _learn(self, index: int, values: Mapping[str, Any], variables: Mapping[str, Any]) -> None:
        """Remember what variables do not decide, once all of them that are arguments had plain values."""
        pick = self._picks[index]
        named = {
            argument.name.value: argument.value.name.value
            for argument in pick.node.arguments or ()
            if isinstance(argument.value, VariableNode)
        }
        varying = [each.name.value for each in pick.node.arguments or () if _varies(each.value)]
        plain = all(type(variables.get(name)) in _SCALARS for name in named.values())
        shaping = _SHAPING in named or (pick.field is not None and isinstance(source_of(pick.field), Node))
        if plain and not shaping and len(named) == len(varying) and named.keys() <= values.keys():
            rest = {name: value for name, value in values.items() if name not in named}
            self._templates[index] = _Template(named, rest, shape([pick], [values]))


def _given(template: _Template | None, variables: Mapping[str, Any]) -> dict[str, Any] | None:
    """What variables give, all of it plain."""
    if template is None:
        return None
    values = {argument: variables.get(name) for argument, name in template.variables.items()}
    return values if {type(each) for each in values.values()} <= _SCALARS else None


def _varies(value: ValueNode) -> bool:
    return any(isinstance(each, VariableNode) for each in _within(value))


def _within(value: ValueNode) -> Iterator[ValueNode]:
    yield value
    if isinstance(value, ListValueNode):
        for each in value.values:
            yield from _within(each)
    if isinstance(value, ObjectValueNode):
        for field in value.fields:
            yield from _within(field.value)
