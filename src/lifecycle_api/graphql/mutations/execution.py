"""Carries out what a mutation's input asks for, and answers with its payload."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeVar

import strawberry
from strawberry.types import Info

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.commands.asking import Asked, Expected
from lifecycle_api.errors import LifecycleError
from lifecycle_api.graphql.marks import EMITS, KINDS, SCOPE
from lifecycle_api.graphql.mutations.edge import Edge
from lifecycle_api.graphql.mutations.errors import user_error
from lifecycle_api.graphql.mutations.inputs import CommandInput, DialledInput, optional_key
from lifecycle_api.graphql.mutations.payloads import Payload, recorded
from lifecycle_api.graphql.resources import Writing
from lifecycle_api.planner.price import PRICE, Price

P = TypeVar("P")
ARGUMENT = "input"


@dataclass(frozen=True)
class Caller:
    """Who calls a mutation, and what it can be carried out with."""

    principal: Principal
    writing: Writing


def mutation(
    given: type[Any],
    payload: Callable[..., P],
    work: Callable[[Caller, Any], Awaitable[P]],
    *,
    scope: str,
    description: str,
    emits: tuple[str, ...] = (),
    price: Price | None = None,
    by: frozenset[Kind] | None = None,
) -> Any:
    """Declare a mutation that takes an input of this type and answers with what `work` makes of it.

    `emits` names the types of the events that it can record; none says that the caller chooses them. `price` is for
    one that does more than others, `by` for one that is not for every kind of party that can hold its scope.
    Refusals that the caller can mend become the payload's `userErrors`; others are errors of the response.
    """

    async def execute(info: Info[Any, Any], input: Any) -> P:  # noqa: A002  # the argument's name in the schema
        caller = _caller(info, scope)
        await info.context["reader"].leave()
        try:
            return await work(caller, input)
        except LifecycleError as refusal:
            return payload(user_errors=[user_error(refusal, ARGUMENT)])

    argument = strawberry.argument(description="What is to be done.")
    execute.__annotations__ = {"info": Info, "input": Annotated[given, argument], "return": payload | None}  # type: ignore[operator]
    return strawberry.mutation(
        resolver=execute,
        description=f"{description} Needs the scope `{scope}`.",
        metadata={SCOPE: scope, EMITS: emits, PRICE: price, KINDS: by},
    )


def command(
    given: type[CommandInput],
    payload: type[Payload],
    *,
    scope: str,
    description: str,
    emits: tuple[str, ...] = (),
    by: frozenset[Kind] | None = None,
) -> Any:
    """Declare a mutation that executes the command of its input."""

    async def execute(caller: Caller, given: CommandInput) -> Payload:
        rooftop = optional_key(given.rooftop, "rooftop", "rooftop")
        asked = Asked(idempotency_key=given.idempotency_key, rooftop=rooftop, occurred_at=given.occurred_at)
        country = await _country(caller, given)
        intent = given.intent(Edge(caller.principal, asked, caller.writing.hash_of, country))
        seen = getattr(given, "expected_version", None)
        if intent.versioned is not None and seen is not None:
            asked = replace(asked, expected=Expected(intent.versioned, seen))
        outcome = await caller.writing.commands.execute(caller.principal, intent.command, asked)
        return payload(keys=intent.keys, **recorded(outcome))

    return mutation(given, payload, execute, scope=scope, description=description, emits=emits, by=by)


async def _country(caller: Caller, given: CommandInput) -> str:
    """Where numbers are dialled, if there may be one."""
    if not isinstance(given, DialledInput):
        return ""
    return given.country or await caller.writing.country_of(caller.principal.tenant)


def _caller(info: Info[Any, Any], scope: str) -> Caller:
    principal: Principal = info.context["principal"]
    principal.require(scope)
    return Caller(principal, info.context["services"].writing)
