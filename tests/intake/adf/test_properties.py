"""What holds for every delivery, not only for the dialects that were seen."""

import string
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle_api.intake.adf import LeadRefused, Level, Parsed, parse

DIALECTS = [
    path.read_bytes()
    for path in sorted((Path(__file__).parents[2] / "fixtures" / "adf").iterdir())
    if path.suffix in {".xml", ".eml", ".txt"}
]
SURE = {Level.STRICT, Level.TOLERANT}
XML_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=60)
MARKUP = [b"<", b">", b"&", b'"', b"'", b"]]>", b"<!--", b"-->", b"<![CDATA[", b"</", b"/>", b"\0", b"\xe9", b"<?"]
MARKUP += [b"<adf>", b"</adf>", b"<prospect>", b"<vehicle>", b"=", b"--outer-0001", b"\n\n", b"&lt;adf&gt;", b"> "]
PIECES = st.sampled_from(MARKUP)


def is_sound(raw: bytes) -> Parsed | None:
    """The answer to any bytes; None for a refusal. Anything else that is raised fails the test."""
    try:
        parsed = parse(raw)
    except LeadRefused:
        return None
    assert (parsed.conformance.level is Level.UNPARSABLE) == (not parsed.prospects)
    assert parsed.prospects or parsed.conformance.findings
    assert msgspec.json.decode(msgspec.json.encode(parsed), type=Parsed) == parsed
    return parsed


@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(raw: bytes) -> None:
    """Leads, a report why there are none, or a typed refusal."""
    is_sound(raw)


@given(st.lists(PIECES, max_size=40).map(b"".join), st.sampled_from([b"", b"<adf>", b"From: a@example.com\n\n<adf>"]))
def test_any_markup_gets_an_answer(raw: bytes, start: bytes) -> None:
    """Also what looks like a document and is none."""
    is_sound(start + raw)


@given(st.data())
@settings(max_examples=300)
def test_a_damaged_lead_gets_an_answer(data: st.DataObject) -> None:
    """Whatever is cut out of a delivery, or written into it."""
    raw = data.draw(st.sampled_from(DIALECTS))
    for _ in range(data.draw(st.integers(1, 4))):
        start, end = sorted(data.draw(st.tuples(st.integers(0, len(raw)), st.integers(0, len(raw)))))
        raw = raw[:start] + data.draw(PIECES | st.binary(max_size=4)) + raw[min(end, start + 30) :]
    is_sound(raw)


@given(st.data())
@settings(max_examples=400)
def test_a_truncated_lead_is_never_another_lead_unnoticed(data: st.DataObject) -> None:
    """Cut anywhere: either the leads that are left are whole, or the report says that something may be missing."""
    raw = data.draw(st.sampled_from(DIALECTS))
    cut = is_sound(raw[: data.draw(st.integers(0, len(raw)))])
    if cut and cut.conformance.level in SURE:
        assert cut.prospects == parse(raw).prospects[: len(cut.prospects)]


@given(XML_TEXT, XML_TEXT, st.booleans())
def test_any_text_comes_back_as_it_was_sent(name: str, comments: str, is_cdata: bool) -> None:
    """In names and comments, escaped or as CDATA, but for the space around it."""
    written = f"<![CDATA[{comments.replace(']]>', ']]]]><![CDATA[>')}]]>" if is_cdata else escape(comments)
    parsed = parse(
        f"<adf><prospect><customer><contact><name part='full'>{escape(name)}</name></contact>"
        f"<comments>{written}</comments></customer></prospect></adf>".encode()
    )
    (prospect,) = parsed.prospects
    assert prospect.customer is not None
    assert prospect.customer.contact is not None
    person = prospect.customer.contact.person
    assert (person.full if person else "") == name.strip()
    assert (prospect.customer.comments or "") == comments.strip()
    assert parsed.conformance.level is Level.TOLERANT


WORDS = st.text(string.ascii_lowercase, min_size=8, max_size=8)
KNOWN = ["id", "requestdate", "vehicle", "customer", "vendor", "provider", "contact", "name", "phone", "email", "price"]
KNOWN += [
    "address",
    "street",
    "country",
    "year",
    "make",
    "vin",
    "odometer",
    "finance",
    "amount",
    "option",
    "optionname",
]
KNOWN += ["comments", "comment", "timeframe", "description", "vendorname", "weighting", "imagetag", "service", "own"]
NAMES = st.sampled_from(KNOWN)
ATTRIBUTES = st.sampled_from(["status", "interest", "type", "source", "currency", "unit", "units", "time", "own"])


@st.composite
def elements(draw: st.DrawFn, depth: int = 0) -> tuple[str, list[str]]:
    """An element with anything in it, and every word that is in it."""
    name, word, value = draw(NAMES), draw(WORDS), draw(WORDS)
    attribute = draw(ATTRIBUTES)
    within = draw(st.lists(elements(depth + 1), max_size=4)) if depth < 4 else []
    text = f"<{name} {attribute}={quoteattr(value)}>{word}{''.join(text for text, _ in within)}</{name}>"
    return text, [word, value, *chain.from_iterable(words for _, words in within)]


@given(st.lists(elements(), min_size=1, max_size=4))
@settings(max_examples=150)
def test_nothing_that_was_sent_is_lost(parts: list[tuple[str, list[str]]]) -> None:
    """Every word of every element and attribute is somewhere in the lead: read, or kept as an extension."""
    parsed = parse(f"<adf><prospect>{''.join(text for text, _ in parts)}</prospect></adf>".encode())
    said = msgspec.json.encode(parsed.prospects).decode().lower()
    assert [word for _, words in parts for word in words if word not in said] == []
