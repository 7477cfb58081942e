"""The arguments of a tree of fields: what stands in the document is read once, what variables say for each request."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from graphql import GraphQLError, ListValueNode, ObjectValueNode, ValueNode, VariableNode
from graphql.execution.values import VariableValues

from lifecycle_api.errors import LifecycleError
from lifecycle_api.planner.arguments import Values, coerce, shape
from lifecycle_api.planner.selection import Pick


class Slots:
    """Gives every field with arguments its values, and the values their shape, as `coerce` and `shape` do."""

    def __init__(self, picks: Sequence[Pick]) -> None:
        self._picks = picks
        self._fixed: list[dict[str, Any]] = [{}] * len(picks)
        self._shapes: list[Hashable] = [None] * len(picks)
        self._varying: list[int] = []
        for index, pick in enumerate(picks):
            if not self._fix(index, pick):
                self._varying.append(index)

    def values(self, variables: VariableValues) -> list[dict[str, Any]]:
        """The values for a request, by slot. Raises what `coerce` raises."""
        values = self._fixed.copy()
        for index in self._varying:
            (values[index],) = coerce([self._picks[index]], variables)
        return values

    def shape(self, values: Values) -> Hashable:
        """The part of a plan's key that these values decide."""
        shapes = self._shapes.copy()
        for index in self._varying:
            shapes[index] = shape([self._picks[index]], [values[index]])
        return tuple(shapes)

    def _fix(self, index: int, pick: Pick) -> bool:
        if any(_varies(argument.value) for argument in pick.node.arguments or ()):
            return False
        try:
            (self._fixed[index],) = coerce([pick], VariableValues({}, {}))
        except (GraphQLError, LifecycleError):
            return False  # it is wrong, and each request for it is told so
        self._shapes[index] = shape([pick], [self._fixed[index]])
        return True


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
