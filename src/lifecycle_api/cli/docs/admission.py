"""Tables of the standard limits and buckets, from where they are declared."""

from dataclasses import fields
from typing import Any

from lifecycle_api.access.buckets import STANDARD
from lifecycle_api.cli.docs.tables import code, table
from lifecycle_api.graphql import costs
from lifecycle_api.graphql.limits import Limits


def limits() -> str:
    """Every limit of operations, as LIFECYCLE_LIMITS knows it."""
    shown: Any = costs.Limits
    meaning = {field.python_name: field.description for field in shown.__strawberry_definition__.fields}
    return table(
        ("limit", "standard", "what it bounds, and the code of the refusal"),
        ((code(each.name), f"{each.default:,}", meaning[each.name]) for each in fields(Limits)),
    )


def rates() -> str:
    """The bucket of each kind of client, as LIFECYCLE_RATES knows it."""
    return table(
        ("kind", "the bucket holds", "points that come back each second"),
        ((code(kind), f"{each.capacity:,}", f"{each.restored:,}") for kind, each in sorted(STANDARD.items())),
    )
