"""Bytes are read as they were meant, and what they were wrongly said to be is a finding."""

import pytest

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.conformance import Findings
from lifecycle_api.intake.adf.encoding import decode

TEXT = "<adf>Zoë\u2019s</adf>"
SAID = '<?xml version="1.0" encoding="{}"?>' + TEXT


@pytest.mark.parametrize(
    ("raw", "charset", "codes"),
    [
        (TEXT.encode(), None, []),
        (TEXT.encode("utf-8-sig"), None, []),
        (TEXT.encode("utf-16"), None, []),
        (TEXT.encode("utf-16-le"), None, []),
        (TEXT.encode("utf-16-be"), None, []),
        (TEXT.encode("utf-32"), None, []),
        (TEXT.encode("cp1252"), "windows-1252", []),
        (TEXT.encode("cp1252"), "iso-8859-1", []),
        (SAID.format("windows-1252").encode("cp1252"), None, []),
        (TEXT.encode("cp1252"), None, [Code.ENCODING_WRONG]),
        (SAID.format("utf-8").encode("cp1252"), None, [Code.ENCODING_WRONG]),
        (SAID.format("utf-8").encode("cp1252"), "cp1252", []),
        (TEXT.encode(), "us-ascii", [Code.ENCODING_WRONG]),
        (TEXT.encode(), "iso-8859-1", [Code.ENCODING_WRONG]),
        (SAID.format("utf-16").encode(), None, [Code.ENCODING_WRONG]),
        (SAID.format("unicode_escape").encode(), None, [Code.ENCODING_UNKNOWN]),
        (TEXT.encode(), "idna", [Code.ENCODING_UNKNOWN]),
        (TEXT.encode(), "no\0such", [Code.ENCODING_UNKNOWN]),
        (TEXT.encode(), "../../os", [Code.ENCODING_UNKNOWN]),
    ],
)
def test_the_text_is_what_was_meant(raw: bytes, charset: str | None, codes: list[Code]) -> None:
    """The byte order mark wins, then the e-mail's charset, then the declaration; then what the bytes look like."""
    findings = Findings(10)
    assert decode(raw, findings, "/", charset=charset).endswith(TEXT)
    assert [finding.code for finding in findings.report(readable=True).findings] == codes


def test_one_wrong_byte_does_not_spoil_the_others() -> None:
    """A UTF-8 file with one pasted Windows character keeps its accents."""
    findings = Findings(10)
    assert decode("Zoë".encode() + b" \x92 \x81", findings, "/") == "Zoë \u2019 \ufffd"


def test_a_table_of_another_alphabet_is_honoured() -> None:
    """Cyrillic is no broken Latin; bytes outside the table are marked."""
    findings = Findings(10)
    assert decode("Привет".encode("koi8-r"), findings, "/", charset="koi8-r") == "Привет"
    assert findings.report(readable=True).findings == ()
    assert decode(b"\x83", findings, "/", charset="shift_jis") == "\ufffd"
    assert [finding.code for finding in findings.report(readable=True).findings] == [Code.ENCODING_WRONG]
