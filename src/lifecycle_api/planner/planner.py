"""The planner: gives an operation its plan, from the cache or newly written, with everything to execute it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.values import VariableValues, get_variable_values

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.planner.arguments import Values, coerce, shape
from lifecycle_api.planner.audience import audience_of
from lifecycle_api.planner.filters import check_readable
from lifecycle_api.planner.plan import Bounded, Plan, Schemas, compile_plan
from lifecycle_api.planner.selection import (
    NotPlannable,
    Reader,
    Selection,
    Tree,
    fragments_of,
    operation_of,
)

DOCUMENTS = 1000
PLANS = 2000


@dataclass(frozen=True)
class Asked:
    """A request for a query: its text, parsed and valid, the operation's name, and its variables."""

    query: str
    document: DocumentNode
    name: str | None
    variables: Mapping[str, Any]


@dataclass(frozen=True)
class Planned:
    """A plan with the values of one request. `replayed` are the roots to read as of another moment."""

    plan: Plan
    tree: Tree
    values: Values
    replayed: frozenset[int]


class Planner:
    """Plans operations on one schema; plans are kept by document, variant, shape, audience and schemas."""

    def __init__(self, schema: GraphQLSchema, schemas: Schemas) -> None:
        self._schema = schema
        self._schemas = schemas
        self._switches: Bounded[tuple[str, ...]] = Bounded(DOCUMENTS)
        self._trees: Bounded[Tree] = Bounded(DOCUMENTS)
        self._plans: Bounded[Plan] = Bounded(PLANS)

    def operation(self, asked: Asked, principal: Principal, viewer: Viewer) -> Planned:
        """Plan a whole query. Raises NotPlannable when the stock executor has to answer it, and typed refusals."""
        operation = operation_of(asked.document, asked.name)
        if operation.operation is not OperationType.QUERY or self._schema.query_type is None:
            raise NotPlannable("only queries are planned whole")
        coerced = self._coerced(operation, asked.variables)
        key = (asked.query, asked.name, self._variant(asked, coerced))
        tree = self._trees.get(key)
        if tree is None:
            reader = Reader(self._schema, fragments_of(asked.document), coerced)
            root = reader.selection(self._schema.query_type, [operation.selection_set])
            tree = self._trees.put(key, Tree(root, reader.slots))
        return self._planned(key, tree, coerced, principal, viewer)

    def field(
        self, info: GraphQLResolveInfo[Any], variables: Mapping[str, Any], principal: Principal, viewer: Viewer
    ) -> Planned:
        """Plan one field that the stock executor met, with all that is selected below it."""
        coerced = self._coerced(info.operation, variables)
        reader = Reader(self._schema, info.fragments, coerced)
        pick = reader.pick(info.parent_type, str(info.path.key), list(info.field_nodes))
        tree = Tree(Selection(info.parent_type, {info.parent_type.name: (pick,)}), reader.slots)
        return self._planned(None, tree, coerced, principal, viewer)

    def _coerced(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> VariableValues:
        coerced = get_variable_values(self._schema, operation.variable_definitions or (), dict(variables))
        if not isinstance(coerced, VariableValues):
            raise NotPlannable("the variables do not fit; the stock executor says why")
        return coerced

    def _planned(
        self,
        key: Hashable | None,
        tree: Tree,
        variables: VariableValues,
        principal: Principal,
        viewer: Viewer,
    ) -> Planned:
        values = coerce(tree.slots, variables)
        replayed = frozenset(_as_of(tree, values))
        plan = self._plan(key, tree, values, viewer, replayed)
        for scope in sorted(plan.scopes):
            principal.require(scope)
        check_readable(viewer, plan.compared)
        return Planned(plan, tree, values, replayed)

    def _plan(self, key: Hashable | None, tree: Tree, values: Values, viewer: Viewer, replayed: frozenset[int]) -> Plan:
        audience = audience_of(viewer)
        full_key = (key, shape(tree.slots, values), audience, replayed)
        plan = self._plans.get(full_key) if key is not None else None
        if plan is None:
            plan = compile_plan(self._schema, tree, values, audience, self._schemas, replayed=replayed)
        return self._plans.put(full_key, plan) if key is not None else plan

    def _variant(self, asked: Asked, variables: VariableValues) -> tuple[Any, ...]:
        names = self._switches.get(asked.query)
        if names is None:
            names = self._switches.put(asked.query, tuple(sorted(switches_of(asked.document))))
        return tuple(variables.coerced.get(name) for name in names)


class _Switches(Visitor):
    """Finds the variables that decide `@skip` and `@include`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        """Note the variable of a directive's `if`."""
        self.found |= {each.value.name.value for each in node.arguments or () if isinstance(each.value, VariableNode)}


def switches_of(document: DocumentNode) -> set[str]:
    """The variables that decide which fields of a document are selected."""
    visitor = _Switches()
    visit(document, visitor)
    return visitor.found


def _as_of(tree: Tree, values: Values) -> list[int]:
    return [
        index
        for index, pick in enumerate(tree.root.only)
        if pick.slot is not None and values[pick.slot].get("asOf") is not None
    ]
