"""What is made at the edge, never inside a decision: ids, keyed hashes of numbers and addresses, and who asks."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.commands.asking import Asked
from lifecycle_api.domain.contact import normalise_email, normalise_phone
from lifecycle_api.errors import InvalidArgument

HashOf = Callable[[UUID, str], str]


@dataclass(frozen=True)
class Edge:
    """Makes the ids of one request: called with a kind, it gives the same id each time the request is repeated.

    Numbers are read as they are dialled in `country`.
    """

    principal: Principal
    asked: Asked
    hash_of: HashOf
    country: str

    def __call__(self, kind: str) -> UUID:
        """The id of what the request makes."""
        return self.asked.new_id(self.principal, kind)

    @property
    def is_consumer(self) -> bool:
        """Whether the customer asks themselves."""
        return self.principal.kind is Kind.CONSUMER

    def contact(self, written: str) -> str:
        """The keyed hash of a number or an e-mail address. Raises InvalidArgument."""
        text = written.strip()
        if not text:
            raise InvalidArgument("A stop needs the number or the address.", argument="contactPoint")
        read = normalise_email(text) if "@" in text else normalise_phone(text, region=self.country)
        return self.hash_of(self.principal.tenant, read.match_key or text)
