"""What an agreement says, clause by clause, with the page it stands on."""

from typing import Annotated, Literal

import msgspec

from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.values import WholeNumber

Action = Literal["read", "search", "contact", "export", "retain", "resell", "assign"]
Onward = Literal["no", "listed", "yes"]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Clause(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One sentence of an agreement.

    A `permit` allows `actions` on `categories` for `purposes`, in `territory` (empty: everywhere), and passing on to
    `recipients` as `onward` says. A `prohibit` takes that away again, and excludes `recipients` (competitors). A
    `duty` is what the partner owes the dealer: `fields` within `delay_hours`. `recipients` are global ids of parties.
    """

    id: Name
    page: WholeNumber
    effect: Literal["permit", "prohibit", "duty"]
    text_sha256: Sha256 | None = None
    actions: tuple[Action, ...] = ()
    purposes: tuple[Name, ...] = ()
    categories: tuple[Category, ...] = ()
    territory: tuple[Name, ...] = ()
    onward: Onward = "no"
    recipients: tuple[Name, ...] = ()
    retention_days: WholeNumber | None = None
    fields: tuple[Name, ...] = ()
    delay_hours: WholeNumber | None = None
