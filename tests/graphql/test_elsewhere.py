"""Who works at one rooftop is told nothing of what happened at another, of a customer and a vehicle that both know."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.access.principal import Principal
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.parties import PartyRegistered
from lifecycle_api.planner.audience import Audience
from tests.support.everything import Everything
from tests.support.facts import NOON, a, phone
from tests.support.graph import Graph
from tests.support.noting import Noting, Watching
from tests.support.people import staff
from tests.support.telling import UNASKED, WALK, differences, questions
from tests.support.walking import ids

pytestmark = pytest.mark.anyio

ROLES: Final = frozenset(role.value for role in Role)
"""All of them at once: nobody with fewer is shown more."""
ONCE: Final = ("group.registered", "rooftop.registered", "customer.registered", "party.registered")
LAST: Final = ("subject.fenced", "subject.key_destroyed", "subject.data_erased", "erasure.certified")
"""Types that are left out: those that have happened to the group and to Ann, and those after which nothing is left."""

TOLD: Final[Mapping[str, str]] = {
    "a customer's profile is the group's": """
        Customer.address Customer.buyingPreference Customer.contactPoints Customer.familyName Customer.givenName
        Customer.language Customer.lastSeenAt Customer.lastVisitAt Customer.name Customer.samePerson
        Customer.sourceLinks Customer.status Customer.team Customer.version""",
    "so is what they agreed to, refused and asked for, which binds every rooftop": """
        Customer.consentWithdrawals Customer.consents Customer.dataLimits Customer.notices
        Query.legalHolds Query.privacyRequests""",
    "parties agree with the group, which decides for its rooftops": """
        Party.agreements Party.suspendedAt Party.suspendedReason Party.version Query.accessRules Query.agreements
        Query.contactPolicies Query.employees Query.engagements
        RetentionRule.ground RetentionRule.keepDays RetentionRule.setAt""",
    "a claim names no rooftop": "Customer.claims Query.claims",
    "a vehicle is one thing, wherever it stands": """
        Vehicle.acquiredAt Vehicle.acquisitionSource Vehicle.askingPrice Vehicle.body Vehicle.colour
        Vehicle.deliveredAt Vehicle.frontLineReadyAt Vehicle.lastSeenAt Vehicle.lastServicedAt Vehicle.make
        Vehicle.model Vehicle.odometer Vehicle.odometerReadAt Vehicle.odometerReadings
        Vehicle.ownershipChain Vehicle.reconStage Vehicle.reconStartedAt Vehicle.soldAt Vehicle.stock Vehicle.trim
        Vehicle.version Vehicle.vinStatus Vehicle.year""",
    "what another rooftop paid is null": "Vehicle.cost",
    "the log is one, and has one end": "EventPage.end EventPage.head Ownership.position",
}
"""What staff of one rooftop are told of the others, and why; nothing else."""
LOOKED_UP: Final = {
    *("AccessRule", "Agreement", "Claim", "ContactPolicy", "Employee", "Engagement", "LegalHold", "PrivacyRequest")
}
"""What of it they find by its id: the types of what they are listed."""
CLOCKS: Final = {
    *("ConsentReceipt.content.iat", "ConsentReceipt.jws"),
    *("PersonalDataExport.document.generated_at", "PersonalDataExport.generatedAt", "PersonalDataExport.readable"),
}
"""What says when it was asked, and so differs each time; all that is readable is in the document, too."""


@pytest.fixture
async def group(graph: Graph) -> Graph:
    """The group and a marketplace; asking leaves nothing on record."""
    await graph.happened(PartyRegistered(party=a("market"), kind="marketplace", name="Market"), at=None)
    return replace(graph, resources=replace(graph.resources, disclosing=Noting(), staff_access=Watching()))


async def record(graph: Graph, rooftop: str, days: int) -> int:
    """Let one of everything happen at a rooftop, so many days later; the last position."""
    point = await graph.recorded(await graph.happened(phone("ann", f"+1206555{days:04}"), at=rooftop))
    (contact,) = [tag.partition(":")[2] for tag in point.tags if tag.startswith("contact:")]
    began, who = NOON + timedelta(days=days), Actor("employee", f"somebody at {rooftop}")
    happened = [
        NewEvent(
            Envelope(id=uuid4(), occurred_at=began + timedelta(minutes=minute), actor=who, rooftop=a(rooftop)), event
        )
        for minute, event in enumerate(Everything(rooftop, began, contact).events(*ONCE, *LAST))
    ]
    last = (await graph.parts.store.append(graph.tenant, happened)).last
    await graph.shown()
    return last


async def answers(graph: Graph, who: Principal, documents: Mapping[str, str]) -> dict[str, Any]:
    """What somebody is told, by document."""
    told = {}
    for name, document in documents.items():
        reply = await graph.ask(who, document)
        assert reply.errors in {(), ("POLICY_REFUSED",)}, (name, reply.errors)
        told[name] = reply.data
    return told


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """The fields that tell of what happened in between."""
    return {field for name in before for field in differences(before[name], after[name])}


def test_every_root_field_is_asked() -> None:
    """Or it is said why not."""
    assert {each.split()[0] for each in questions("north", since=1, head=2)} == WALK.roots() - UNASKED.keys()


async def test_staff_of_one_rooftop_are_told_what_is_the_groups_and_nothing_else(group: Graph) -> None:
    """Neither by what they ask about the customer and the vehicle nor by ids; who has all rooftops is told the rest."""
    north, everywhere = (staff(group.tenant, *each, roles=ROLES) for each in ([a("north")], []))
    since = await record(group, "north", 1)
    before = await answers(group, north, questions("north", since=since, head=since))
    known = await answers(group, everywhere, WALK.lists())
    head = await record(group, "south", 40)
    after = await answers(group, north, questions("north", since=since, head=head))
    found = await answers(group, everywhere, WALK.lists())

    told = {field for fields in TOLD.values() for field in fields.split()}
    assert compared(before, after) - CLOCKS == told
    assert {"Query.deals", "Query.repairOrders", "Customer.timeline", "Query.disclosures"} < compared(known, found)
    new = sorted(ids(found) - ids(known))
    assert len(new) <= 100
    reply = await group.read(north, "query($ids: [ID!]!) { nodes(ids: $ids) { __typename } }", ids=new)
    assert {each["__typename"] for each in reply["nodes"] if each} == LOOKED_UP


@pytest.mark.parametrize(
    ("name", "broken", "telling"),
    [
        ("summed_up", lambda *_: None, {"Customer.timelineGroups", "TimelineConnection.facets"}),
        ("_rooftop", lambda *_: [], {"Customer.deals", "Customer.notes", "Customer.timeline"}),
    ],
)
async def test_what_is_told_of_elsewhere_is_found(
    group: Graph, monkeypatch: pytest.MonkeyPatch, name: str, broken: Callable[..., Any], telling: set[str]
) -> None:
    """When the statement forgets for whom it sums up, or where they work."""
    north = staff(group.tenant, a("north"), roles=ROLES)
    monkeypatch.setattr(Audience, name, broken)
    asked = {"customer": WALK.question("customer", f'id: "customer:{a("ann")}"')}
    await record(group, "north", 1)
    before = await answers(group, north, asked)
    await record(group, "south", 40)
    assert telling <= compared(before, await answers(group, north, asked))
