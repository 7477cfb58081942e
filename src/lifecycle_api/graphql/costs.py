"""What an operation may cost, what it would cost, and what is left: for programs to ask before they are refused."""

import strawberry

from lifecycle_api.graphql.scalars import DateTime, Json
from lifecycle_api.planner.fields import argument, constant
from lifecycle_api.planner.price import Price


@strawberry.type(description="The most that an operation may be. A document beyond one of these is refused by name.")
class Limits:
    """Limits."""

    points: int = strawberry.field(description="Points that one operation may cost you: QUERY_TOO_EXPENSIVE.")
    characters: int = strawberry.field(description="Characters of a document: GRAPHQL_TOO_LONG.")
    tokens: int = strawberry.field(description="Tokens of a document: GRAPHQL_TOO_LONG.")
    depth: int = strawberry.field(description="Levels of nested selections: GRAPHQL_TOO_DEEP.")
    root_fields: int = strawberry.field(description="Root fields of an operation: GRAPHQL_TOO_MANY_ROOT_FIELDS.")
    fields: int = strawberry.field(
        description="Fields of an operation, fragments counted wherever they are spread: GRAPHQL_TOO_MANY_FIELDS."
    )
    aliases: int = strawberry.field(description="Aliases of an operation: GRAPHQL_TOO_MANY_ALIASES.")
    directives: int = strawberry.field(description="Directives of an operation: GRAPHQL_TOO_MANY_DIRECTIVES.")
    variables_depth: int = strawberry.field(description="Levels of nested variables: VARIABLES_TOO_DEEP.")
    subscriptions: int = strawberry.field(description="Subscriptions you may have at once: TOO_MANY_SUBSCRIPTIONS.")
    page_size: int = strawberry.field(description="Items of a page, the most that `first` may be.")
    request_bytes: int = strawberry.field(description="Bytes of a request: BODY_TOO_LARGE.")


@strawberry.type(
    description="Your bucket of points. Each operation takes its cost out; points come back by the second."
)
class RateLimit:
    """A bucket at this moment."""

    max: int = strawberry.field(description="What the bucket holds when it is full.")
    available: int = strawberry.field(description="What is in it, after this operation was paid for.")
    restore_rate: int = strawberry.field(description="Points that come back each second.")
    reset_at: DateTime = strawberry.field(description="When it will be full again, if you ask for nothing.")


@strawberry.type(description="What one field costs, over all the places where it is read, without what is below it.")
class CostPart:
    """A part of a price."""

    path: str = strawberry.field(description="Its path in the response, without the indexes of lists.")
    points: int = strawberry.field(description="Its points.")


@strawberry.type(description="What an operation would cost you and need, found out without running it.")
class OperationCost:
    """The outcome of a dry run."""

    points: int = strawberry.field(description="What it costs with these variables.")
    limit: int = strawberry.field(description="What any operation may cost you.")
    breakdown: list[CostPart] = strawberry.field(description="Where the points go, the dearest field first.")
    scopes: list[str] = strawberry.field(description="The scopes that a token needs for it.")
    categories: list[str] = strawberry.field(
        description="The protected categories of data it reads. Those that you may not read would be null."
    )
    planned: bool = strawberry.field(
        description="Whether it is read with a single statement. If not, it is read field by field, which is slower."
    )
    refusal: str | None = strawberry.field(description="The code with which it would be refused now; null if it runs.")


@strawberry.type
class CostQuery:
    """Root fields about costs."""

    limits: Limits = constant("limits", "The most that an operation of yours may be.")
    rate_limit: RateLimit | None = constant("rateLimit", "Your bucket of points; null when you have no limit.")
    operation_cost: OperationCost = constant(
        "operationCost",
        "A dry run: what an operation would cost you and need. Nothing of it is read or written.",
        {
            "document": argument(str | None, "The document; or else `documentId`.", None),
            "document_id": argument(
                strawberry.ID | None, "The id of a document that is known here, the SHA-256 of its text.", None
            ),
            "operation_name": argument(str | None, "Which of its operations, when it has several.", None),
            "variables": argument(Json | None, "The variables, an object; pages' sizes count.", None),
        },
        price=Price(10),
    )
