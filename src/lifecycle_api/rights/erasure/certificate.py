"""The certificate of an erasure: a signed note that says what was destroyed and searched, and nothing of the person."""

import hashlib
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

import msgspec

from lifecycle_api.audit.tlog.keys import NoteKey
from lifecycle_api.audit.tlog.note import parse, signed_by
from lifecycle_api.errors import LifecycleError
from lifecycle_api.rights.erasure.progress import Progress

HEADER: Final = "lifecycle-api/erasure-certificate@v1"
Sign = Callable[[UUID, str], Awaitable[str]]
"""Signs a text with the keys of a tenant's log; gives the signature lines."""


class CertificateRefused(LifecycleError):
    """This is no certificate of an erasure, or none of these keys signed it."""

    code: ClassVar[str] = "CERTIFICATE_REFUSED"


def report(progress: Progress) -> bytes:
    """What the erasure did, as canonical JSON."""
    order, found = progress.order, progress.found
    return msgspec.json.encode(
        {
            "documents": len(found.documents),
            "keys_destroyed": found.keys,
            "log_position_of_the_fence": found.fenced_at,
            "mentions_in_records_of_others": [{"place": place, "column": name} for place, name, _ in found.mentions],
            "rows_rewritten": found.rows,
            "spellings_searched": found.searched,
            "whole": order.whole,
        },
        order="sorted",
    )


def statement(progress: Progress, certified_at: datetime) -> str:
    """The text that is signed."""
    order, told = progress.order, report(progress)
    said = {
        "certified_at": certified_at,
        "classes": order.classes or "all",
        "controllers": order.controllers or "all",
        "customer": order.customer,
        "erasure": order.erasure,
        "ordered_at": progress.started_at,
        "report": msgspec.Raw(told),
        "report_sha256": hashlib.sha256(told).hexdigest(),
        "request": order.request,
        "tenant": order.tenant,
    }
    return f"{HEADER}\n{msgspec.json.encode(said, order='sorted').decode()}\n"


async def certified(progress: Progress, certified_at: datetime, sign: Sign) -> bytes:
    """The certificate, signed."""
    text = statement(progress, certified_at)
    return f"{text}\n{await sign(progress.order.tenant, text)}".encode()


def verify(certificate: bytes, keys: Collection[NoteKey]) -> dict[str, Any]:
    """What a certificate says. Raises CertificateRefused, NoteMalformed, SignatureBroken."""
    note = parse(certificate)
    header, _, said = note.text.partition("\n")
    if header != HEADER or not signed_by(note, keys):
        raise CertificateRefused
    told: dict[str, Any] = msgspec.json.decode(said)
    if hashlib.sha256(msgspec.json.encode(told["report"], order="sorted")).hexdigest() != told["report_sha256"]:
        raise CertificateRefused
    return told
