"""People and businesses, and how to reach them."""

from collections.abc import Mapping
from typing import Literal

from lifecycle_api.domain.contact import Email, Phone, normalise_email, normalise_phone
from lifecycle_api.domain.values import PersonName, PostalAddress
from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.prospect import Contact, EmailPoint, ExternalId, PhonePoint
from lifecycle_api.intake.adf.tree import Node

_Part = Literal["first", "middle", "last", "suffix", "full"]
_PARTS: Mapping[str, _Part] = {
    "first": "first",
    "middle": "middle",
    "last": "last",
    "surname": "last",
    "suffix": "suffix",
    "full": "full",
}
_OTHER_PARTS: Mapping[str, _Part] = {
    "firstname": "first",
    "lastname": "last",
    "given": "first",
    "family": "last",
}
_IN_ORDER = ("first", "middle", "last", "suffix")

_PhoneKind = Literal["voice", "fax", "cellphone", "pager"]
_PHONE_KINDS: Mapping[str, _PhoneKind] = {
    "voice": "voice",
    "phone": "voice",
    "fax": "fax",
    "cellphone": "cellphone",
    "pager": "pager",
}
_OTHER_PHONE_KINDS: Mapping[str, _PhoneKind] = {
    **dict.fromkeys(("mobile", "cell", "mobilephone"), "cellphone"),
    **dict.fromkeys(("home", "work", "business", "day", "evening", "daytime"), "voice"),
}
_Time = Literal["morning", "afternoon", "evening", "nopreference", "day"]
_TIMES: Mapping[str, _Time] = {
    "morning": "morning",
    "afternoon": "afternoon",
    "evening": "evening",
    "nopreference": "nopreference",
    "day": "day",
}
_YES: Mapping[str, bool] = {"1": True, "0": False}
_OTHER_YES: Mapping[str, bool] = {"true": True, "yes": True, "false": False, "no": False}
_ADDRESS_KINDS: Mapping[str, Literal["work", "home", "delivery"]] = {
    "work": "work",
    "home": "home",
    "delivery": "delivery",
}
_COUNTRIES = {
    "USA": "US",
    "UNITED STATES": "US",
    "UNITED STATES OF AMERICA": "US",
    "CAN": "CA",
    "CANADA": "CA",
}
_COUNTRIES |= {
    "MEX": "MX",
    "MEXICO": "MX",
    "UNITED KINGDOM": "GB",
    "GBR": "GB",
    "PARAGUAY": "PY",
    "PRY": "PY",
}


def read_contact(node: Node | None, region: str) -> Contact | None:
    """A contact; None when the element is absent."""
    if node is None:
        return None
    person, business = _read_names(node)
    address, address_kind = _read_address(node.take("address"))
    return Contact(
        person=person,
        business=business,
        emails=tuple(filter(None, map(_read_email_point, node.take_all("email")))),
        phones=tuple(filter(None, (_read_phone_point(phone, region) for phone in node.take_all("phone")))),
        address=address,
        address_kind=address_kind,
        primary=node.choice("primarycontact", _YES, _OTHER_YES),
    )


def read_ids(node: Node) -> tuple[ExternalId, ...]:
    """The ids that systems gave, in the order of their sequence."""
    found = [(_sequence(item), item.attribute("source"), item.text()) for item in node.take_all("id")]
    return tuple(ExternalId(value, source) for _, source, value in sorted(found, key=lambda each: each[0]) if value)


def read_email(node: Node | None) -> Email | None:
    """An address; None when the element is absent or empty."""
    raw = node.text() if node else None
    if node is None or raw is None:
        return None
    email = normalise_email(raw)
    if not email.valid:
        node.note(Code.EMAIL_UNREADABLE)
    return email


def read_phone(node: Node | None, region: str) -> Phone | None:
    """A number as dialled in `region`; None when the element is absent or empty."""
    raw = node.text() if node else None
    if node is None or raw is None:
        return None
    phone = normalise_phone(raw, region=region)
    if not phone.valid:
        node.note(Code.PHONE_DOUBTFUL)
    return phone


def _sequence(node: Node) -> int:
    """An id's place among its kind; ids without one keep the order they are written in, after the first."""
    raw = node.attribute("sequence") or "1"
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < len("1000") else 1


def _read_email_point(node: Node) -> EmailPoint | None:
    preferred = node.choice("preferredcontact", _YES, _OTHER_YES)
    email = read_email(node)
    return EmailPoint(email, preferred or False) if email else None


def _read_phone_point(node: Node, region: str) -> PhonePoint | None:
    kind = node.choice("type", _PHONE_KINDS, _OTHER_PHONE_KINDS)
    time = node.choice("time", _TIMES)
    preferred = node.choice("preferredcontact", _YES, _OTHER_YES)
    phone = read_phone(node, region)
    return PhonePoint(phone, kind, time, preferred or False) if phone else None


def _read_names(node: Node) -> tuple[PersonName | None, str | None]:
    """The person's name and the business's; a part named twice is joined, so that nothing is lost."""
    parts: dict[str, str] = {}
    for name in node.take_all("name"):
        part, is_business = _read_name_attributes(name)
        key = "business" if is_business else part
        if text := name.text():
            parts[key] = f"{parts[key]} {text}" if key in parts else text
    return _person(parts), parts.get("business")


def _read_name_attributes(node: Node) -> tuple[_Part, bool]:
    """Which part of a name, and whether it is a business's; some senders write the part as the type."""
    written = (node.attributes.get("type") or "").strip().lower()
    if written in _PARTS and "part" not in node.attributes:
        node.attributes["part"] = node.attributes.pop("type")
        node.note(Code.ATTRIBUTE_RENAMED, "@part")
    part = node.choice("part", _PARTS, _OTHER_PARTS) or "full"
    return part, node.choice("type", {"individual": False, "business": True}) or False


def _person(parts: Mapping[str, str]) -> PersonName | None:
    joined = " ".join(parts[part] for part in _IN_ORDER if part in parts)
    full = parts.get("full") or joined
    if not full:
        return None
    return PersonName(full, given=parts.get("first"), family=parts.get("last"), middle=parts.get("middle"))


def _read_address(
    node: Node | None,
) -> tuple[PostalAddress | None, Literal["work", "home", "delivery"] | None]:
    if node is None:
        return None, None
    kind = node.choice("type", _ADDRESS_KINDS)
    streets = sorted(node.take_all("street"), key=_line)
    lines = [text for street in [*streets, *node.take_all("apartment")] if (text := street.text())]
    address = PostalAddress(
        lines=tuple(lines),
        city=node.take_text("city"),
        region=node.take_text("regioncode"),
        postal_code=node.take_text("postalcode"),
        country=_read_country(node.take("country")),
    )
    return (address, kind) if address != PostalAddress() else (None, kind)


def _line(street: Node) -> str:
    return street.attribute("line") or ""


def _read_country(node: Node | None) -> str | None:
    raw = node.text() if node else None
    if node is None or raw is None:
        return None
    word = raw.upper().replace(".", "")
    country = _COUNTRIES.get(word, word)
    if len(country) == len("US") and country.isascii() and country.isalpha():
        return country
    node.keep(raw, Code.VALUE_UNKNOWN)
    return None
