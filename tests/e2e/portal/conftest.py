"""A dealer group with some months of history, and tokens of everybody who works with it."""

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from lifecycle_api import simulator
from lifecycle_api.access.personas import personas
from tests.support.service import Service

END = date(2026, 3, 31)
CUSTOMERS = "{ customers(first: 1) { nodes { id } } }"


@dataclass(frozen=True)
class House:
    """Where a dealer group is served, and a token of each persona."""

    url: str
    tenant: UUID
    tokens: dict[str, str]


@pytest.fixture(scope="session")
def house(service: Service, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A simulated group, taken in by the command line."""
    folder = tmp_path_factory.mktemp("portal") / "files"
    simulator.write(folder, seed=5, customers=12, months=6, end=END, progress=lambda _: None)
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_bytes()), "group": "Portal Motors"}), encoding="utf-8")
    tenant = UUID(service.command("ingest", "manifest", str(folder), "--setup")["group"])
    return House(f"{service.address}/graphql", tenant, _tokens(service, tenant))


def _tokens(service: Service, tenant: UUID) -> dict[str, str]:
    with service.asked_by(service.staff(tenant)) as manager:
        assert manager.settled() == {"stopped": [], "lag": 0}
        (someone,) = manager.data(CUSTOMERS)["customers"]["nodes"]
        rooftops = [UUID(each["id"].removeprefix("rooftop:")) for each in manager.every("rooftops", "id")]
    customer = UUID(someone["id"].removeprefix("customer:"))
    people = personas(tenant, rooftops=rooftops, customer=customer)
    return {each.key: service.issuer.issue(each.claims) for each in people}
