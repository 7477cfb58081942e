"""An e-mail, taken apart: its headers are nobody's business here, its parts may hold leads."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.conformance import Findings
from lifecycle_api.intake.adf.limits import LeadTooComplex, Limits

_HEADER = re.compile(rb"\A\s{0,20}(?:From [^\n]*\n)?[A-Za-z][A-Za-z0-9-]{0,60}:")
_TELLING = re.compile(
    rb"^(?:from|to|subject|date|received|return-path|delivered-to|message-id|mime-version|content-type):",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST_BLOCK = 64 * 1024
_NESTING = re.compile(rb"multipart/|message/", re.IGNORECASE)
_READABLE = frozenset({"text", "application"})


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes of one part of an e-mail, and the encoding its header names."""

    path: str
    body: bytes
    charset: str | None


def is_mail(raw: bytes) -> bool:
    """Whether the bytes start with the headers of an e-mail."""
    start = raw[:_FIRST_BLOCK].lstrip()
    block = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    return _HEADER.match(start) is not None and _TELLING.search(block) is not None


def read_mail(raw: bytes, findings: Findings, limits: Limits) -> list[list[Part]]:
    """The readable parts of an e-mail; those of one inner list are the same thing written in several ways.

    Damage is a finding. Raises LeadTooComplex when there are more parts than the limits allow.
    """
    if len(_NESTING.findall(raw)) > limits.mail_parts:
        raise LeadTooComplex(parts=limits.mail_parts)
    message = email.message_from_bytes(raw.lstrip())
    parts = list(_alternatives(message, "/mail"))
    _note_defects(message, findings)
    return parts


def _alternatives(message: Message, path: str) -> Iterator[list[Part]]:
    if not message.is_multipart():
        if part := _leaf(message, path):
            yield [part]
        return
    within = [
        found
        for number, child in enumerate(_children(message), start=1)
        for found in _alternatives(child, f"{path}/part[{number}]")
    ]
    if message.get_content_type() == "multipart/alternative":
        yield [part for parts in within for part in parts]
    else:
        yield from within


def _children(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _leaf(message: Message, path: str) -> Part | None:
    if message.get_content_maintype() not in _READABLE:
        return None
    body = message.get_payload(decode=True)
    return Part(path, body, message.get_content_charset()) if isinstance(body, bytes) else None


def _note_defects(message: Message, findings: Findings) -> None:
    """Report damage, once per kind; reading the bodies, done by now, finds some of it."""
    kinds = {type(defect).__name__ for part in message.walk() for defect in part.defects}
    for kind in sorted(kinds):
        findings.add(Code.MAIL_DEFECT, "/mail", kind)
