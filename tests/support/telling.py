"""Every question that the schema's root offers about a customer and a vehicle, and where two answers differ."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.support.facts import VIN, a
from tests.support.graph import SCHEMA
from tests.support.walking import Walk

WALK: Final = Walk(SCHEMA._schema, depth=2, first=50)
CUSTOMER: Final = f'customer: "customer:{a("ann")}"'
VEHICLE: Final = f'vehicle: "{VIN}"'
PARTS: Final = {"nodes", "count"}
"""Fields of a connection whose differences are those of the connection."""

UNASKED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("agreement", "appointment", "deal", "lead", "party", "privacyRequest", "repairOrder"), "a lookup"),
    **dict.fromkeys(("node", "nodes"), "a lookup"),
    **dict.fromkeys(("limits", "operationCost", "purposes", "rateLimit", "viewer"), "not about what happened"),
}
"""Fields of the root that are not among the questions, and why."""


def questions(rooftop: str, *, since: int, head: int) -> dict[str, str]:
    """A document for each: what staff of a rooftop ask of what they know up to `since`, and of the log up to `head`."""
    agreement = f'"agreement:{a(f"agreement at {rooftop}")}"'
    contact = f'{CUSTOMER}, purpose: "marketing", channel: SMS'
    past = f'asOf: {{ known: {{ position: "{head}" }} }}'
    asked = {
        "agreementDiff": f"from: {agreement}, to: {agreement}",
        "consentReceipt": f'{CUSTOMER}, consent: "consent:{a(f"consent at {rooftop}")}"',
        "contactDecision": contact,
        "contactDecision by a rooftop": f'{contact}, rooftop: "rooftop:{a(rooftop)}"',
        "customer": f'id: "customer:{a("ann")}"',
        "customer as of a position": f'id: "customer:{a("ann")}", {past}',
        "dataHeld": CUSTOMER,
        "diff": f'{CUSTOMER}, from: "{since}", to: "{head}"',
        "diff of a vehicle": f'{VEHICLE}, from: "{since}", to: "{head}"',
        "eventProof": f'position: "{since}"',
        "events": f"where: {{ {CUSTOMER} }}, first: 100",
        "events of a vehicle": f"where: {{ {VEHICLE} }}, first: 100",
        "events since": f'after: "{since}", first: 100',
        "logCheckpoint": "",
        "myAccess": 'purpose: "marketing"',
        "ownership": CUSTOMER,
        "ownership of a vehicle": VEHICLE,
        "partySaw": f'party: "party:{a("market")}", since: "2020-01-01T00:00:00Z", until: "2030-01-01T00:00:00Z"',
        "personalData": CUSTOMER,
        "reciprocity": f"agreement: {agreement}",
        "replay": CUSTOMER,
        "replay of a vehicle": VEHICLE,
        "replaySteps": f'{CUSTOMER}, after: "{since}"',
        "replaySteps of a vehicle": f'{VEHICLE}, after: "{since}"',
        "vehicle": f'vin: "{VIN}"',
        "vehicle as of a position": f'vin: "{VIN}", {past}',
        "whatWouldPartnerSee": f"agreement: {agreement}, {CUSTOMER}",
    }
    return WALK.lists() | {name: WALK.question(name.split()[0], given) for name, given in asked.items()}


def differences(before: Any, after: Any, at: str = "Query") -> Iterator[str]:
    """The fields in which two answers to a document differ, as `Type.field`; of a value such as money, whose it is."""
    if isinstance(before, dict) and isinstance(after, dict) and before.get("__typename") == after.get("__typename"):
        for key in sorted(before.keys() | after.keys()):
            if key != "pageInfo":
                yield from differences(before.get(key), after.get(key), _place(at, before.get("__typename"), key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for one, other in zip(before, after, strict=True):
            yield from differences(one, other, at)
    elif before != after:
        yield at


def _place(at: str, kind: str | None, key: str) -> str:
    if kind is None:  # the root, or JSON
        return f"{at}.{key}"
    same = key in PARTS or kind == "Count" or (WALK.is_value(kind) and not at.startswith("Query."))
    return at if same else f"{kind}.{key}"
