"""Bytes become text, whatever the sender said they were written in."""

import codecs
import re

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.conformance import Findings

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED_UTF16 = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED = re.compile(rb"<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_CODEC_NAME = re.compile(r"[A-Za-z0-9._:-]{1,40}")
_WHERE_DECLARED = 1024
_UTF8_OR_ASCII = frozenset({"utf-8", "ascii"})
# Only codecs that are plain tables: some of Python's own ("idna", "unicode_escape") are no such thing.
_LEGACY = frozenset(
    {"cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1257", "iso8859-1", "iso8859-2", "iso8859-5"}
    | {"iso8859-7", "iso8859-9", "iso8859-15", "koi8-r", "mac-roman", "cp437", "cp850"}
    | {"shift_jis", "cp932", "euc_jp", "gb2312", "gbk", "gb18030", "big5", "euc_kr"}
)
_MULTIBYTE = frozenset({"shift_jis", "cp932", "euc_jp", "gb2312", "gbk", "gb18030", "big5", "euc_kr"})
_UNICODE_16_OR_32 = re.compile(r"utf-(16|32)(-[lb]e)?")


def decode(raw: bytes, findings: Findings, path: str, *, charset: str | None = None) -> str:
    """The text of a document; `charset` is what its e-mail part says and wins over its XML declaration.

    A wrong or unknown encoding is a finding, and each byte that is not UTF-8 is then read as Windows-1252.
    """
    if marked := _marked(raw):
        codec, body = marked
        return _decode_as(body, codec, findings, path)
    declared = charset or _declaration(raw)
    codec = _codec(declared, findings, path)
    if codec in _UTF8_OR_ASCII or not _is_utf8(raw) or codec in _MULTIBYTE:
        return _decode_as(raw, codec, findings, path)
    if not raw.isascii():
        findings.add(Code.ENCODING_WRONG, path, f"said to be {codec}, is utf-8")
    return raw.decode("utf-8")


def _marked(raw: bytes) -> tuple[str, bytes] | None:
    for mark, codec in _MARKS:
        if raw.startswith(mark):
            return codec, raw[len(mark) :]
    for start, codec in _UNMARKED_UTF16:
        if raw.startswith(start):
            return codec, raw
    return None


def _declaration(raw: bytes) -> str | None:
    found = _DECLARED.search(raw, 0, _WHERE_DECLARED)
    return found[1].decode("ascii") if found else None


def _codec(name: str | None, findings: Findings, path: str) -> str:
    """The allowed codec behind a name; UTF-8, the default of XML, when there is none."""
    if not name:
        return "utf-8"
    codec = _looked_up(name)
    if codec in _UTF8_OR_ASCII or codec in _LEGACY:
        return "cp1252" if codec == "iso8859-1" else codec  # As every browser does: one is meant as the other.
    if _UNICODE_16_OR_32.fullmatch(codec):  # Written by programs that declare what their strings were in memory.
        findings.add(Code.ENCODING_WRONG, path, f"said to be {codec}, is not")
    else:
        findings.add(Code.ENCODING_UNKNOWN, path)
    return "utf-8"


def _looked_up(name: str) -> str:
    try:
        return codecs.lookup(name).name if _CODEC_NAME.fullmatch(name) else ""
    except LookupError:
        return ""


def _decode_as(raw: bytes, codec: str, findings: Findings, path: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        pass
    findings.add(Code.ENCODING_WRONG, path, f"said to be {codec}, holds other bytes")
    if codec in _UTF8_OR_ASCII:
        return raw.decode("utf-8", _AS_CP1252)
    return raw.decode(codec, "replace")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_AS_CP1252 = "lifecycle_api.intake.adf.as_cp1252"
codecs.register_error(_AS_CP1252, _as_cp1252)
