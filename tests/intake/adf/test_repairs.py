"""Markup that is not well-formed is read as it was meant, every change is found, and nothing changes its place."""

import pytest

from lifecycle_api.intake.adf import Code, Level, Prospect, parse


def read(within: str) -> tuple[Prospect, set[Code]]:
    """The lead in a prospect with that in it, and the kinds of repair it took."""
    parsed = parse(f"<adf><prospect>{within}</prospect></adf>".encode())
    (prospect,) = parsed.prospects
    return prospect, {each.code for each in parsed.conformance.findings if each.code.level is Level.REPAIRED}


def comments_of(prospect: Prospect) -> str | None:
    """What the customer said."""
    return prospect.customer.comments if prospect.customer else None


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("<id source=Lots>7</id>", Code.ATTRIBUTE_UNQUOTED),
        ("<id source=\u201cLots\u201d>7</id>", Code.ATTRIBUTE_UNQUOTED),
        ('<id source="Lots>7</id>', Code.ATTRIBUTE_MALFORMED),
        ("<id source='Lots>7</id>", Code.ATTRIBUTE_MALFORMED),
        ('<id source="Lots" new>7</id>', Code.ATTRIBUTE_MALFORMED),
        ('<id source="Lots" source="Other">7</id>', Code.ATTRIBUTE_REPEATED),
        ('<id source="Lots" "">7</id>', Code.ATTRIBUTE_MALFORMED),
        ('<id source="Lots"sequence="1">7</id>', None),
        ('<x:id source="Lots">7</x:id>', None),
    ],
)
def test_attributes_stay_attributes(tag: str, code: Code | None) -> None:
    """The id is 7 and its source Lots, however the quotes look; libxml2's own repair says the id is `Lots>7`."""
    prospect, repairs = read(tag)
    assert [(each.value, each.source) for each in prospect.ids] == [("7", "Lots")]
    assert repairs == ({code} if code else set())


@pytest.mark.parametrize(
    ("written", "meant", "code"),
    [
        ("A & B", "A & B", Code.AMPERSAND_BARE),
        ("A &amp; B &lt; C &#233; &", "A & B < C é &", Code.AMPERSAND_BARE),
        ("caf&eacute;&nbsp;au lait", "café\xa0au lait", Code.HTML_ENTITY),
        ("under < 5 miles", "under < 5 miles", Code.BRACKET_BARE),
        ("a <b and c> d", "a <b and c> d", Code.BRACKET_BARE),
        ("I <3 it", "I <3 it", Code.BRACKET_BARE),
        ("call <me> later", "call <me> later", Code.BRACKET_BARE),
        ("x ]]> y", "x ]]> y", Code.BRACKET_BARE),
        ("one<br>two", "one\ntwo", None),
        ("a\x0bb&#0;c", "abc", Code.CHARACTER_DROPPED),
        ("a<!DOCTYPE b>c", "ac", Code.MARKUP_DROPPED),
        ("a<?b>c", "ac", Code.MARKUP_DROPPED),
        ("a<?b c?>d<!-- e -->f &", "adf &", Code.AMPERSAND_BARE),
        ("a<![CDATA[ & <b> ]]>&", "a & <b> &", Code.AMPERSAND_BARE),
        ("a</b>c", "ac", Code.END_TAG_STRAY),
    ],
)
def test_text_is_read_as_it_was_meant(written: str, meant: str, code: Code | None) -> None:
    """And the report says what was changed."""
    prospect, repairs = read(f"<customer><comments>{written}</comments></customer>")
    assert comments_of(prospect) == meant
    assert code in repairs if code else not repairs


def test_a_missing_end_tag_ends_with_its_parent() -> None:
    """What follows keeps its place."""
    prospect, repairs = read("<vehicle><make>Halden<model>Fjord</model></vehicle><customer><comments>x</customer>")
    assert comments_of(prospect) == "x"
    assert repairs == {Code.END_TAG_MISSING}


def test_a_repair_says_where() -> None:
    """Path and line, so that a sender can mend the writer."""
    parsed = parse(b"<adf>\n<prospect>\n<vehicle>\n<make>A & B</make></vehicle></prospect></adf>")
    (finding,) = (each for each in parsed.conformance.findings if each.code is Code.AMPERSAND_BARE)
    assert finding.path == "/adf/prospect/vehicle/make"
    assert finding.message == "An ampersand was not escaped. (line 4)"


@pytest.mark.parametrize("end", range(1, len("</prospect></adf>") + 1))
def test_a_lead_cut_off_is_read_as_far_as_it_goes(end: int) -> None:
    """And marked, even when only the last bracket is missing."""
    raw = b"<adf><prospect><customer><comments>x</comments></customer></prospect></adf>"
    parsed = parse(raw[:-end])
    assert comments_of(parsed.prospects[0]) == "x"
    assert Code.TRUNCATED in {each.code for each in parsed.conformance.findings}


def test_two_documents_in_one_text_are_two_leads() -> None:
    """Some senders append them to one file."""
    parsed = parse(b"<adf><prospect><id>1</id></prospect></adf>\n<adf><prospect><vehicle/></prospect></adf>")
    assert [each.path for each in parsed.prospects] == ["/adf/prospect", "/document[2]/adf/prospect"]


@pytest.mark.parametrize("raw", [b"<prospect><vehicle/></prospect>", b"<adf><vehicle/></adf>"])
def test_a_lead_without_its_wrapping_is_a_lead(raw: bytes) -> None:
    """Whichever of the two outer elements its sender left out."""
    parsed = parse(raw)
    assert len(parsed.prospects[0].vehicles) == 1
    assert parsed.conformance.level is Level.TOLERANT


def test_a_lead_wrapped_in_something_else_is_a_lead() -> None:
    """A feed's own envelope is no reason to lose what is in it."""
    parsed = parse(b"<feed><adf><prospect><vehicle/></prospect></adf><!-- end --></feed>")
    assert len(parsed.prospects) == 1
    assert Code.TEXT_AROUND in {each.code for each in parsed.conformance.findings}


def test_a_document_in_a_comment_is_no_lead() -> None:
    """It was taken out by its sender."""
    assert parse(b"<!-- <adf><prospect><vehicle/></prospect></adf> -->").prospects == ()
