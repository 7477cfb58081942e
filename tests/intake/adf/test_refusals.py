"""What is dangerous to read is refused with a type; what is merely wrong never is."""

import contextlib

import pytest

from lifecycle_api.intake.adf import (
    Code,
    LeadDeclaresEntities,
    LeadRefused,
    LeadTooComplex,
    LeadTooLarge,
    Level,
    Limits,
    parse,
)

MAIL = b"From: a@example.com\nSubject: lead\nMIME-Version: 1.0\n"
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE adf [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<adf><prospect><requestdate>&b;</requestdate></prospect></adf>"""


def test_a_lead_of_fifty_megabytes_is_refused_before_it_is_read() -> None:
    """Its size alone decides, so it costs nothing."""
    raw = b"<adf>" + b" " * 50_000_000
    with pytest.raises(LeadTooLarge) as refused:
        parse(raw)
    assert refused.value.data == {"size": len(raw), "limit": 1024 * 1024}
    assert refused.value.code == "LEAD_TOO_LARGE"


def test_an_email_may_be_larger_than_the_document_in_it() -> None:
    """Attachments and HTML bodies weigh more than leads."""
    limits = Limits(document_bytes=200, mail_bytes=400)
    assert parse(MAIL + b"\n" + b"x" * 300, limits=limits).kind == "email"
    with pytest.raises(LeadTooLarge):
        parse(MAIL + b"\n<adf>" + b"x" * 250, limits=limits)
    with pytest.raises(LeadTooLarge):
        parse(MAIL + b"\n" + b"x" * 400, limits=limits)


@pytest.mark.parametrize(
    "raw",
    [
        BOMB,
        BOMB.replace(b"<!DOCTYPE", b"<!doctype").replace(b"<!ENTITY", b"<!entity"),
        BOMB.decode().encode("utf-16"),
        BOMB.replace(b"adf", b"lolz"),
        MAIL + b"\n" + BOMB,
        b'<adf><!DOCTYPE x [<!ENTITY y "z">]><prospect/></adf>',
        b'<!DOCTYPE adf [<!ENTITY f SYSTEM "file:///etc/passwd">]><adf><prospect>&f;</prospect></adf>',
        b'<!DOCTYPE adf [<!ENTITY % p SYSTEM "http://example.com/x">%p;]><adf><prospect/></adf>',
    ],
)
def test_an_entity_declaration_is_refused(raw: bytes) -> None:
    """A bomb, a local file, a remote one: none is ever opened."""
    with pytest.raises(LeadDeclaresEntities):
        parse(raw)


def test_an_external_doctype_is_ignored_unread() -> None:
    """Many honest senders name the DTD; nobody fetches it."""
    parsed = parse(b'<!DOCTYPE adf SYSTEM "http://127.0.0.1:9/adf.dtd"><adf><prospect/></adf>')
    assert Code.DOCTYPE_IGNORED in {finding.code for finding in parsed.conformance.findings}
    assert len(parsed.prospects) == 1


MANY_PROSPECTS = b"".join(
    b"<prospect><id>%d</id><vehicle><stock>%d</stock></vehicle></prospect>" % (n, n) for n in range(201)
)
PART_IN_PART = b"".join(b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1) for n in range(2000))


@pytest.mark.parametrize(
    "raw",
    [
        b"<adf>" + b"<a>" * 40 + b"</a>" * 40 + b"</adf>",
        b"<adf>" + b"<a>" * 300_000,
        b"<adf>" + b"<a/>" * 20_001 + b"</adf>",
        b"<adf/>" * 51,
        b"<adf>" + MANY_PROSPECTS + b"</adf>",
        MAIL + b"Content-Type: multipart/mixed; boundary=b0\n\n" + PART_IN_PART,
        MAIL + b"Content-Type: message/rfc822\n\n" * 2000,
    ],
)
def test_what_is_too_deep_or_too_much_is_refused(raw: bytes) -> None:
    """Elements, documents, prospects and parts of e-mails are counted before trees are built of them."""
    with pytest.raises(LeadTooComplex):
        parse(raw)


MISTAKES = [b"<!--", b"<![CDATA[", b"<", b"&", b"<a b=", b'<a b="', b"</", b"<?", b"<?x>", b"<!x>", b"<a a a "]
MISTAKES += [b"\xff", b"<adf", b"]]>", b"<a>", b"&#x1;", b"&lt;adf ", b"\n> <adf", b"\xe2", b"< ", b"1 "]


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("start", [b"<adf>", b"<adf><prospect><comments>", b"", MAIL + b"\nadf "])
def test_repetition_costs_no_more_than_its_length(start: bytes, mistake: bytes) -> None:
    """Nothing here is quadratic: a long file of any one mistake is read, or refused, at once."""
    with contextlib.suppress(LeadRefused):
        parse(start + mistake * (200_000 // len(mistake)))  # in the square of this length it would outlast the suite


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", Code.EMPTY),
        (b" \n", Code.EMPTY),
        (b"Hello", Code.NOT_A_LEAD),
        (b"<html/>", Code.NOT_A_LEAD),
        (b"<adf/>", Code.ELEMENT_MISSING),
    ],
)
def test_what_holds_no_lead_says_so(raw: bytes, code: Code) -> None:
    """It is no error: the caller sets it aside, with this report."""
    parsed = parse(raw)
    assert parsed.conformance.level is Level.UNPARSABLE
    assert [finding.code for finding in parsed.conformance.findings] == [code]


def test_a_long_report_says_that_it_is_cut() -> None:
    """The level counts every finding, listed or not."""
    raw = b"<adf><prospect>" + b"<x/>" * 50 + b"</prospect><prospect></adf>"
    report = parse(raw, limits=Limits(findings=5)).conformance
    assert len(report.findings) == 6
    assert report.findings[-1].code is Code.FINDINGS_OMITTED
    assert report.level is Level.REPAIRED


@pytest.mark.parametrize(
    "raw", [b'<adf xmlns="http:/', b"<adf x=/", b'<adf><a href="https://', b"<adf /", b"<adf x='/"]
)
def test_a_slash_at_the_very_end_is_read_once(raw: bytes) -> None:
    """A tag cut off behind a slash was once read for ever, at 30 MB a second."""
    assert parse(raw).prospects == ()
