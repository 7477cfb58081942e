"""Finds the document of a question that names it by hash, and holds clients to their documents."""

from dataclasses import dataclass
from typing import Protocol

import msgspec
from graphql import GraphQLError, parse, specified_rules
from strawberry.schema.schema import validate_document

from lifecycle_api.access.contracts import contract_for
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.graphql.contracts import Contracts
from lifecycle_api.graphql.limits import Limits
from lifecycle_api.graphql.question import Asker, BadRequest, Question


class Documents(Protocol):
    """Knows documents by hash, and which clients may run no others."""

    async def text(self, document_id: str, principal: Principal | None) -> str:
        """The document of a hash. Raises a refusal when there is none for this principal."""
        ...

    async def admit(self, document: str, principal: Principal) -> None:
        """Let a document run that was sent whole. Raises a refusal."""
        ...


async def found(question: Question, asker: Asker, documents: Documents) -> Question:
    """The question with its document. Raises BadRequest, and what the documents refuse."""
    if question.document_id is not None:
        if question.query is not None:
            raise BadRequest("Send either `query` or `documentId`.")
        return msgspec.structs.replace(question, query=await documents.text(question.document_id, asker.principal))
    if question.query and asker.principal is not None:
        await documents.admit(question.query, asker.principal)
    return question


@dataclass(frozen=True)
class Askable:
    """Checks whether a party of some kind could ask a document at all, before it is registered for one."""

    contracts: Contracts
    limits: Limits

    def __call__(self, document: str, kind: Kind) -> None:
        """Look at one document. Raises InvalidArgument, and a refusal for every limit of documents."""
        self.limits.check_text(document)
        try:
            parsed = parse(document)
        except GraphQLError as error:
            raise InvalidArgument(f"This is no document: {error.message}", argument="documents") from None
        self.limits.check_document(parsed)
        schema = self.contracts.schema(contract_for(kind))
        if errors := validate_document(schema, parsed, tuple(specified_rules)):
            raise InvalidArgument(f"The client could not ask this: {errors[0].message}", argument="documents")
