"""What people take back themselves: the command, the page and the decision say the same of it afterwards."""

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.app import now
from lifecycle_api.domain.events.customers import ContactPointInvalidated
from lifecycle_api.projector.registered import live
from lifecycle_api.trust import privacy
from tests.support.desk import Desk
from tests.support.facts import a, phone, registered
from tests.support.graph import Graph
from tests.support.people import consumer, staff

pytestmark = pytest.mark.anyio

ANN = f"customer:{a('ann')}"
NUMBER = "+12065550123"
LIMITS = "customer { dataLimits { kind detail endedAt } }"


@pytest.fixture
def desk(graph: Graph) -> Desk:
    """The administrator's."""
    return Desk(graph, staff(graph.tenant, role=Role.ADMINISTRATOR))


async def opted_out(graph: Graph) -> None:
    """Somebody opted out with their number, and did not say who they are."""
    records = privacy(graph.parts.store, graph.parts.keys, now).records
    await records.of_sharing(graph.tenant, NUMBER, country="US", method="web_form")


async def limits(desk: Desk, customer: str = ANN) -> list[tuple[str, str]]:
    """What the page says is in the way now."""
    shown = await desk.graph.read(
        desk.who, "query ($c: ID!) { customer(id: $c) { dataLimits { kind detail endedAt } } }", c=customer
    )
    return [(each["kind"], each["detail"]) for each in shown["customer"]["dataLimits"] if each["endedAt"] is None]


async def bound(graph: Graph) -> bool:
    """Whether decisions take Ann for opted out."""
    async with graph.parts.pool.acquire() as connection:
        rights = (await live(connection))["data_rights"].schema
        found = f"SELECT opted_out FROM {rights}.person WHERE tenant_id = $1 AND customer_id = $2"  # noqa: S608  # a schema
        return bool(await connection.fetchval(found, graph.tenant, a("ann")))


async def test_who_opted_out_by_number_sees_it_and_can_take_it_back(desk: Desk) -> None:
    """Decisions have bound them from the first moment: so their page says it, and their own word ends it."""
    graph = desk.graph
    await graph.happened(phone("ann", NUMBER))
    await opted_out(graph)
    assert await limits(desk) == [("OPT_OUT", "")]
    assert await bound(graph)
    ann = Desk(graph, consumer(graph.tenant, a("ann")))
    await ann.done("optInToSharing", LIMITS, customer=ANN, method="PORTAL")
    assert await limits(desk) == []


async def test_an_opt_out_by_number_binds_who_is_found_to_use_it_later(desk: Desk) -> None:
    """As decisions have it: their page says so, too, and they can take it back."""
    graph = desk.graph
    await graph.happened(phone("ann", NUMBER))
    await opted_out(graph)
    await graph.happened(registered("bob"), phone("bob", NUMBER))
    bob = f"customer:{a('bob')}"
    assert await limits(desk, bob) == [("OPT_OUT", "")]
    await desk.done("optInToSharing", LIMITS, customer=bob, method="PORTAL")
    assert await limits(desk, bob) == []
    assert await limits(desk) == [("OPT_OUT", "")]


async def test_a_number_that_is_stated_again_takes_back_no_opt_in(desk: Desk) -> None:
    """Their own word came later, and the number is no news."""
    graph = desk.graph
    await graph.happened(phone("ann", NUMBER))
    await opted_out(graph)
    ann = Desk(graph, consumer(graph.tenant, a("ann")))
    await ann.done("optInToSharing", LIMITS, customer=ANN, method="PORTAL")
    assert not await bound(graph)
    await graph.happened(phone("ann", NUMBER))
    assert await limits(desk) == []
    assert not await bound(graph)


async def test_an_objection_to_everything_is_taken_back_as_a_whole(desk: Desk) -> None:
    """Taken back for one purpose it would go on in decisions, whatever was answered; and once it is over it is over."""
    await desk.done("objectToProcessing", LIMITS, customer=ANN)
    assert await desk.refused("withdrawObjection", customer=ANN, purposes=["survey"]) == ("POLICY_REFUSED", "purposes")
    await desk.done("withdrawObjection", LIMITS, customer=ANN)
    assert await limits(desk) == []
    assert await desk.refused("withdrawObjection", customer=ANN) == ("POLICY_REFUSED", "")


async def test_a_number_is_opened_by_nobody_who_lost_it(desk: Desk) -> None:
    """Whoever uses it now said stop."""
    graph = desk.graph
    lost = ContactPointInvalidated(customer=a("ann"), contact_point=a(f"ann {NUMBER}"), reason="recycled")
    await graph.happened(phone("ann", NUMBER), lost, registered("bob"), phone("bob", NUMBER))
    stop = {"contactPoint": NUMBER, "channel": "SMS", "method": "SMS"}
    await desk.done("revokeChannel", "position", **stop)
    ann = Desk(graph, consumer(graph.tenant, a("ann")))
    assert await ann.refused("restoreChannel", customer=ANN, **stop) == ("NOT_FOUND", "contactPoint")
    await desk.done("restoreChannel", "position", customer=f"customer:{a('bob')}", **stop)
    await desk.done("revokeChannel", "position", **stop)
    await graph.happened(phone("ann", NUMBER))
    await ann.done("restoreChannel", "position", customer=ANN, **stop)


async def test_an_erasure_that_is_not_wanted_any_more_restricts_nothing(desk: Desk) -> None:
    """It was restricted until the request is settled, and that it is."""
    await desk.done("placeHold", "hold { id }", customer=ANN, matter="Miller v. Northgate")
    ann = Desk(desk.graph, consumer(desk.graph.tenant, a("ann")))
    asked = {"kind": "ERASE", "jurisdiction": "EU", "method": "PORTAL"}
    done = await ann.done("openPrivacyRequest", "request { id state }", customer=ANN, **asked)
    request = done["request"]["id"]
    assert await limits(desk) == [("RESTRICTION", request.replace("privacyRequest", "privacy_request"))]
    answer = {"request": request, "outcome": "WITHDRAWN"}
    await desk.done("resolvePrivacyRequest", "request { state }", customer=ANN, **answer)
    assert await limits(desk) == []
