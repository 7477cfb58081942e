"""The currencies that there are: the codes of ISO 4217 for money in use; not those for funds, metals and tests."""

from collections.abc import Iterator
from typing import Final

import msgspec

from lifecycle_api.domain.values import Gross, Money

_CODES: Final = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS
INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP
MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND
VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""

CURRENCIES: Final = frozenset(_CODES.split())
_WHOLE: Final = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_THOUSANDTHS: Final = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def decimals(code: str) -> int:
    """How many decimals an amount in the currency has: 2 for USD, none for JPY."""
    return 0 if code in _WHOLE else 3 if code in _THOUSANDTHS else 2


def unknown_in(value: object) -> Iterator[str]:
    """The codes of what money there is in a value, however deep, that are no currencies."""
    match value:
        case Money() | Gross():
            if value.currency not in CURRENCIES:
                yield value.currency
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from unknown_in(getattr(value, name))
        case tuple():
            for each in value:
                yield from unknown_in(each)
