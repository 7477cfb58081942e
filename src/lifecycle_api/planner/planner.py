"""The planner: gives an operation its plan, from the cache or newly written, with everything to execute it."""

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from graphql import (
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.values import VariableValues

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.arguments import Values, coerce, variables_of
from lifecycle_api.planner.audience import audience_of
from lifecycle_api.planner.filters import check_readable
from lifecycle_api.planner.oracle.needs import Needs, needs_of
from lifecycle_api.planner.plan import Plan, Schemas, compile_plan
from lifecycle_api.planner.selection import (
    NotPlannable,
    Reader,
    Selection,
    Tree,
    fragments_of,
    operation_of,
)
from lifecycle_api.planner.slots import Slots
from lifecycle_api.planner.variables import Variables
from lifecycle_api.recent import Recent

DOCUMENTS = 1000
PLANS = 2000


class Asked(NamedTuple):
    """A request for a query: its text, parsed and valid, the operation's name, and its variables."""

    query: str
    document: DocumentNode
    name: str | None
    variables: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Operation:
    """An operation of a document: its definition, how its variables are read, and which of them are switches."""

    definition: OperationDefinitionNode
    variables: Variables
    switches: tuple[str, ...]

    def variant(self, variables: VariableValues) -> tuple[Any, ...]:
        """The values of the variables that decide which fields are selected."""
        return tuple([variables.coerced.get(name) for name in self.switches]) if self.switches else ()


@dataclass(frozen=True, eq=False)
class Selected:
    """What a document selects in one of its variants; plans are kept by which of these they are of."""

    tree: Tree
    slots: Slots


class Request(msgspec.Struct, frozen=True):
    """What a request selects, and its arguments. `replayed` are the roots to read as of another moment."""

    tree: Tree
    values: Values
    replayed: frozenset[int]


class Planned(Request, frozen=True):
    """A request that one statement answers."""

    plan: Plan


class Unplanned(Request, frozen=True):
    """A request that the stock executor answers, and what that takes."""

    needs: Needs

    @property
    def reads(self) -> bool:
        """Whether it selects anything but introspection."""
        return any(pick.source is not None for pick in self.tree.root.only)


class Usual(NamedTuple):
    """What a request was planned as, for others of its operation and audience that bring plain values, as it did."""

    planned: Planned
    slots: Slots


class Planner:
    """Plans operations on one schema; plans are kept by document, variant, shape, audience and schemas."""

    def __init__(self, schema: GraphQLSchema, schemas: Schemas) -> None:
        self.schema = schema
        self.schemas = schemas
        self._operations: Recent[Hashable, Operation] = Recent(DOCUMENTS)
        self._kept: Recent[Hashable, Selected] = Recent(DOCUMENTS)
        self._plans: Recent[Hashable, Plan] = Recent(PLANS)
        self._usual: Recent[Hashable, Usual] = Recent(PLANS)

    def operation(self, asked: Asked, principal: Principal, viewer: Viewer) -> Planned:
        """Plan a whole query. Raises NotPlannable when the stock executor has to answer it, and typed refusals."""
        _check_purpose(viewer)
        operation = self._operation(asked)
        planned = self._again(operation, asked, viewer) or self._anew(operation, asked, viewer)
        _admit(principal, viewer, planned.plan.scopes, planned.plan.compared)
        return planned

    def unplanned(self, asked: Asked, principal: Principal, viewer: Viewer) -> Unplanned:
        """What answering it field by field takes. Raises NotPlannable when no field will run, and typed refusals."""
        _check_purpose(viewer)
        selected, variables = self._whole(self._operation(asked), asked)
        return self._unplanned(selected.tree, variables, principal, viewer)

    def field(self, info: GraphQLResolveInfo[Any], asked: Asked, principal: Principal, viewer: Viewer) -> Planned:
        """Plan one field that the stock executor met in what was asked, with all that is selected below it."""
        variables = variables_of(info)
        # At every index of a list the same is selected.
        path = tuple(step for step in info.path.as_list() if isinstance(step, str))
        operation = self._operation(asked)
        variant = operation.variant(variables)
        key = (operation, variant, info.parent_type.name, path)
        selected = self._kept.get(key) or self._keep(key, self._below(info))
        planned = self._planned(selected, variables, viewer)
        _admit(principal, viewer, planned.plan.scopes, planned.plan.compared)
        return planned

    def unplanned_field(self, info: GraphQLResolveInfo[Any], principal: Principal, viewer: Viewer) -> Unplanned:
        """What it takes to resolve that field, and all that is selected below it, one by one."""
        return self._unplanned(self._below(info), variables_of(info), principal, viewer)

    def _again(self, operation: Operation, asked: Asked, viewer: Viewer) -> Planned | None:
        """What requests like this one were planned as, with the values of this one; None where there were none."""
        usual = self._usual.get((operation, audience_of(viewer)))
        if usual is None or (variables := operation.variables.plain(asked.variables)) is None:
            return None
        if (values := usual.slots.plain(variables)) is None:
            return None
        return Planned(usual.planned.tree, values, usual.planned.replayed, usual.planned.plan)

    def _anew(self, operation: Operation, asked: Asked, viewer: Viewer) -> Planned:
        selected, variables = self._whole(operation, asked)
        planned = self._planned(selected, variables, viewer)
        # Where switches select nothing and every value is plain, all that differs is values.
        if not operation.switches and operation.variables.plain(asked.variables) is not None:
            self._usual.put((operation, audience_of(viewer)), Usual(planned, selected.slots))
        return planned

    def _whole(self, operation: Operation, asked: Asked) -> tuple[Selected, VariableValues]:
        if operation.definition.operation is not OperationType.QUERY or self.schema.query_type is None:
            raise NotPlannable("only queries are planned whole")
        coerced = operation.variables.coerced(asked.variables)
        key = (operation, operation.variant(coerced))
        return self._kept.get(key) or self._keep(key, self._tree(asked, operation.definition, coerced)), coerced

    def _tree(self, asked: Asked, operation: OperationDefinitionNode, coerced: VariableValues) -> Tree:
        assert self.schema.query_type is not None  # noqa: S101  # the caller looked
        reader = Reader(self.schema, fragments_of(asked.document), coerced)
        try:
            return Tree(reader.selection(self.schema.query_type, [operation.selection_set]), reader.slots)
        except GraphQLError:
            raise NotPlannable("a directive's argument does not fit; the stock executor says why") from None

    def _below(self, info: GraphQLResolveInfo[Any]) -> Tree:
        reader = Reader(self.schema, info.fragments, variables_of(info))
        pick = reader.pick(info.parent_type, str(info.path.key), list(info.field_nodes))
        return Tree(Selection(info.parent_type, {info.parent_type.name: (pick,)}), reader.slots)

    def _keep(self, key: Hashable, tree: Tree) -> Selected:
        return self._kept.put(key, Selected(tree, Slots(tree.slots)))

    def _operation(self, asked: Asked) -> Operation:
        key = (asked.query, asked.name)
        return self._operations.get(key) or self._operations.put(key, self._read(asked))

    def _read(self, asked: Asked) -> Operation:
        definition = operation_of(asked.document, asked.name)
        switches = tuple(sorted(switches_of(asked.document)))
        return Operation(definition, Variables(self.schema, definition), switches)

    def _planned(self, selected: Selected, variables: VariableValues, viewer: Viewer) -> Planned:
        try:
            values, shape = selected.slots.filled(variables)
        except GraphQLError:
            raise NotPlannable("the arguments do not fit; the stock executor says why") from None
        replayed = _as_of(selected.tree, values)
        plan = self._plan(selected, values, shape, viewer, replayed)
        return Planned(selected.tree, values, replayed, plan)

    def _unplanned(self, tree: Tree, variables: VariableValues, principal: Principal, viewer: Viewer) -> Unplanned:
        values = coerce(tree.slots, variables, lenient=True)
        needs = needs_of(self.schema, tree, values, viewer)
        _admit(principal, viewer, needs.scopes, needs.compared)
        return Unplanned(tree, values, _as_of(tree, values), needs)

    def _plan(
        self, selected: Selected, values: Values, shape: Hashable, viewer: Viewer, replayed: frozenset[int]
    ) -> Plan:
        audience = audience_of(viewer)
        key = (selected, shape, audience, replayed)
        return self._plans.get(key) or self._plans.put(
            key, compile_plan(self.schema, selected.tree, values, audience, self.schemas, replayed=replayed)
        )


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


def _check_purpose(viewer: Viewer) -> None:
    if viewer.decided:
        _ = viewer.purpose


def _admit(principal: Principal, viewer: Viewer, scopes: AbstractSet[str], compared: AbstractSet[Category]) -> None:
    if not scopes <= principal.scopes:
        principal.require(min(scopes - principal.scopes))
    check_readable(viewer, compared)


def _as_of(tree: Tree, values: Values) -> frozenset[int]:
    return frozenset([index for index, slot in tree.pinned if values[slot].get("asOf") is not None])
