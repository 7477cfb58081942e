"""One lead, out of its element."""

from collections.abc import Iterator, Mapping
from typing import Literal

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.consent import claims_in
from lifecycle_api.intake.adf.contacts import read_ids
from lifecycle_api.intake.adf.dates import read_moment
from lifecycle_api.intake.adf.extensions import leftovers
from lifecycle_api.intake.adf.parties import read_customer, read_provider, read_vendor
from lifecycle_api.intake.adf.prospect import ClaimedConsent, Prospect
from lifecycle_api.intake.adf.tree import Node
from lifecycle_api.intake.adf.vehicles import read_vehicle

_STATUSES: Mapping[str, Literal["new", "resend"]] = {"new": "new", "resend": "resend"}


def read_prospect(node: Node, region: str) -> Prospect:
    """A lead; whatever of it is not understood is under its `extensions`."""
    return Prospect(
        path=node.path,
        status=node.choice("status", _STATUSES) or "new",
        ids=read_ids(node),
        requested=read_moment(node.take("requestdate")),
        vehicles=tuple(read_vehicle(vehicle, region) for vehicle in node.take_all("vehicle")),
        customer=read_customer(node.take("customer"), region),
        vendor=read_vendor(node.take("vendor"), region),
        provider=read_provider(node.take("provider"), region),
        claimed_consents=tuple(_claims(node)),
        extensions=leftovers(node),
    )


def _claims(prospect: Node) -> Iterator[ClaimedConsent]:
    for node in prospect.everything():
        if node.name == "comments" and node.said:
            for claim in claims_in(node.said, node.path):
                node.note(Code.CONSENT_CLAIMED, claim.channel)
                yield claim
