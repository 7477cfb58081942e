"""What the service tells of itself without reading anything: limits, buckets, and the price of what might be asked."""

from collections.abc import Mapping
from typing import Any

from lifecycle_api.access.principal import Principal
from lifecycle_api.graphql.admission import Admission
from lifecycle_api.graphql.dry_run import FIELD, DryRun
from lifecycle_api.graphql.operations import Operations
from lifecycle_api.graphql.question import LARGEST_REQUEST, Asker
from lifecycle_api.planner.arguments import LARGEST
from lifecycle_api.planner.binds import Constants
from lifecycle_api.planner.planner import Planner


def about(
    operations: Operations, admission: Admission, planner: Planner, asker: Asker, texts: Mapping[str, str]
) -> Constants:
    """By the names of the root fields, what an asker with a token is told.

    `texts` are the documents that are asked about by id.
    """
    principal = asker.principal
    if principal is None:
        return {}
    return {
        "limits": lambda _: _limits(admission, principal),
        "rateLimit": lambda _: _bucket(admission, principal),
        FIELD: DryRun(operations, admission, planner, asker, texts),
    }


def _limits(admission: Admission, principal: Principal) -> dict[str, int]:
    limits = admission.limits
    return {
        "points": admission.most(principal),
        "characters": limits.characters,
        "tokens": limits.tokens,
        "depth": limits.depth,
        "rootFields": limits.root_fields,
        "fields": limits.fields,
        "aliases": limits.aliases,
        "directives": limits.directives,
        "variablesDepth": limits.variables_depth,
        "subscriptions": limits.subscriptions,
        "pageSize": LARGEST["first"],
        "requestBytes": LARGEST_REQUEST,
    }


def _bucket(admission: Admission, principal: Principal) -> dict[str, Any] | None:
    balance = admission.buckets.look(principal)
    return None if balance is None else balance.as_dict()
