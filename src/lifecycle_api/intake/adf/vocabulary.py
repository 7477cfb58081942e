"""What ADF 1.0 allows where, and the other names under which senders write the same things.

Retyped from the published description; the published DTD itself is refused by XML parsers, since its model of
`contact` is not deterministic. Where the description and honest senders differ, the senders are right.
"""

from collections.abc import Mapping

# A word a child in ADF's order: name, then ? (may be absent), * (any number) or + (at least one); | where the
# order among them is free.
SHAPES: Mapping[str, str] = {
    "adf": "prospect+",
    "prospect": "id* requestdate vehicle+ customer vendor provider?",
    "vehicle": (
        "id* year make model vin? stock? trim? doors? bodystyle? transmission? odometer? condition? "
        "colorcombination* imagetag? price* pricecomments? option* finance? comments?"
    ),
    "colorcombination": "interiorcolor? exteriorcolor? preference?",
    "option": "optionname manufacturercode? stock? weighting? price?",
    "finance": "method? amount* balance*",
    "customer": "contact id* timeframe? comments?",
    "timeframe": "description? earliestdate? latestdate?",
    "vendor": "id* vendorname url? contact",
    "provider": "id* name service? url? email? phone? contact?",
    "contact": "name+ email*|phone* address?",
    "address": "street* apartment? city? regioncode? postalcode? country?",
}

# parent → what senders write → the ADF name, and attributes it implies.
STANDS_FOR: Mapping[str, Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "prospect": {
        "request_date": ("requestdate", {}),
        "requestdatetime": ("requestdate", {}),
        "dealer": ("vendor", {}),
    },
    "vehicle": {
        "comment": ("comments", {}),
        "body": ("bodystyle", {}),
        "stocknumber": ("stock", {}),
        "mileage": ("odometer", {}),
        "colourcombination": ("colorcombination", {}),
    },
    "customer": {"comment": ("comments", {})},
    "vendor": {"name": ("vendorname", {})},
    "provider": {"providername": ("name", {})},
    "contact": {
        "cellphone": ("phone", {"type": "cellphone"}),
        "mobile": ("phone", {"type": "cellphone"}),
        "fax": ("phone", {"type": "fax"}),
        "international_phone": ("phone", {}),
        "emailaddress": ("email", {}),
    },
    "address": {
        "region": ("regioncode", {}),
        "state": ("regioncode", {}),
        "zip": ("postalcode", {}),
        "zipcode": ("postalcode", {}),
        "postcode": ("postalcode", {}),
        "countrycode": ("country", {}),
    },
}

ATTRIBUTE_STANDS_FOR: Mapping[str, Mapping[str, str]] = {
    "odometer": {"unit": "units"},
    "phone": {"preferred": "preferredcontact"},
    "email": {"preferred": "preferredcontact"},
}


def names_in(parent: str) -> frozenset[str]:
    """The names of the elements that ADF allows in an element."""
    return _NAMES.get(parent, frozenset())


def is_known(name: str) -> bool:
    """Whether ADF has an element of that name anywhere, or senders write one for it."""
    return name in _ANYWHERE


_NAMES = {
    parent: frozenset(name.rstrip("?*+") for group in shape.split() for name in group.split("|"))
    for parent, shape in SHAPES.items()
}
_ANYWHERE = frozenset(_NAMES).union(*_NAMES.values(), *STANDS_FOR.values())
