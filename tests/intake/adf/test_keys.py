"""A lead sent twice is one lead, in whatever way its sender repeats it."""

from pathlib import Path

import pytest

from lifecycle_api.intake.adf import LeadKeys, lead_keys, parse

DIALECTS = Path(__file__).parents[2] / "fixtures" / "adf"
LEAD = """<adf><prospect{status}>{ids}
<requestdate>{date}</requestdate>
<vehicle interest="buy" status="used"><year>2020</year><make>Halden</make><model>{model}</model></vehicle>
<customer><contact><name part="full">{name}</name><email>{email}</email><phone>{phone}</phone></contact>
<comments>{comments}</comments></customer>
<vendor><vendorname>{vendor}</vendorname><contact><name part="full">Sales</name></contact></vendor>
{provider}</prospect></adf>"""
AS_SENT = {
    "status": "",
    "ids": '<id source="Lots">77</id>',
    "date": "2026-03-05T10:00:00Z",
    "model": "Fjord",
    "name": "Ann Lee",
    "email": "ann@example.com",
    "phone": "404-555-0199",
    "comments": "Still there?",
    "vendor": "Halden Haus",
    "provider": "<provider><name>LotPages</name></provider>",
}


def keys(channel: str | None = None, **changed: str) -> LeadKeys:
    """The keys of the lead as it was sent, but for what changed."""
    (prospect,) = parse(LEAD.format(**(AS_SENT | changed)).encode()).prospects
    return lead_keys(prospect, channel)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"status": ' status="resend"', "comments": ""},
        {"date": "2026-03-06T10:00:00Z", "model": "Skerry", "phone": ""},
        {"ids": '<id source="Lots">78</id>', "date": "2026-03-06T10:00:00Z"},
        {"ids": "", "date": "yesterday"},
        {"ids": "", "name": "ANN  LEE", "email": "Ann@Example.com", "phone": "+1 (404) 555-0199"},
        {"ids": "", "comments": "  still there "},
        {"provider": "<provider><name>LOTPAGES.</name></provider>", "model": "Skerry"},
    ],
)
def test_a_repeated_lead_is_the_same_lead(changed: dict[str, str]) -> None:
    """By the sender's id, or by what it says when the id or the time is another one."""
    assert keys().same_lead(keys(**changed))
    assert keys(**changed).same_lead(keys())


@pytest.mark.parametrize(
    "changed",
    [
        {"ids": '<id source="Lots">78</id>', "model": "Skerry"},
        {"ids": "", "email": "bob@example.com"},
        {"ids": "", "vendor": "Oxbow Point"},
        {"ids": '<id source="Other">77</id>', "comments": "Sold?"},
        {"provider": "<provider><name>MegaLot</name></provider>", "comments": "Sold?"},
    ],
)
def test_another_question_is_another_lead(changed: dict[str, str]) -> None:
    """Another id of the same sender, or the same id of another one, proves nothing by itself."""
    assert not keys().same_lead(keys(**changed))


@pytest.mark.parametrize("ids", ["", "<id>77</id>", '<id source="Lots">0</id>', '<id source="Lots">N/A</id>'])
def test_an_id_without_sender_or_worth_is_no_key(ids: str) -> None:
    """Then the content alone decides, and is the primary key."""
    found = keys(ids=ids, provider="")
    assert found.sender is None
    assert found.primary == found.content


def test_the_channel_names_a_sender_that_does_not_name_itself() -> None:
    """A provider that authenticates need not repeat its name in the lead."""
    found = keys("lotpages", ids="<id>77</id>", provider="")
    assert found.sender is not None
    assert found.primary == found.sender
    assert found.same_lead(keys("LotPages", ids="<id>77</id>", provider="", model="Skerry"))
    assert not found.same_lead(keys("megalot", ids="<id>77</id>", provider="", model="Skerry"))


def test_keys_do_not_depend_on_the_machine() -> None:
    """They are stored for years, so they may never change."""
    assert keys() == LeadKeys(
        content="b8188a67bb19fc41574b6568f549248c52124d0f9e70b2b5958cd3a2e5289806",
        sender="be48f1a84f777871643e8cfdc8d918009da4f6762320fd4c8c70f032454929d9",
    )


def test_a_car_is_the_same_some_miles_later() -> None:
    """Its VIN says which it is; without one, the odometer is all that tells two of a model apart."""
    trade = '<vehicle interest="trade-in"><make>Halden</make>{vin}<odometer units="mi">{miles}</odometer></vehicle>'
    vin = "<vin>1HGCM82633A004352</vin>"

    def sent(miles: int, vin: str) -> LeadKeys:
        with_trade = LEAD.replace("<customer>", trade.format(miles=miles, vin=vin) + "<customer>")
        (prospect,) = parse(with_trade.format(**(AS_SENT | {"ids": ""})).encode()).prospects
        return lead_keys(prospect)

    assert sent(81_235, vin).same_lead(sent(81_236, vin))
    assert not sent(81_235, "").same_lead(sent(81_236, ""))


def test_a_resend_in_the_fixtures_is_recognised() -> None:
    """`resend.xml` is shorter and later than `clean.xml`, and the same lead."""
    first, again = (
        lead_keys(parse((DIALECTS / name).read_bytes()).prospects[0]) for name in ("clean.xml", "resend.xml")
    )
    assert first.same_lead(again)
    assert first.content != again.content
