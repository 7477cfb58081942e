"""Whether an operation may run, decided before it runs, for every operation on every transport."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode

from lifecycle_api.access.buckets import Balance, Buckets
from lifecycle_api.access.principal import Principal
from lifecycle_api.errors import LifecycleError
from lifecycle_api.graphql.limits import Limits
from lifecycle_api.planner.cost import Formula, Part
from lifecycle_api.planner.price import OPERATION, SUBSCRIPTION

SHOWN = 20
"""Parts of a price that a refusal lists."""


class QueryTooExpensive(LifecycleError):
    """The operation costs more points than any may; ask for smaller pages, or for less below them."""

    code: ClassVar[str] = "QUERY_TOO_EXPENSIVE"


class QueryTimedOut(LifecycleError):
    """Reading took longer than a read may, and was stopped; ask for less of what costs most."""

    code: ClassVar[str] = "QUERY_TIMED_OUT"


@dataclass(frozen=True)
class Admission:
    """Prices operations once, and takes the price of each request for one out of its client's bucket."""

    schema: GraphQLSchema
    limits: Limits
    buckets: Buckets

    def measure(self, document: DocumentNode, definition: OperationDefinitionNode) -> Formula:
        """What a valid operation costs, as a formula that is kept with it."""
        return Formula(self.schema, document, definition)

    def admit(self, formula: Formula, variables: Mapping[str, Any], principal: Principal | None) -> dict[str, Any]:
        """Let an operation run, and give what the response's `extensions` say of it.

        Raises VariablesTooDeep, QueryTooExpensive, RateLimited.
        """
        self.limits.check_variables(variables)
        points = formula.points(variables)
        if principal is None:
            return {"cost": {"requested": points}}
        most = self.most(principal)
        if points > most:
            raise _too_expensive(points, most, formula.parts(variables))
        return {"cost": {"requested": points, **_bucket(self.buckets.take(principal, points))}}

    def deliver(self, formula: Formula, variables: Mapping[str, Any], principal: Principal) -> dict[str, Any]:
        """Pay for one delivery of a subscription: what its reading costs. Raises RateLimited."""
        points = max(OPERATION, formula.points(variables) - SUBSCRIPTION - OPERATION)
        return {"cost": {"requested": points, **_bucket(self.buckets.take(principal, points))}}

    def most(self, principal: Principal) -> int:
        """What an operation may cost at most: what any may, and no more than the client's bucket ever holds."""
        allowance = self.buckets.allowance(principal)
        return self.limits.points if allowance is None else min(self.limits.points, allowance.capacity)


def timed_out(formula: Formula, variables: Mapping[str, Any]) -> QueryTimedOut:
    """The refusal of an operation whose reading was stopped; it names what costs most."""
    parts = formula.parts(variables)
    dearest = f" `{parts[0].path}` costs most of it: ask for a smaller page there, or above it." if parts else ""
    return QueryTimedOut(
        f"Reading took longer than a read may, and was stopped.{dearest}",
        cost=formula.points(variables),
        breakdown=breakdown(parts),
    )


def breakdown(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """The dearest parts of a price as JSON."""
    return [part._asdict() for part in parts[:SHOWN]]


def _bucket(balance: Balance | None) -> dict[str, Any]:
    return {} if balance is None else {"bucket": balance.as_dict()}


def _too_expensive(points: int, most: int, parts: Sequence[Part]) -> QueryTooExpensive:
    dearest = parts[0]
    return QueryTooExpensive(
        f"This costs {points} points, and {most} is the most that any operation may. `{dearest.path}` costs most of it "
        f"({dearest.points}): ask for a smaller page there, or above it, or send it as a query of its own.",
        cost=points,
        limit=most,
        breakdown=breakdown(parts),
    )
