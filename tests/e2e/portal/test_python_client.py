"""The generated Python client against the served installation, as a portal's back end would use it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from uuid import uuid4

import httpx
import pytest
from lifecycle_client import Client
from lifecycle_client.base_client import LifecycleError
from lifecycle_client.enums import LeadOutcome, Slot
from lifecycle_client.input_types import (
    AssignCustomerInput,
    ReceiveLeadInput,
    RecordNoteInput,
    ShopperInput,
    WantedVehicleInput,
)

from tests.e2e.portal.conftest import House
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio

PURPOSES = {"marketplace": "lead_followup"}

As = Callable[[str], AbstractAsyncContextManager[Client]]


@pytest.fixture
def acting(house: House) -> As:
    """A client for a persona."""

    @asynccontextmanager
    async def client(persona: str) -> AsyncIterator[Client]:
        http = httpx.AsyncClient(trust_env=False, timeout=PATIENCE_SECONDS)
        purpose = PURPOSES.get(persona)
        async with Client(house.url, house.tokens[persona], purpose=purpose, http=http) as client:
            yield client

    return client


async def test_the_advisor_finds_whoever_is_at_the_counter(acting: As) -> None:
    """By a part of a name, then opens their page; every value has its type."""
    async with acting("sales-manager") as manager:
        known = next(each for each in (await manager.sales_pipeline()).deals.nodes if each.customer)
    async with acting("service-advisor") as advisor:
        assert known.customer is not None
        assert known.customer.name is not None
        found = await advisor.find_customer(known.customer.name)
        assert found.customers.count.value >= 1
        page = (await advisor.customer_page(found.customers.nodes[0].id)).customer
        assert page is not None
        assert page.name == known.customer.name
        assert page.timeline.nodes[0].occurred_at.tzinfo is not None
        assert int(advisor.extensions["consistency"]["position"]) > 0
        assert (await advisor.service_drive()).repair_orders.nodes


async def test_a_note_is_recorded_once(acting: As) -> None:
    """Under one key; the second answer says that it was the first's."""
    async with acting("service-advisor") as advisor:
        orders = (await advisor.service_drive()).repair_orders.nodes
        name = next(each.customer.name for each in orders if each.customer and each.customer.name)
        who = (await advisor.find_customer(name, first=1)).customers.nodes[0]
        note = RecordNoteInput(idempotencyKey=str(uuid4()), customer=who.id, text="Prefers the morning.")
        first, again = (await advisor.record_note(note)).record_note, (await advisor.record_note(note)).record_note
    assert first is not None
    assert again is not None
    assert first.note is not None
    assert first.note.text == "Prefers the morning."
    assert (first.replayed, again.replayed) == (False, True)
    assert first.position == again.position


async def test_what_cannot_be_done_is_an_answer(acting: As) -> None:
    """A refusal that the caller can mend stands in the payload, with its type, code and place."""
    unknown = AssignCustomerInput(
        idempotencyKey="k", customer=f"customer:{uuid4()}", employee=f"employee:{uuid4()}", slot=Slot.SALES
    )
    async with acting("sales-manager") as manager:
        answer = (await manager.assign_customer(unknown)).assign_customer
    assert answer is not None
    (refusal,) = answer.user_errors
    assert (refusal.typename__, refusal.code) == ("NotFoundError", "NOT_FOUND")
    assert refusal.path[0] == "input"


async def test_the_marketplace_searches_the_lot_and_sends_a_lead(acting: As) -> None:
    """The lead is new the first time; sent again under another key, it counts as resent."""
    async with acting("marketplace") as marketplace:
        front = await marketplace.front_line()
        lot = front.vehicles.nodes
        assert lot
        assert all(each.front_line_ready_at for each in lot)
        cheap = await marketplace.stock_search(0, 2_000_000)
        prices = [each.asking_price.amount for each in cheap.vehicles.nodes if each.asking_price]
        assert prices == sorted(prices)
        assert {each.vin for each in cheap.vehicles.nodes} <= {each.vin for each in lot}, "what is sold is for sale"
        outcomes = []
        for _ in range(2):
            lead = ReceiveLeadInput(
                idempotencyKey=str(uuid4()),
                rooftop=front.rooftops.nodes[0].id,
                provider="Carfair",
                externalId="cf-77",
                customer=ShopperInput(name="Robin Shopper", emails=["robin@shopper.example"]),
                wanted=[WantedVehicleInput(make=lot[0].make, model=lot[0].model, vin=lot[0].vin)],
            )
            sent = (await marketplace.send_lead(lead)).receive_lead
            assert sent is not None
            assert sent.user_errors == []
            outcomes.append(sent.outcome)
    assert outcomes == [LeadOutcome.RECORDED, LeadOutcome.RESENT]


async def test_everybody_else_has_their_own_page(acting: As) -> None:
    """The agent an inbox, the auditor the order of things, the consumer their record, the administrator the intake."""
    async with acting("bdc-agent") as agent, acting("auditor") as auditor:
        assert (await agent.lead_inbox()).leads.count.value >= 0
        assert (await auditor.what_happened()).customers.nodes
    async with acting("consumer") as consumer, acting("administrator") as administrator:
        assert len((await consumer.my_record()).customers.nodes) == 1
        assert (await administrator.intake_health()).source_batches.nodes


async def test_a_refusal_has_a_code(acting: As, house: House) -> None:
    """What is not in one's contract cannot even be asked; a bad token is no token."""
    async with acting("marketplace") as marketplace:
        with pytest.raises(LifecycleError, match="Cannot query field 'sourceBatches'"):
            await marketplace.intake_health()
    async with Client(
        house.url, "nonsense", http=httpx.AsyncClient(trust_env=False, timeout=PATIENCE_SECONDS)
    ) as stranger:
        with pytest.raises(LifecycleError) as refused:
            await stranger.front_line()
        assert (refused.value.status, refused.value.code) == (401, "TOKEN_INVALID")


async def test_what_a_proxy_answers_is_a_refusal_too() -> None:
    """Without a code, as it is not the service's; the status is the proxy's."""
    page = b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<p>Try later</p>"

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(page)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(proxy, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        url, http = f"http://127.0.0.1:{port}/graphql", httpx.AsyncClient(trust_env=False, timeout=PATIENCE_SECONDS)
        async with Client(url, "token", http=http) as somebody:
            with pytest.raises(LifecycleError, match="The server answered 502") as refused:
                await somebody.front_line()
    assert (refused.value.status, refused.value.code) == (502, None)


async def test_documents_can_be_sent_by_id(house: House) -> None:
    """Those that are shipped with the clients are known from the start."""
    http = httpx.AsyncClient(trust_env=False, timeout=PATIENCE_SECONDS)
    async with Client(house.url, house.tokens["service-advisor"], trusted=True, http=http) as advisor:
        assert (await advisor.service_drive()).repair_orders.nodes
