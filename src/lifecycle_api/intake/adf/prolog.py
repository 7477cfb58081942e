"""Where the documents are in a text, and what stands before and after them."""

import re
from dataclasses import dataclass

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.conformance import Findings
from lifecycle_api.intake.adf.limits import LeadDeclaresEntities

_ROOT = re.compile(
    r"<!--|<!\[CDATA\[|<(?:[A-Za-z_][\w.-]{0,40}:)?(adf|prospect|processsaleslead)(?=[\s/>])", re.IGNORECASE
)
_CLOSING = {"<!--": "-->", "<![CDATA[": "]]>"}
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml\b", re.IGNORECASE)
_GOOD_DECLARATION = re.compile(r"<\?xml\s{1,9}version\s{0,9}=\s{0,9}[\"']1\.[0-9][\"'][^<>]*\?>")
_INSTRUCTION = re.compile(r"<\?adf\b", re.IGNORECASE)
_NOT_TEXT = re.compile(r"<[?!][^<>]*>")
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Root:
    """Where a document's root begins: `name` is `adf`, `prospect` or `processsaleslead`."""

    name: str
    start: int


def find_root(text: str, start: int) -> Root | None:
    """The first root at or after `start` that is not commented out; the text is searched once."""
    while found := _ROOT.search(text, start):
        if found[1]:
            return Root(found[1].lower(), found.start())
        closed = text.find(_CLOSING[found[0].upper()], found.end())
        if closed < 0:
            return None
        start = closed
    return None


def check_prolog(text: str, start: int, end: int, findings: Findings) -> None:
    """Report what is odd about the declarations between `start` and `end`, where the root begins.

    Raises LeadDeclaresEntities: an entity is never read, and a document that needs one is not a lead.
    """
    if _ENTITY.search(text, start, end):
        raise LeadDeclaresEntities
    if _DOCTYPE.search(text, start, end):
        findings.add(Code.DOCTYPE_IGNORED, "/")
    declared = _DECLARATION.search(text, start, end)
    if declared is None:
        return
    after_instruction = _INSTRUCTION.search(text, start, declared.start())
    if after_instruction or not _GOOD_DECLARATION.match(text, declared.start(), end):
        findings.add(Code.DECLARATION_MISPLACED, "/")


def check_around(before: str, after: str, findings: Findings) -> None:
    """Report text around the only documents of what should be a bare XML file."""
    for text in (before, after):
        if _NOT_TEXT.sub("", text).strip().strip(_BYTE_ORDER_MARK):
            findings.add(Code.TEXT_AROUND, "/")
