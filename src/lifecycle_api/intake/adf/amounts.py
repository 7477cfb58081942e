"""Money and distances: integers with a unit, or only the text they were written in."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from lifecycle_api.domain.currencies import CURRENCIES, decimals
from lifecycle_api.domain.values import Distance, Money
from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.numbers import AmbiguousNumber, parse_decimal
from lifecycle_api.intake.adf.prospect import FinanceAmount, Odometer, Price, PriceKind
from lifecycle_api.intake.adf.tree import Node

_DRESSED = re.compile(
    r"(?P<sign>[+-]?)\s*(?P<before>[A-Z]{3}|US)?\s*(?P<symbol>[$€£]?)\s*"
    r"(?P<number>[+-]?[0-9][0-9., ]*?)\s*(?P<behind>[A-Z]{3}|€)?"
)
_SYMBOLS = {"€": "EUR", "£": "GBP"}
_OF_REGION = {
    "US": "USD",
    "CA": "CAD",
    "MX": "MXN",
    "GB": "GBP",
    "PY": "PYG",
    "AU": "AUD",
    "NZ": "NZD",
} | dict.fromkeys(("AT", "BE", "DE", "ES", "FI", "FR", "GR", "IE", "IT", "NL", "PT"), "EUR")
_LONGEST = 60
_FARTHEST = 9_999_999
_IN_MILES = frozenset({"US", "GB", "PR"})

_PRICE_KINDS: Mapping[str, PriceKind] = {
    "quote": "quote",
    "offer": "offer",
    "msrp": "msrp",
    "invoice": "invoice",
    "call": "call",
    "appraisal": "appraisal",
    "asking": "asking",
}
_DELTAS: Mapping[str, Literal["absolute", "relative", "percentage"]] = {
    "absolute": "absolute",
    "relative": "relative",
    "percentage": "percentage",
}
_RELATIVE_TO: Mapping[str, Literal["msrp", "invoice"]] = {"msrp": "msrp", "invoice": "invoice"}
_FINANCE_KINDS: Mapping[str, Literal["downpayment", "monthly", "total", "finance", "residual"]] = {
    "downpayment": "downpayment",
    "monthly": "monthly",
    "total": "total",
    "finance": "finance",
    "residual": "residual",
}
_LIMITS: Mapping[str, Literal["maximum", "minimum", "exact"]] = {
    "maximum": "maximum",
    "minimum": "minimum",
    "exact": "exact",
}
_UNITS: Mapping[str, Literal["MI", "KM"]] = {"mi": "MI", "km": "KM"}
_UNIT_WORDS: Mapping[str, Literal["MI", "KM"]] = {
    **dict.fromkeys(("mile", "miles", "mls"), "MI"),
    **dict.fromkeys(("kms", "kilometer", "kilometers", "kilometre", "kilometres"), "KM"),
}
_ODOMETER_STATUS: Mapping[str, Literal["unknown", "rolledover", "replaced", "original"]] = {
    "unknown": "unknown",
    "rolledover": "rolledover",
    "replaced": "replaced",
    "original": "original",
}
_READING = re.compile(r"([0-9][0-9., ]*?)\s*([A-Za-z]*)")


def read_price(node: Node, region: str) -> Price | None:
    """A price; None when the element is empty."""
    raw = node.text()
    if raw is None:
        node.attributes.clear()
        return None
    delta = node.choice("delta", _DELTAS)
    relative_to = node.choice("relativeto", _RELATIVE_TO)
    is_percentage = delta == "percentage"
    return Price(
        raw,
        money=None if is_percentage else _money(node, raw, region),
        percentage=_percentage(node, raw) if is_percentage else None,
        kind=node.choice("type", _PRICE_KINDS),
        delta=delta,
        relative_to=relative_to,
        source=node.attribute("source"),
    )


def read_finance_amount(node: Node, region: str) -> FinanceAmount | None:
    """An amount or a balance of a finance element; None when the element is empty."""
    raw = node.text()
    if raw is None:
        node.attributes.clear()
        return None
    return FinanceAmount(
        raw,
        money=_money(node, raw, region),
        kind=node.choice("type", _FINANCE_KINDS),
        limit=node.choice("limit", _LIMITS),
    )


def read_odometer(node: Node | None, region: str) -> Odometer | None:
    """A reading; its unit comes from the attribute, else the text, else the region."""
    if node is None:
        return None
    raw = node.text()
    if raw is None:
        node.attributes.clear()
        return None
    named = node.choice("units", _UNITS, _UNIT_WORDS)
    status = node.choice("status", _ODOMETER_STATUS)
    return Odometer(raw, _distance(node, raw, named, region), status)


def _money(node: Node, raw: str, region: str) -> Money | None:
    """The amount in minor units; None, with a finding, when it is unknown, negative or not to be read."""
    found = _DRESSED.fullmatch(raw) if len(raw) <= _LONGEST else None
    currency = _currency(node, found, region)
    try:
        amount = parse_decimal(f"{found['sign']}{found['number']}" if found else "")
    except AmbiguousNumber:
        node.note(Code.AMOUNT_AMBIGUOUS)
        return None
    except ValueError:
        node.note(Code.AMOUNT_UNREADABLE)
        return None
    if amount < 0:
        node.note(Code.AMOUNT_NEGATIVE)
        return None
    return _exact(node, amount, currency)


def _exact(node: Node, amount: Decimal, currency: str | None) -> Money | None:
    if amount == 0:
        node.note(Code.AMOUNT_ZERO)
        return None
    if currency is None:
        return None
    minor = amount.scaleb(decimals(currency))
    if minor != minor.to_integral_value():
        node.note(Code.AMOUNT_AMBIGUOUS)
        return None
    return Money(int(minor), currency)


def _currency(node: Node, found: re.Match[str] | None, region: str) -> str | None:
    """The ISO 4217 code: from the attribute, else the text, else the region's."""
    if named := node.attribute("currency"):
        if named.upper() in CURRENCIES:
            return named.upper()
        node.keep(named, Code.CURRENCY_UNKNOWN, "currency")
        return None
    written = _written_currency(found) if found else None
    if written is None:
        node.note(Code.CURRENCY_ASSUMED if region in _OF_REGION else Code.CURRENCY_UNKNOWN)
    return written or _OF_REGION.get(region)


def _written_currency(found: re.Match[str]) -> str | None:
    for written in (found["before"], found["symbol"], found["behind"]):
        if written and (code := _SYMBOLS.get(written, written)) in CURRENCIES:
            return code
    return None  # what else has three letters is a word, such as OBO


def _percentage(node: Node, raw: str) -> str | None:
    try:
        return str(parse_decimal(raw.removesuffix("%").strip()))
    except ValueError:
        node.note(Code.AMOUNT_UNREADABLE)
        return None


def _distance(node: Node, raw: str, named: Literal["MI", "KM"] | None, region: str) -> Distance | None:
    found = _READING.fullmatch(raw) if len(raw) <= _LONGEST else None
    number, word = found.groups() if found else ("", "")
    try:
        value = int(parse_decimal(number))
    except ValueError:
        value = _FARTHEST + 1
    if value > _FARTHEST:
        node.note(Code.NUMBER_UNREADABLE)
        return None
    return Distance(value, named or _unit(node, word.lower(), region))


def _unit(node: Node, word: str, region: str) -> Literal["MI", "KM"]:
    if written := _UNITS.get(word) or _UNIT_WORDS.get(word):
        return written
    node.note(Code.UNIT_ASSUMED)
    return "MI" if region in _IN_MILES else "KM"
