"""Which part of the schema a party is shown: one contract for each audience, whatever its tokens then allow."""

from enum import StrEnum

from lifecycle_api.access.categories import readable_by
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import SCOPES, Kind
from lifecycle_api.domain.categories import Category


class Contract(StrEnum):
    """The part of the schema that one audience can ever use. The dealer's is all of it."""

    DEALER = "dealer"
    PARTNER = "partner"
    AUDITOR = "auditor"
    CONSUMER = "consumer"

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of party that it is for."""
        return frozenset(kind for kind, contract in _OF.items() if contract is self)

    @property
    def categories(self) -> frozenset[Category]:
        """The categories of data that somebody it is for may read."""
        return frozenset[Category]().union(*(readable_by(kind) for kind in self.kinds))

    def allows(self, scope: str) -> bool:
        """Whether somebody it is for can hold this scope."""
        return bool(SCOPES[scope].kinds & self.kinds)


_OF: dict[Kind, Contract] = {
    Kind.STAFF: Contract.DEALER,
    Kind.SERVICE: Contract.DEALER,
    Kind.PARTNER: Contract.PARTNER,
    Kind.AUDITOR: Contract.AUDITOR,
    Kind.CONSUMER: Contract.CONSUMER,
}


def contract_of(principal: Principal) -> Contract:
    """The contract under which a principal's documents are read."""
    return contract_for(principal.kind)


def contract_for(kind: Kind) -> Contract:
    """The contract of a kind of party."""
    return _OF[kind]
