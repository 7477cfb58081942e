"""Phone numbers and e-mail addresses in the one spelling by which two of them are compared."""

import re

import msgspec
import phonenumbers

_LONGEST_ADDRESS = 254
_LONGEST_LOCAL_PART = 64
_LOCAL_PART = re.compile(r"[^\s@<>()\[\]\\,;:\"]+")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_IN_ANGLE_BRACKETS = re.compile(r"<([^<>]*)>\s*$")


class Phone(msgspec.Struct, frozen=True):
    """A phone number as it was written, and as it is dialled.

    `e164` is None when the text cannot be a number of `region`. `valid` says whether the numbering plan
    assigns such a number; one that is only possible keeps its `e164`, since plans change sooner than tables.
    """

    raw: str
    region: str
    e164: str | None = None
    extension: str | None = None
    valid: bool = False

    @property
    def match_key(self) -> str | None:
        """What two spellings of one number have in common: the number without its extension."""
        return self.e164


class Email(msgspec.Struct, frozen=True):
    """An e-mail address as it was written, and in one spelling: `address` has its domain folded to ASCII.

    `address` is None when the text cannot be an address.
    """

    raw: str
    address: str | None = None

    @property
    def valid(self) -> bool:
        """Whether it can be written to, as far as its form tells."""
        return self.address is not None

    @property
    def match_key(self) -> str | None:
        """What two spellings of one address have in common: in practice case tells no mailboxes apart."""
        return self.address.casefold() if self.address else None


def normalise_phone(raw: str, *, region: str) -> Phone:
    """Read a phone number the way someone in `region` (ISO 3166 alpha-2) would dial it; never raises."""
    try:
        number = phonenumbers.parse(raw, region.upper())
    except phonenumbers.NumberParseException:
        return Phone(raw, region)
    if not phonenumbers.is_possible_number(number) or _lacks_area_code(number):
        return Phone(raw, region)
    return Phone(
        raw,
        region,
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        extension=number.extension or None,
        valid=phonenumbers.is_valid_number(number),
    )


def is_dialled(region: str) -> bool:
    """Whether numbers are dialled in `region` (ISO 3166 alpha-2), so that they can be read as there."""
    return region in phonenumbers.SUPPORTED_REGIONS


def normalise_email(raw: str) -> Email:
    """Read an e-mail address, also out of `Ann <ann@example.com>` and `mailto:`; never raises."""
    text = raw.strip()
    if named := _IN_ANGLE_BRACKETS.search(text):
        text = named[1].strip()
    text = text.removeprefix("mailto:")
    local, _, domain = text.rpartition("@")
    if len(text) > _LONGEST_ADDRESS or len(local) > _LONGEST_LOCAL_PART or not _LOCAL_PART.fullmatch(local):
        return Email(raw)
    folded = _ascii_domain(domain)
    return Email(raw, f"{local}@{folded}" if folded else None)


def _lacks_area_code(number: phonenumbers.PhoneNumber) -> bool:
    """A local number cannot be dialled from elsewhere, and as E.164 it would be somebody else's."""
    reason = phonenumbers.is_possible_number_with_reason(number)
    return bool(reason == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY)


def _ascii_domain(domain: str) -> str | None:
    try:
        folded = domain.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = folded.split(".")
    return folded if len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels) else None
