"""Any bytes in, leads out, with a report of how they kept to ADF; never a lead that was not sent.

`parse` reads bare XML, an e-mail (its body or attachments), and text with XML in it. It raises only the
refusals of `limits`; everything else that is wrong is a finding.
"""

import hashlib
import re
from typing import Literal

import msgspec

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.conformance import Conformance, Findings
from lifecycle_api.intake.adf.documents import Documents
from lifecycle_api.intake.adf.encoding import decode
from lifecycle_api.intake.adf.limits import DEFAULT, LeadTooLarge, Limits
from lifecycle_api.intake.adf.mail import Part, is_mail, read_mail
from lifecycle_api.intake.adf.prospect import Prospect
from lifecycle_api.intake.adf.wrapping import unwrap

Kind = Literal["xml", "email", "text"]

_BEFORE_MARKUP = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_TELLING = re.compile(rb"adf\b|prospect|processsaleslead|<\0?!\0?E\0?N|a\0d\0f\0", re.IGNORECASE)


class Parsed(msgspec.Struct, frozen=True):
    """What a delivery said: its leads, how it was read, and the SHA-256 of its bytes in hex."""

    kind: Kind
    raw_sha256: str
    conformance: Conformance
    prospects: tuple[Prospect, ...] = ()


def parse(raw: bytes, *, region: str = "US", limits: Limits = DEFAULT) -> Parsed:
    """Read a delivery; `region` (ISO 3166 alpha-2) is the dealer's, for phones, currency and distances.

    Raises LeadTooLarge before anything is read, LeadTooComplex and LeadDeclaresEntities; nothing else.
    """
    kind = _kind(raw)
    _check_size(len(raw), limits.mail_bytes if kind == "email" else limits.document_bytes)
    findings = Findings(limits.findings)
    documents = Documents(region.upper(), findings, limits)
    if kind == "email":
        _read_mail(raw, documents, limits)
    else:
        _read_part(Part("/", raw, None), documents, is_bare=kind == "xml")
    if not documents.any:
        findings.add(Code.NOT_A_LEAD if raw.strip() else Code.EMPTY, "/")
    report = findings.report(readable=bool(documents.prospects))
    return Parsed(kind, hashlib.sha256(raw).hexdigest(), report, tuple(documents.prospects))


def _kind(raw: bytes) -> Kind:
    start = raw[:64].replace(b"\0", b"").lstrip(_BEFORE_MARKUP)
    if start.startswith(b"<"):
        return "xml"
    return "email" if is_mail(raw) else "text"


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise LeadTooLarge(size=size, limit=limit)


def _read_mail(raw: bytes, documents: Documents, limits: Limits) -> None:
    """Read every part; of the ways in which one part is written, the first that holds a document."""
    for alternatives in read_mail(raw, documents.findings, limits):
        for part in alternatives:
            if _TELLING.search(part.body) and _read_part(part, documents, is_bare=False):
                break


def _read_part(part: Part, documents: Documents, *, is_bare: bool) -> bool:
    text = decode(part.body, documents.findings, part.path, charset=part.charset)
    return documents.read(unwrap(text, part.path, documents.findings), is_bare=is_bare)
