"""Amounts and readings are integers with a unit, or only the text they were written in."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle_api.domain.values import Distance, Money
from lifecycle_api.intake.adf.amounts import read_odometer, read_price
from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.conformance import Findings
from lifecycle_api.intake.adf.numbers import AmbiguousNumber, parse_decimal
from lifecycle_api.intake.adf.prospect import Price
from lifecycle_api.intake.adf.tree import Node


def element(text: str, **attributes: str) -> tuple[Node, Findings]:
    """An element with a text, and where its findings go."""
    findings = Findings(100)
    return Node("x", "/x", findings, dict(attributes), [text]), findings


def price(text: str, region: str = "US", **attributes: str) -> tuple[Price | None, list[Code]]:
    """A price as read, and what was found on the way."""
    node, findings = element(text, **attributes)
    return read_price(node, region), [finding.code for finding in findings.report(readable=True).findings]


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("23995", "USD", 2399500),
        ("23,995.5", "USD", 2399550),
        ("$23,995.00", "USD", 2399500),
        ("USD 1,023,995", "USD", 102399500),
        ("23.995,50", "EUR", 2399550),
        ("23 995,50", "EUR", 2399550),
        ("1.234.567", "EUR", 123456700),
        ("23995,5", "EUR", 2399550),
        ("23995.0000", "USD", 2399500),
        ("185.500.000", "PYG", 185500000),
        ("12.5", "KWD", 12500),
        ("999999999999.99", "USD", 99999999999999),
    ],
)
def test_an_amount_is_in_minor_units(text: str, currency: str, amount: int) -> None:
    """Exactly, in English and continental writing, by the decimals of its currency."""
    found, codes = price(text, currency=currency)
    assert found is not None
    assert found.money == Money(amount, currency)
    assert codes == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0.00", Code.AMOUNT_ZERO),
        ("0", Code.AMOUNT_ZERO),
        ("0.000", Code.AMOUNT_ZERO),
        ("-500", Code.AMOUNT_NEGATIVE),
        ("-$500.00", Code.AMOUNT_NEGATIVE),
        ("$-500.00", Code.AMOUNT_NEGATIVE),
        ("23.995", Code.AMOUNT_AMBIGUOUS),
        ("23995.125", Code.AMOUNT_AMBIGUOUS),
        ("call", Code.AMOUNT_UNREADABLE),
        ("20k", Code.AMOUNT_UNREADABLE),
        ("1,2,3", Code.AMOUNT_UNREADABLE),
        ("1e9", Code.AMOUNT_UNREADABLE),
        ("9" * 13, Code.AMOUNT_UNREADABLE),
        ("500" + " " * 80 + "per month", Code.AMOUNT_UNREADABLE),
        ("\u0665\u0660\u0660", Code.AMOUNT_UNREADABLE),
    ],
)
def test_what_is_no_certain_amount_keeps_its_text_only(text: str, code: Code) -> None:
    """Zero is unknown, and nothing is rounded or guessed."""
    assert price(text, currency="USD") == (Price(text), [code])


@pytest.mark.parametrize(
    ("text", "region", "attributes", "currency", "codes"),
    [
        ("500", "US", {}, "USD", [Code.CURRENCY_ASSUMED]),
        ("500", "DE", {}, "EUR", [Code.CURRENCY_ASSUMED]),
        ("500", "AQ", {}, None, [Code.CURRENCY_UNKNOWN]),
        ("£500", "US", {}, "GBP", []),
        ("500 €", "US", {}, "EUR", []),
        ("CAD 500", "US", {}, "CAD", []),
        ("500", "US", {"currency": "cad"}, "CAD", []),
        ("£500", "US", {"currency": "USD"}, "USD", []),
        ("500 OBO", "US", {}, "USD", [Code.CURRENCY_ASSUMED]),
        ("€500 OBO", "US", {}, "EUR", []),
        ("500", "US", {"currency": "dollars"}, None, [Code.CURRENCY_UNKNOWN]),
        ("500", "US", {"currency": "XXX"}, None, [Code.CURRENCY_UNKNOWN]),
    ],
)
def test_a_currency_is_named_written_or_the_regions(
    text: str, region: str, attributes: dict[str, str], currency: str | None, codes: list[Code]
) -> None:
    """In this order; an assumed one is a finding."""
    found, noted = price(text, region, **attributes)
    assert found is not None
    assert (found.money.currency if found.money else None) == currency
    assert noted == codes


def test_a_percentage_is_no_money() -> None:
    """It is kept as the decimal number it is."""
    found, codes = price("-2,5 %", delta="percentage", relativeto="msrp", type="offer")
    assert found == Price("-2,5 %", percentage="-2.5", kind="offer", delta="percentage", relative_to="msrp")
    assert codes == []
    assert price("some", delta="percentage")[1] == [Code.AMOUNT_UNREADABLE]


@pytest.mark.parametrize(
    ("text", "region", "attributes", "distance", "codes"),
    [
        ("45,210", "US", {"units": "mi"}, Distance(45210, "MI"), []),
        ("45210", "US", {"units": "km"}, Distance(45210, "KM"), []),
        ("45210 miles", "DE", {}, Distance(45210, "MI"), []),
        ("45210.9km", "US", {}, Distance(45210, "KM"), []),
        ("0", "US", {"units": "mi"}, Distance(0, "MI"), []),
        ("45210", "GB", {}, Distance(45210, "MI"), [Code.UNIT_ASSUMED]),
        ("45210", "CA", {}, Distance(45210, "KM"), [Code.UNIT_ASSUMED]),
        ("45210", "US", {"units": "furlongs"}, Distance(45210, "MI"), [Code.VALUE_UNKNOWN, Code.UNIT_ASSUMED]),
        ("45.210", "US", {}, None, [Code.NUMBER_UNREADABLE]),
        ("-5", "US", {}, None, [Code.NUMBER_UNREADABLE]),
        ("99999999", "US", {}, None, [Code.NUMBER_UNREADABLE]),
        ("TMU", "US", {}, None, [Code.NUMBER_UNREADABLE]),
    ],
)
def test_a_reading_is_whole_miles_or_kilometres(
    text: str, region: str, attributes: dict[str, str], distance: Distance | None, codes: list[Code]
) -> None:
    """Its unit is named, written, or the region's."""
    node, findings = element(text, **attributes)
    found = read_odometer(node, region)
    assert found is not None
    assert (found.raw, found.distance) == (text, distance)
    assert [finding.code for finding in findings.report(readable=True).findings] == codes


@given(st.decimals(min_value=0, max_value=10**11, places=2))
def test_english_writing_reads_back(number: Decimal) -> None:
    """With and without the commas."""
    assert parse_decimal(f"{number:,.2f}") == number
    assert parse_decimal(f"{number:.2f}") == number


@given(st.text(st.sampled_from("0123456789.,+- "), max_size=20) | st.text(max_size=20))
def test_a_number_is_read_or_refused(text: str) -> None:
    """There is no third way: AmbiguousNumber is a ValueError, too."""
    try:
        assert parse_decimal(text).is_finite()
    except ValueError as refused:
        assert type(refused) in {ValueError, AmbiguousNumber}  # noqa: PT017 — either is right
