"""Refusals of a whole request by the first gates of a decision, as errors."""

from typing import ClassVar, Final

from lifecycle_api.access.policy import OF_RANK, PERMIT
from lifecycle_api.access.policy import Reason as Denial
from lifecycle_api.access.scopes import ScopeMissing
from lifecycle_api.access.tokens import Reason, TokenInvalid
from lifecycle_api.errors import LifecycleError


class PurposeMissing(LifecycleError):
    """Name one purpose, as `extensions.purpose` or in the header `Lifecycle-Purpose`; none is assumed."""

    code: ClassVar[str] = "PURPOSE_MISSING"


class PurposeUnknown(LifecycleError):
    """There is no such purpose; `data.purposes` lists them."""

    code: ClassVar[str] = "PURPOSE_UNKNOWN"


class PurposeNotGranted(LifecycleError):
    """Your client was not granted this purpose; ask the dealer group for it."""

    code: ClassVar[str] = "PURPOSE_NOT_GRANTED"


class RecipientUnclear(LifecycleError):
    """What siblings share, they share with one rooftop; ask with a token for the one that shall receive it."""

    code: ClassVar[str] = "RECIPIENT_UNCLEAR"


class PartySuspended(LifecycleError):
    """The party you act for is suspended, or not registered with this dealer group."""

    code: ClassVar[str] = "PARTY_SUSPENDED"


_ERRORS: Final = {
    Denial.PARTY_SUSPENDED: PartySuspended,
    Denial.SCOPE_MISSING: ScopeMissing,
    Denial.PURPOSE_NOT_GRANTED: PurposeNotGranted,
}


def check_gate(rank: int) -> None:
    """Raise what stands in the way of a whole request, if anything does.

    That is TokenInvalid, PartySuspended, ScopeMissing or PurposeNotGranted.
    """
    if rank >= PERMIT:
        return
    denial = OF_RANK[rank]
    if denial is Denial.TOKEN_INVALID:
        raise TokenInvalid(Reason.CANCELLED)
    raise _ERRORS[denial]
