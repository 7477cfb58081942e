"""Text between tags, as careless senders write it, becomes text that XML allows."""

import re
from collections.abc import Callable
from html.entities import html5
from xml.sax.saxutils import escape

from lifecycle_api.intake.adf.codes import Code

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z][A-Za-z0-9]{0,31}));|&")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_LAST_CHARACTER = 0x10FFFF


def mend_text(text: str, note: Callable[[Code], None]) -> str:
    """Markup for `text` as it was meant: references kept, bare ampersands and brackets escaped."""
    text = without_forbidden(text, note)
    if "&" in text:
        text = _REFERENCE.sub(lambda found: _mend_reference(found, note), text)
    if "<" in text or "]]>" in text:
        note(Code.BRACKET_BARE)
        text = text.replace("<", "&lt;").replace("]]>", "]]&gt;")
    return text


def without_forbidden(text: str, note: Callable[[Code], None]) -> str:
    """`text` without the characters that no XML document may hold."""
    kept = _FORBIDDEN.sub("", text)
    if kept != text:
        note(Code.CHARACTER_DROPPED)
    return kept


def _mend_reference(found: re.Match[str], note: Callable[[Code], None]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name in _XML_NAMES:
        return found[0]
    if name and (character := html5.get(f"{name};")):
        note(Code.HTML_ENTITY)
        return escape(character)
    if decimal or hexadecimal:
        return _mend_number(int(decimal) if decimal else int(hexadecimal, 16), note)
    note(Code.AMPERSAND_BARE)
    return "&amp;" + found[0][1:]


def _mend_number(number: int, note: Callable[[Code], None]) -> str:
    if number > _LAST_CHARACTER or _FORBIDDEN.match(chr(number)):
        note(Code.CHARACTER_DROPPED)
        return ""
    return f"&#{number};"
