"""What a party may see, told to the party itself."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from lifecycle_api.access.scopes import Kind
from lifecycle_api.graphql.asking import asker, computed
from lifecycle_api.graphql.categories import DataCategory

SCOPE = "vehicles:read"


@strawberry.type(description="What you may see of one category of data that one rooftop holds.")
class CategoryAccess:
    """A category at a rooftop."""

    rooftop: strawberry.ID = strawberry.field(description="Global id of the rooftop; others do not exist for you.")
    category: DataCategory = strawberry.field(description="The category.")
    agreed: bool = strawberry.field(description="Whether agreements, or your engagement, let you see it.")
    reason: str | None = strawberry.field(description="What stands in the way, such as `AGREEMENT_CATEGORY`.")
    needs_consent: bool = strawberry.field(description="Whether each person has to have agreed, too.")
    generalised: bool = strawberry.field(
        description="Whether records about persons tell it in coarser values alone, such as a month for a day."
    )


async def _my_access(
    info: Info[Any, Any],
    purpose: Annotated[str, strawberry.argument(description="A purpose of the registry; ask for `purposes`.")],
) -> list[CategoryAccess] | None:
    by = asker(info, SCOPE)
    return [
        CategoryAccess(
            rooftop=strawberry.ID(f"rooftop:{each.rooftop}"),
            category=DataCategory(each.category.value),
            agreed=each.reason is None,
            reason=None if each.reason is None else each.reason.value,
            needs_consent=each.consented,
            generalised=each.generalised,
        )
        for each in await by.inquiries.access.of(by.viewer, purpose)
    ]


my_access = computed(
    _my_access,
    "What you, a partner or an auditor, may see for a purpose, by rooftop and category, as far as agreements go; staff"
    " of one rooftop are told what its siblings share with it. Empty for everyone else.",
    scope=SCOPE,
    to=frozenset(Kind),
)
