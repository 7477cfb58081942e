"""Coerces the variables of an operation; those of plain types, which most are, without asking the executor."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import GraphQLSchema, NamedTypeNode, NonNullTypeNode, OperationDefinitionNode
from graphql.execution.values import VariableValues, get_variable_values

from lifecycle_api.planner.selection import NotPlannable

_PLAIN: Final[Mapping[str, type]] = {"ID": str, "String": str, "Int": int, "Boolean": bool}
_LARGEST: Final = 2**31


class Variables:
    """The variables that one operation declares."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._declared = operation.variable_definitions or ()
        self._plain = self._all_plain()

    def coerced(self, given: Mapping[str, Any]) -> VariableValues:
        """Their values. Raises NotPlannable for those that do not fit."""
        plain = self.plain(given)
        if plain is not None:
            return VariableValues({}, plain)
        coerced = get_variable_values(self._schema, self._declared, dict(given))
        if not isinstance(coerced, VariableValues):
            raise NotPlannable("the variables do not fit; the stock executor says why")
        return coerced

    def plain(self, given: Mapping[str, Any]) -> dict[str, Any] | None:
        """The values if every variable has one that is of its plain type already; None where more care is needed."""
        if self._plain is None:
            return None
        found = {}
        for name, kind in self._plain.items():
            value = given.get(name)
            if type(value) is not kind or (isinstance(value, int) and not -_LARGEST <= value < _LARGEST):
                return None
            found[name] = value
        return found

    def _all_plain(self) -> dict[str, type] | None:
        found: dict[str, type] = {}
        for each in self._declared:
            type_ = each.type.type if isinstance(each.type, NonNullTypeNode) else each.type
            if not isinstance(type_, NamedTypeNode) or type_.name.value not in _PLAIN or each.default_value is not None:
                return None
            found[each.variable.name.value] = _PLAIN[type_.name.value]
        return found
