"""When two records are one person: deterministic rules over names and contact points, never a phone alone.

Households share phones, surnames and sometimes mailboxes, so given names that contradict each other always part two
records, and when a rule fits two people at once it fits nobody. Who writes from a business's mailbox writes for it.
"""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import Literal
from uuid import UUID

import msgspec

from lifecycle_api.domain.values import PersonName

Rule = Literal["phone_and_surname", "email_and_name", "vin_and_surname"]


class NameKey(msgspec.Struct, frozen=True):
    """A name as far as it is compared. A business has its whole name as `family` and no `given`."""

    given: str
    family: str

    def contradicts(self, other: "NameKey") -> bool:
        """Whether the given names cannot be one person's; an initial contradicts no name it begins."""
        short, long = sorted((self.given, other.given), key=len)
        return not long.startswith(short) if len(short) <= 1 else short != long


class Evidence(msgspec.Struct, frozen=True):
    """What a record shows: names, tags of its phones and e-mail addresses, and VINs it claims to own."""

    names: tuple[NameKey, ...]
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    vins: frozenset[str] = frozenset()
    business: bool = False


class Candidate(msgspec.Struct, frozen=True):
    """A known customer who shares something with the record."""

    customer: UUID
    names: tuple[NameKey, ...]
    contacts: frozenset[str] = frozenset()
    vins: frozenset[str] = frozenset()
    business: bool = False


def name_keys(name: PersonName) -> tuple[NameKey, ...]:
    """What of a name is compared: its parts, and all of it, since a business may be written as a person."""
    return tuple(dict.fromkeys((_parts(name), NameKey("", _plain(name.full)))))


def _parts(name: PersonName) -> NameKey:
    """Given and family name; a full name alone is read as given name first, unless it has a comma."""
    if name.family:
        return NameKey(_first(name.given or ""), _plain(name.family))
    if "," in name.full:
        family, given = name.full.split(",", 1)
        return NameKey(_first(given), _plain(family))
    *given_names, last = name.full.split() or [""]
    return NameKey(_first(given_names[0]) if given_names else "", _plain(last))


def recognise(evidence: Evidence, candidates: Sequence[Candidate]) -> tuple[UUID, Rule] | None:
    """The one customer the record is, and by which rule; None when it is nobody known, or could be two."""
    rules: tuple[tuple[Rule, Iterable[Candidate]], ...] = (
        ("phone_and_surname", (one for one in candidates if _by_phone(evidence, one))),
        ("email_and_name", (one for one in candidates if _by_email(evidence, one))),
        ("vin_and_surname", (one for one in candidates if _by_vin(evidence, one))),
    )
    for rule, fitting in rules:
        fits = list(fitting)
        if len(fits) > 1:
            fits = [one for one in fits if _same_given(evidence.names, one.names)]
        if len(fits) == 1:
            return fits[0].customer, rule
        if fits:
            return None
    return None


def _by_phone(evidence: Evidence, one: Candidate) -> bool:
    return bool(evidence.phones & one.contacts) and _same_family(evidence.names, one.names)


def _by_email(evidence: Evidence, one: Candidate) -> bool:
    if not evidence.emails & one.contacts:
        return False
    if evidence.business != one.business:
        return True
    return _same_family(evidence.names, one.names) or _same_given(evidence.names, one.names)


def _by_vin(evidence: Evidence, one: Candidate) -> bool:
    return bool(evidence.vins & one.vins) and _same_family(evidence.names, one.names)


def _same_family(ours: Collection[NameKey], theirs: Collection[NameKey]) -> bool:
    return any(
        our.family and our.family == their.family and not our.contradicts(their) for our in ours for their in theirs
    )


def _same_given(ours: Collection[NameKey], theirs: Collection[NameKey]) -> bool:
    return any(our.given and our.given == their.given for our in ours for their in theirs)


def _first(text: str) -> str:
    return _plain((text.split() or [""])[0])


def _plain(text: str) -> str:
    """Letters and digits, without accents and case."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())
