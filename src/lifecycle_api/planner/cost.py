"""Says what an operation costs before it runs: a formula over its variables, made once for a document."""

from collections.abc import Callable
from typing import NamedTuple

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode, OperationType
from graphql.execution.values import VariableValues

from lifecycle_api.planner.planner import switches_of
from lifecycle_api.planner.points import Evaluation, Path, Term
from lifecycle_api.planner.price import MUTATION, OPERATION, SUBSCRIPTION
from lifecycle_api.planner.pricing import Pricing
from lifecycle_api.planner.selection import Reader, fragments_of
from lifecycle_api.planner.sizes import Size, Sizes, Variables
from lifecycle_api.recent import Recent

KNOWN = 256
"""How many variants of a document, and how many of its prices, are kept."""

_ROOTS = {OperationType.QUERY: 0, OperationType.MUTATION: MUTATION, OperationType.SUBSCRIPTION: SUBSCRIPTION}


class Part(NamedTuple):
    """What one field costs, over all the places where it is read, without what stands below it."""

    path: str
    points: int


class Terms(NamedTuple):
    """The formula of one variant of an operation, and the sizes it takes; `varying` are those of the variables."""

    roots: tuple[Term, ...]
    sizes: tuple[Size, ...]
    varying: tuple[Callable[[Variables], int], ...]

    def evaluation(self, variables: Variables) -> Evaluation:
        """The values of the terms with these variables."""
        return Evaluation([size if isinstance(size, int) else size(variables) for size in self.sizes])


class Formula:
    """What one operation of a valid document costs."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self._schema, self._operation = schema, operation
        self._fragments = fragments_of(document)
        self._sizes = Sizes(operation)
        self._switches = {name: self._sizes.switch(name) for name in sorted(switches_of(document))}
        self._variants: Recent[tuple[object, ...], Terms] = Recent(KNOWN)
        self._prices: Recent[tuple[object, ...], int] = Recent(KNOWN)
        self._fixed: int | None = None

    def points(self, variables: Variables) -> int:
        """The price with these variables, which need not be valid."""
        if self._fixed is not None:
            return self._fixed
        variant = self._variant(variables)
        terms = self._terms(variant)
        key = (variant, tuple([size(variables) for size in terms.varying]))
        if (known := self._prices.get(key)) is None:
            known = self._prices.put(key, OPERATION + terms.evaluation(variables).total(terms.roots))
        if not self._switches and not terms.varying:
            self._fixed = known
        return known

    def parts(self, variables: Variables) -> list[Part]:
        """Where the points go, the dearest field first; together the price, but for what every operation costs."""
        terms = self._terms(self._variant(variables))
        found: dict[Path, int] = {}
        terms.evaluation(variables).spread(terms.roots, 1, found)
        parts = [Part(".".join(path), points) for path, points in found.items() if points]
        return sorted(parts, key=lambda part: (-part.points, part.path))

    def _variant(self, variables: Variables) -> tuple[bool, ...]:
        return tuple([switch(variables) for switch in self._switches.values()])

    def _terms(self, variant: tuple[bool, ...]) -> Terms:
        if (terms := self._variants.get(variant)) is None:
            terms = self._variants.put(variant, self._written(variant))
        return terms

    def _written(self, variant: tuple[bool, ...]) -> Terms:
        root = self._schema.get_root_type(self._operation.operation)
        assert root is not None  # noqa: S101  # the document is valid
        switched = VariableValues({}, dict(zip(self._switches, variant, strict=True)))
        selection = Reader(self._schema, self._fragments, switched).selection(root, [self._operation.selection_set])
        pricing = Pricing(self._sizes, _ROOTS[self._operation.operation])
        roots = pricing.terms(selection.only)
        varying = tuple(size for size in pricing.numbers if not isinstance(size, int))
        return Terms(roots, tuple(pricing.numbers), varying)
