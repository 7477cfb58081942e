"""Whatever the log takes in, the read models digest: one event at the edge of its type must not stop them."""

from random import Random
from uuid import UUID

import lifecycle_api.domain.events  # noqa: F401  # fills the registry
from lifecycle_api.domain.registry import registry
from tests.support.extremes import INSTANTS, Extremes
from tests.support.service import Service

RECORD = """mutation($items: [EventInput!]!) { recordEvents(input: {items: $items}) {
  results { userError { code message } }
} }"""
PAST = [each for each in INSTANTS if each < "9999"]  # what is still to come is not recorded
ROUNDS = 24
IN_A_BATCH = 480
PAGES = (
    "customers(first: 100) { nodes { name timeline(first: 50) { nodes { title } facets { count } } } }",
    "customers(first: 100) { nodes { deals { nodes { daysInTransit } } ownerships { fromDate certainty } } }",
    "vehicles(first: 100) { nodes { vin ownershipChain { kind } milestones { stage } odometerReadings { value } } }",
    "leads(first: 100) { nodes { responseSeconds wanted { year } } }",
    "deals(first: 100) { nodes { daysInTransit price { amount } stipulations { kind } } }",
    "appointments(first: 100) { nodes { startsAt endsAt lateMinutes } }",
    "repairOrders(first: 100) { nodes { recommendations { price { amount } } inspection { part } } }",
    "handoffs(first: 100) { nodes { checklist { item } } }",
    "sourceBatches(first: 100) { nodes { records } }",
)


def test_what_commands_decide_is_not_recorded_as_it_is(service: Service) -> None:
    """Consent, agreements, rules and disclosures: recording events takes less than deciding them does."""
    group = service.add_group("Forged Facts", "north")
    extremes = Extremes(Random(1), (str(UUID(int=1)),))  # noqa: S311  # the same events each time
    governed = [declaration for declaration in registry if declaration.bearing.governed]
    assert {"consent.granted", "data.disclosed", "access_rule.set"} <= {each.name for each in governed}
    items = [
        {
            "type": declaration.name,
            "occurredAt": INSTANTS[2],
            "data": extremes.event(declaration),
            "idempotencyKey": declaration.name,
        }
        for declaration in governed
    ]
    with service.asked_by(service.staff(group.tenant)) as someone:
        results = someone.data(RECORD, items=items)["recordEvents"]["results"]
    assert {result["userError"]["code"] for result in results} == {"EVENT_GOVERNED"}


def test_events_at_the_edges_of_their_types_stop_no_read_model(service: Service) -> None:
    """Every type, with extreme values, about a few entities: all is recorded, projected and served."""
    group = service.add_group("Edge Case Cars", "north")
    chance = Random(20260302)  # noqa: S311  # the same events each time
    entities = tuple(str(UUID(int=chance.getrandbits(128), version=4)) for _ in range(4))
    extremes = Extremes(chance, entities)
    told = [declaration for declaration in registry if not declaration.bearing.governed]
    declarations = [declaration for _ in range(ROUNDS) for declaration in told]
    chance.shuffle(declarations)
    items = [
        {
            "type": declaration.name,
            "occurredAt": chance.choice(PAST),
            "data": extremes.event(declaration),
            "idempotencyKey": str(number),
            "rooftop": chance.choice((None, f"rooftop:{group.rooftops['north']}")),
        }
        for number, declaration in enumerate(declarations)
    ]
    with service.asked_by(service.staff(group.tenant)) as someone:
        for start in range(0, len(items), IN_A_BATCH):
            batch = items[start : start + IN_A_BATCH]
            results = someone.data(RECORD, items=batch)["recordEvents"]["results"]
            refused = [(item, result) for item, result in zip(batch, results, strict=True) if result["userError"]]
            assert refused == []
        assert someone.settled() == {"stopped": [], "lag": 0}
        for page in PAGES:
            someone.data(f"{{ {page} }}")
