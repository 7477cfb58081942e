"""Registering the operations that a client may ask for by their hash, and may be held to."""

import strawberry

from lifecycle_api.commands.administration import check_reach
from lifecycle_api.graphql.mutations.execution import Caller, mutation
from lifecycle_api.graphql.mutations.organisation import SettingUpInput
from lifecycle_api.graphql.mutations.payloads import Payload


@strawberry.input(description="Operations to register for a client.")
class RegisterTrustedDocumentsInput(SettingUpInput):
    """Documents."""

    client_id: str = strawberry.field(description="The client that will ask for them.")
    documents: list[str] = strawberry.field(
        description="Up to 200 documents, byte for byte as the client has them: a blank more is another document."
    )


@strawberry.type(description="What `registerTrustedDocuments` did.")
class RegisterTrustedDocumentsPayload(Payload):
    """The documents' ids."""

    document_ids: list[str] = strawberry.field(
        default_factory=list,
        description="The documents' ids, in order: SHA-256 of each in hexadecimal, to be sent as `documentId`.",
    )


async def _register(by: Caller, given: RegisterTrustedDocumentsInput) -> RegisterTrustedDocumentsPayload:
    check_reach(by.principal)
    who = by.principal
    ids = await by.writing.documents.register(who.tenant, given.client_id, given.documents, who.subject)
    return RegisterTrustedDocumentsPayload(document_ids=ids)


register_trusted_documents = mutation(
    RegisterTrustedDocumentsInput,
    RegisterTrustedDocumentsPayload,
    _register,
    scope="admin:write",
    emits=(),
    description="Register the operations that a client may ask for by their hash; a client can be held to these.",
)
