"""What a lead may cost to read: beyond these bounds it is refused before any of it is read."""

import msgspec

from lifecycle_api.errors import LifecycleError

_MEBI = 1024 * 1024


class Limits(msgspec.Struct, frozen=True):
    """Bounds on one delivery, far above what honest senders need."""

    document_bytes: int = _MEBI
    mail_bytes: int = 5 * _MEBI
    mail_parts: int = 100
    depth: int = 32
    elements: int = 20_000
    documents: int = 50
    prospects: int = 200
    findings: int = 200


DEFAULT = Limits()


class LeadRefused(LifecycleError):
    """The delivery is not safe to read; send leads as plain ADF 1.0, one delivery at a time."""

    code = "LEAD_REFUSED"


class LeadTooLarge(LeadRefused):
    """The delivery is larger than a lead may be; send fewer leads at once, without attachments."""

    code = "LEAD_TOO_LARGE"


class LeadTooComplex(LeadRefused):
    """The delivery has more parts, or deeper nested ones, than leads have; send fewer leads at once."""

    code = "LEAD_TOO_COMPLEX"


class LeadDeclaresEntities(LeadRefused):
    """The document declares entities, which are never read; send it without a DOCTYPE."""

    code = "LEAD_DECLARES_ENTITIES"
