"""Documents that mail programs wrote as something else: quoted, or escaped into a web page."""

import html
import re

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.conformance import Findings
from lifecycle_api.intake.adf.prolog import find_root

_QUOTED_ROOT = re.compile(r"^>[> \t]{0,20}<(?:\?adf|\?xml|adf|prospect)\b", re.IGNORECASE | re.MULTILINE)
_QUOTE = re.compile(r"^(?:>[ \t]?){1,10}", re.MULTILINE)
_ESCAPED_ROOT = re.compile(r"&lt;(?:adf|prospect)\b", re.IGNORECASE)
_PAGE_BREAK = re.compile(r"<(?:br|/p|/div)\b[^<>]*>", re.IGNORECASE)
_PAGE_TAG = re.compile(r"<[^<>]*>")


def unwrap(text: str, path: str, findings: Findings) -> str:
    """The text as its sender wrote it, before a mail program quoted its lines or escaped it for a page."""
    if _QUOTED_ROOT.search(text):
        findings.add(Code.LINES_QUOTED, path)
        text = _QUOTE.sub("", text)
    if _ESCAPED_ROOT.search(text) and find_root(text, 0) is None:
        findings.add(Code.HTML_ESCAPED, path)
        text = html.unescape(_PAGE_TAG.sub("", _PAGE_BREAK.sub("\n", text)))
    return text
