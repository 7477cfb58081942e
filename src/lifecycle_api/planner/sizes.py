"""Reads sizes out of a field's arguments before they are coerced: how many rows, items or replays they ask for."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import OperationDefinitionNode, Undefined, ValueNode, VariableNode, Visitor, visit
from graphql.utilities import value_from_ast_untyped

from lifecycle_api.planner.arguments import LARGEST
from lifecycle_api.planner.selection import Pick

Variables = Mapping[str, Any]
Size = int | Callable[[Variables], int]
"""A size that the document settles, or one that depends on the variables."""


class Sizes:
    """The sizes in one operation. Values that do not fit count as nothing: they are refused before anything runs."""

    def __init__(self, operation: OperationDefinitionNode) -> None:
        self._defaults = {
            each.variable.name.value: _untyped(each.default_value, {}) if each.default_value else None
            for each in operation.variable_definitions or ()
        }

    def number(self, pick: Pick, name: str, *, each: int = 1) -> Size:
        """The whole number in an argument, no more than one of this name may be; counted in steps of `each`."""
        most = LARGEST.get(name)

        def size(value: Any) -> int:
            whole = int(value) if isinstance(value, int | float) and value == value // 1 else 0
            return -(-max(0, whole if most is None else min(whole, most)) // each)

        return self._of(pick, name, size)

    def length(self, pick: Pick, path: tuple[str, ...]) -> Size:
        """How many items the list at a path of an argument has; a single value is a list of one."""
        name, *inner = path
        most = LARGEST.get(name)

        def size(value: Any) -> int:
            for step in inner:
                value = value.get(step) if isinstance(value, Mapping) else None
            items = len(value) if isinstance(value, list) else int(value is not None)
            return items if most is None else min(items, most)

        return self._of(pick, name, size)

    def given(self, pick: Pick, name: str, amount: int) -> Size:
        """The amount when an argument is given, else nothing."""
        return self._of(pick, name, lambda value: 0 if value is None else amount)

    def switch(self, name: str) -> Callable[[Variables], bool]:
        """The value of a variable that decides whether something is selected."""
        default = self._defaults.get(name)
        return lambda variables: bool(variables.get(name, default))

    def _of(self, pick: Pick, name: str, size: Callable[[Any], int]) -> Size:
        node = next((each.value for each in pick.node.arguments or () if each.name.value == name), None)
        declared = pick.field.args.get(name) if pick.field is not None else None
        default = None if declared is None or declared.default_value is Undefined else declared.default_value
        if node is None:
            return size(default)
        if isinstance(node, VariableNode):
            variable = node.name.value
            otherwise = default if self._defaults.get(variable) is None else self._defaults[variable]
            return lambda variables: size(variables.get(variable, otherwise))
        if not _names_variables(node):
            return size(_untyped(node, {}))
        return lambda variables: size(_untyped(node, {**self._defaults, **variables}))


class _Variables(Visitor):
    """Finds out whether a value names a variable."""

    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_variable(self, *_: Any) -> None:
        self.found = True


def _names_variables(node: ValueNode) -> bool:
    visitor = _Variables()
    visit(node, visitor)
    return visitor.found


def _untyped(node: ValueNode, variables: Mapping[str, Any]) -> Any:
    value = value_from_ast_untyped(node, dict(variables))
    return None if value is Undefined else value
