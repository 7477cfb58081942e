"""The pages that are measured, as requests to each who answers them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from lifecycle_api.bench import limit
from lifecycle_api.bench.contestants import STOCK
from lifecycle_api.bench.group import Generated
from lifecycle_api.bench.load import request

_FIELDS: Final = """
    id name kind status registeredAt lastVisitAt
    contactPoints { kind value valid }
    ownerships { role fromDate vehicle { vin year make model } }
    timeline(first: 20) {
      nodes {
        __typename occurredAt category title text
        ... on RepairOrderItem { amount { amount currency } }
        ... on DealItem { amount { amount currency } }
      }
      pageInfo { hasNextPage endCursor }
    }
    handoffs(first: 10, where: { status: { eq: OFFERED } }) { nodes { id reason offeredAt } }
    consents(first: 10) { nodes { id state purposes channels recordedAt } }
"""
CUSTOMER: Final = f"query CustomerPage($id: ID!) {{ customer(id: $id) {{ {_FIELDS} }} }}"
AS_OF: Final = (
    "query CustomerPageAsOf($id: ID!, $position: EventPosition!) {"
    f" customer(id: $id, asOf: {{known: {{position: $position}}}}) {{ {_FIELDS} }} }}"
)
CUSTOMERS: Final = """query Customers {
  customers(first: 50, orderBy: LAST_VISIT) { nodes { id name lastVisitAt } pageInfo { hasNextPage endCursor } }
}"""
PEOPLE: Final = 2000
"""How many customers' pages are asked for in turn."""


@dataclass(frozen=True)
class Page:
    """A page's document with the variables to ask it with, and where and with what the limit is asked for the same."""

    name: str
    document: str
    variables: Sequence[dict[str, str]]
    path: str
    bodies: Sequence[bytes]

    def planned(self, token: str) -> list[bytes]:
        """Requests of the served endpoint."""
        return [_asked("/graphql", self.document, each, token) for each in self.variables]

    def stock(self, token: str) -> list[bytes]:
        """Requests of the same without plans."""
        return [_asked(f"{STOCK}/graphql", self.document, each, token) for each in self.variables]

    def by_hand(self, token: str) -> list[bytes]:
        """Requests of the limit."""
        return [request(self.path, body, token) for body in self.bodies]

    def unseen(self, token: str, *, number: int, of: int = 1, first: int = 0) -> list[bytes]:
        """So many requests, one in `of` with a document that was never asked before: a comment makes it new."""
        return [
            _asked(
                "/graphql",
                f"# {first + index}\n{self.document}" if index % of == 0 else self.document,
                self.variables[index % len(self.variables)],
                token,
            )
            for index in range(number)
        ]


def pages(group: Generated) -> list[Page]:
    """The customer page and the list."""
    return [
        customer_pages(group.page_customers(PEOPLE)),
        Page("read.list", CUSTOMERS, [{}], limit.LIST, [b""]),
    ]


def customer_pages(customers: Sequence[str]) -> Page:
    """The pages of these customers, by global id."""
    ids = [{"id": each} for each in customers]
    return Page("read.customer", CUSTOMER, ids, limit.PAGE, [orjson.dumps(each) for each in ids])


def as_of(customer: str, position: int, token: str) -> bytes:
    """A request for a customer's page as of a position."""
    return _asked("/graphql", AS_OF, {"id": customer, "position": str(position)}, token)


def _asked(path: str, document: str, variables: dict[str, str], token: str) -> bytes:
    return request(path, orjson.dumps({"query": document, "variables": variables}), token)
