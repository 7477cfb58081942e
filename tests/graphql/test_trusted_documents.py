"""Operations that are known by their hash, and clients that are held to theirs."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import orjson
import pytest

from lifecycle_api import app
from lifecycle_api.access.matrix import Role
from lifecycle_api.access.oauth.client import Client
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.question import Answer, Asker, BadRequest, Question
from lifecycle_api.http.operations import operations_folder, trusted_texts
from lifecycle_api.store.documents import sha256_of
from tests.support.graph import ADMISSION, SCHEMA, Graph
from tests.support.people import partner, staff

pytestmark = pytest.mark.anyio

OWN = "query Rooftops { rooftops { nodes { code } } }"
REGISTER = """mutation($client: String!, $documents: [String!]!) {
  registerTrustedDocuments(input: {idempotencyKey: "k", clientId: $client, documents: $documents}) {
    documentIds userErrors { code message }
  }
}"""


@dataclass
class Portal:
    """A graph with a registered client, asked over the one answering function."""

    graph: Graph
    client_id: str
    answering: Answering

    async def ask(
        self, who: Principal, query: str | None = None, document_id: str | None = None, **given: Any
    ) -> Answer:
        """The answer to a document or to a hash."""
        question = Question(query=query, document_id=document_id, variables=given)
        return await self.answering.answer(question, Asker(who, "test"))

    async def register(self, *documents: str, client: str | None = None) -> Any:
        """What registering documents for the client answers."""
        who = staff(self.graph.tenant, role=Role.ADMINISTRATOR)
        answer = await self.ask(who, REGISTER, client=client or self.client_id, documents=documents)
        return orjson.loads(answer.body)["data"]["registerTrustedDocuments"]

    def user(self) -> Principal:
        """Somebody on the staff who uses the client."""
        who = staff(self.graph.tenant)
        return Principal(
            **{**{name: getattr(who, name) for name in who.__struct_fields__}, "client_id": self.client_id}
        )


@pytest.fixture
async def portal(graph: Graph) -> Portal:
    """A client that anything may be asked with."""
    return await registered(graph, trusted_only=False)


@pytest.fixture
async def strict(graph: Graph) -> Portal:
    """A client that is held to its documents."""
    return await registered(graph, trusted_only=True)


async def registered(graph: Graph, *, trusted_only: bool) -> Portal:
    """A client of the graph's group."""
    client = Client(
        client_id=str(uuid4()), name="Portal", kind=Kind.STAFF, tenant=graph.tenant, trusted_only=trusted_only
    )
    await graph.parts.clients.clients.save(client, app.now())
    return Portal(
        graph, client.client_id, Answering(SCHEMA, graph.resources, ADMISSION, graph.resources.writing.documents)
    )


def code_of(answer: Answer) -> str:
    """The code of the only error."""
    (error,) = answer.errors
    code: str = error["extensions"]["code"]
    return code


async def test_a_registered_document_is_asked_for_by_its_hash(portal: Portal) -> None:
    """By the client that registered it, and by no other one."""
    done = await portal.register(OWN)
    assert done == {"documentIds": [sha256_of(OWN)], "userErrors": []}
    asked = await portal.ask(portal.user(), document_id=f"sha256:{sha256_of(OWN)}")
    assert asked.body == (await portal.ask(portal.user(), OWN)).body
    assert code_of(await portal.ask(staff(portal.graph.tenant), document_id=sha256_of(OWN))) == "DOCUMENT_UNKNOWN"


async def test_the_operations_of_the_shipped_clients_are_known_to_all(portal: Portal) -> None:
    """As the files have them, and as each client prints them."""
    texts = trusted_texts(operations_folder())
    assert len(texts) > 10
    for text in texts:
        answer = await portal.ask(staff(portal.graph.tenant), document_id=sha256_of(text))
        assert all(error["extensions"]["code"] != "DOCUMENT_UNKNOWN" for error in answer.errors)


async def test_a_client_is_held_to_its_documents(strict: Portal) -> None:
    """Whether it sends them whole or by hash; whatever else it sends is refused before it is read."""
    await strict.register(OWN)
    assert (await strict.ask(strict.user(), OWN)).data is not None
    assert (await strict.ask(strict.user(), document_id=sha256_of(OWN))).data is not None
    for other in ("{ rooftops { nodes { code } } }", "{", f"{OWN} "):
        assert code_of(await strict.ask(strict.user(), other)) == "DOCUMENT_NOT_TRUSTED"


async def test_a_subscription_is_no_way_around(strict: Portal) -> None:
    """It is admitted by the same function."""
    question = Question(query='subscription { customerChanged(id: "x") { position } }')
    async with strict.answering.subscribed(question, Asker(strict.user(), "test")) as found:
        assert isinstance(found, Answer)
        assert code_of(found) == "DOCUMENT_NOT_TRUSTED"


@pytest.mark.parametrize("document", ["{", "{ nothing }", "fragment F on Rooftop { id }", "{ name }"])
async def test_what_the_client_could_not_ask_is_not_registered(portal: Portal, document: str) -> None:
    """Broken documents, and those that do not fit its part of the schema."""
    done = await portal.register(OWN, document)
    assert done["documentIds"] == []
    assert done["userErrors"][0]["code"] == "INVALID_ARGUMENT"
    assert code_of(await portal.ask(portal.user(), document_id=sha256_of(OWN))) == "DOCUMENT_UNKNOWN"


async def test_documents_are_registered_for_clients_of_the_group(portal: Portal) -> None:
    """A client that there is not, or that is another group's, is not found."""
    assert (await portal.register(OWN, client="nobody"))["userErrors"][0]["code"] == "NOT_FOUND"
    elsewhere = await registered(replace(portal.graph, tenant=uuid4()), trusted_only=False)
    assert (await portal.register(OWN, client=elsewhere.client_id))["userErrors"][0]["code"] == "NOT_FOUND"


async def test_a_question_has_a_document_or_a_hash(portal: Portal) -> None:
    """Both could differ."""
    with pytest.raises(BadRequest):
        await portal.ask(portal.user(), OWN, sha256_of(OWN))


async def test_a_partner_s_documents_are_its_own(portal: Portal) -> None:
    """Hashes tell nothing of another client's operations."""
    await portal.register(OWN)
    who = partner(portal.graph.tenant)
    assert code_of(await portal.ask(who, document_id=sha256_of(OWN))) == "DOCUMENT_UNKNOWN"
