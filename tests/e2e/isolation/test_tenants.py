"""No reader of one dealer group finds a row of another one in the same database, and no writer touches one."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.access.scopes import Kind
from tests.e2e.isolation.conftest import House
from tests.support.asking import codes
from tests.support.service import Service
from tests.support.walking import Walk, ids

NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
WRITES = {
    "recordNote": 'customer: "{customer}", text: "Hello."',
    "assignCustomer": 'customer: "{customer}", employee: "{employee}", slot: SALES',
    "scheduleAppointment": 'customer: "{customer}", kind: SERVICE, startsAt: "2026-04-02T12:00:00Z"',
    "offerHandoff": 'customer: "{customer}", fromDepartment: SALES, toDepartment: SERVICE, reason: "Theirs."',
    "acceptHandoff": 'handoff: "{handoff}"',
    "deliverVehicle": 'deal: "{deal}"',
    "declineWork": 'repairOrder: "{repair_order}", recommendation: "recommendation:{any}", decision: DECLINED',
    "transferOwnership": 'vehicle: "{vehicle}", toCustomer: "{customer}", on: "2026-04-02"',
}


def tokens(service: Service, ours: House) -> Iterator[tuple[str, str]]:
    """Somebody of each kind and role among us, by name."""
    for role in Role:
        yield role.value, service.staff(ours.tenant, role=role)
    yield "auditor", service.token(Kind.AUDITOR, ours.tenant)
    yield "partner", service.token(Kind.PARTNER, ours.tenant)
    yield "service", service.token(Kind.SERVICE, ours.tenant)
    customer = min(each for each in ours.ids if each.startswith("customer:"))
    yield "consumer", service.token(Kind.CONSUMER, ours.tenant, customer=customer.removeprefix("customer:"))


def _timeless(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer without the position it is read at: what staff were shown meanwhile may be recorded at any time."""
    told = {name: value for name, value in answer.get("extensions", {}).items() if name != "consistency"}
    return {**answer, "extensions": told}


def test_both_houses_have_something_of_every_kind(ours: House, theirs: House) -> None:
    """Otherwise finding nothing would show nothing."""
    kinds = {"customer", "vehicle", "lead", "deal", "appointment", "repair_order", "handoff", "note", "employee"}
    for house in (ours, theirs):
        assert kinds | {"rooftop", "opportunity", "batch"} <= {each.partition(":")[0] for each in house.ids}
    assert {each.partition(":")[0] for each in ours.ids & theirs.ids} <= {"vehicle"}


def test_no_list_shows_anything_of_another_group(service: Service, ours: House, theirs: House, walk: Walk) -> None:
    """Whoever asks for everything, three objects deep."""
    for who, token in tokens(service, ours):
        with service.asked_by(token) as someone:
            found = {each for document in walk.lists().values() for each in ids(someone.ask(document).get("data"))}
        assert not found & (theirs.ids - ours.ids), who


def test_no_id_of_another_group_leads_anywhere(service: Service, ours: House, theirs: House, walk: Walk) -> None:
    """Looked up by kind or by node, alone or together: the answer is the one about an id that nobody has."""
    for who, token in tokens(service, ours):
        with service.asked_by(token) as someone:
            for name, document in walk.lookups().items():
                kind = "vehicle" if name == "vehicle" else walk.kind_of(name)
                some = sorted(each for each in theirs.ids - ours.ids if each.startswith(f"{kind}:"))[:2]
                nobody = "0" * 17 if kind == "vehicle" else f"{kind}:{uuid4()}"
                nothing = someone.ask(document, id=nobody)
                for each in some:
                    asked = each.removeprefix("vehicle:") if name == "vehicle" else each
                    answer = someone.ask(document, id=asked)
                    assert _timeless(answer) == _timeless(nothing), (who, name)
                assert not (nothing.get("data") or {}).get(name)


def test_nodes_finds_nothing_of_another_group(service: Service, ours: House, theirs: House) -> None:
    """All ids of theirs, a hundred at a time."""
    known = sorted(theirs.ids - ours.ids)
    with service.asked_by(service.staff(ours.tenant, role=Role.ADMINISTRATOR)) as someone:
        for some in (known[start : start + 100] for start in range(0, len(known), 100)):
            assert someone.data(NODES, ids=some)["nodes"] == [None] * len(some)


@pytest.mark.parametrize("name", WRITES)
def test_nothing_of_another_group_is_written_to(service: Service, ours: House, theirs: House, name: str) -> None:
    """A command about something of theirs finds nothing, and records nothing on either side."""
    kinds = {each.partition(":")[0]: each for each in sorted(theirs.ids - ours.ids)}
    given = WRITES[name].format(any=uuid4(), **kinds)
    before = service.written(ours.group), service.written(theirs.group)
    document = (
        f'mutation {{ {name}(input: {{idempotencyKey: "{uuid4()}", {given}}}) {{ userErrors {{ __typename }} }} }}'
    )
    with service.asked_by(service.staff(ours.tenant, ours.group.rooftops[min(ours.group.rooftops)])) as someone:
        done = someone.data(document)[name]
    assert [error["__typename"] for error in done["userErrors"]] == ["NotFoundError"]
    assert (service.written(ours.group), service.written(theirs.group)) == before


def test_a_token_for_a_group_that_is_not_there_finds_nothing(service: Service, walk: Walk) -> None:
    """Not even an error tells it from an empty group."""
    with service.asked_by(service.staff(uuid4())) as nobody:
        for name, document in walk.lists().items():
            answer = nobody.ask(document)
            assert codes(answer) == [], name
            assert ids(answer["data"]) == set()
