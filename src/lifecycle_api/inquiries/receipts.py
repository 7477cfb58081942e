"""Receipts of consent: what was agreed, signed by the installation, to be verified by anyone without asking it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from joserfc import jws
from joserfc.jwk import ECKey

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.commands.command import NotFound
from lifecycle_api.domain.purposes import PURPOSES, VERSION
from lifecycle_api.inquiries.gathering import Gathering
from lifecycle_api.store.codec import Opened

TYPE: Final = "consent-receipt+jws"
SCHEMA: Final = "ISO/IEC TS 27560:2023"

_KEPT: Final = (
    "rooftops",
    "recipients",
    "purposes",
    "categories",
    "channels",
    "vehicle",
    "expression",
    "method",
    "jurisdiction",
    "notice",
    "notice_sha256",
    "authority",
    "given_by",
    "evidence_sha256",
    "indicated_at",
    "valid_from",
    "expires_at",
    "lookback_days",
    "max_uses",
    "joint_with",
    "covers_past",
    "supersedes",
)
_CHOICES: Final = ("consent.granted", "consent.refused")
_ENDINGS: Final = ("consent.withdrawn", "consent.expired", "consent.invalidated", "consent.reaffirmed")
_KEPT_SINCE: Final = ("rooftops", "recipients", "purposes", "channels", "method", "received_at", "expires_at")


@dataclass(frozen=True)
class Receipt:
    """A signed receipt: the compact JWS, what it says, and the public key that it is verified with."""

    jws: str
    kid: str
    public_key: dict[str, Any]
    content: dict[str, Any]


class ReceiptInquiry:
    """Writes receipts. `signer` gives the installation's key."""

    def __init__(
        self, gathering: Gathering, now: Callable[[], datetime], signer: Callable[[], Awaitable[ECKey]]
    ) -> None:
        self._gathering = gathering
        self._now = now
        self._signer = signer

    async def of(self, viewer: Viewer, customer: UUID, consent: UUID) -> Receipt:
        """The receipt of a consent as it stands, without anything that would have to be erased. Raises NotFound."""
        gathered = await self._gathering.of_customer(viewer.tenant, customer, viewer)
        events = gathered.about(customer)
        given = [each for each in events if each.type in _CHOICES and each.data["consent"] == str(consent)]
        if not given:
            raise NotFound("The customer has made no such choice.", argument="consent")
        content = self._content(viewer.tenant, customer, consent, given[-1], events)
        key = await self._signer()
        header = {"alg": "ES256", "typ": TYPE, "kid": key.kid}
        registry = jws.JWSRegistry(algorithms=["ES256"])
        signed = jws.serialize_compact(header, msgspec.json.encode(content), key, registry=registry)
        return Receipt(signed, str(key.kid), {**key.as_dict(private=False), "alg": "ES256", "use": "sig"}, content)

    def _content(
        self, tenant: UUID, customer: UUID, consent: UUID, given: Opened, events: list[Opened]
    ) -> dict[str, Any]:
        said = _said(given, _KEPT)
        return {
            "schema": SCHEMA,
            "iss": f"urn:lifecycle:group:{tenant}",
            "iat": int(self._now().timestamp()),
            "consent": str(consent),
            "subject": str(customer),
            "choice": given.type.partition(".")[2],
            "recorded_at": given.recorded_at.isoformat(),
            "position": given.position,
            "said": said,
            "purposes_version": VERSION,
            "dpv": {name: f"https://w3id.org/dpv#{PURPOSES[name].dpv}" for name in said["purposes"]},
            "since_then": [
                {
                    "type": each.type,
                    "consent": each.data["consent"],
                    "recorded_at": each.recorded_at.isoformat(),
                    "position": each.position,
                    "said": _said(each, _KEPT_SINCE),
                }
                for each in events
                if each.position > given.position and _is_about(each, given)
            ],
        }


def _said(event: Opened, names: Sequence[str]) -> dict[str, Any]:
    return {name: event.data[name] for name in names if event.data.get(name) not in (None, (), [])}


def _is_about(event: Opened, given: Opened) -> bool:
    """Whether an event says what became of a choice: also a newer one in its place, or a withdrawal of all like it."""
    consent = given.data["consent"]
    if event.type == "consent.granted":
        return bool(event.data["supersedes"] == consent)
    if event.type == "consent.withdrawn" and event.data["consent"] is None:
        purposes = event.data["purposes"]
        return not purposes or not set(purposes).isdisjoint(given.data["purposes"])
    return event.type in _ENDINGS and bool(event.data["consent"] == consent)
