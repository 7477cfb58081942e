"""What a person can be found by, and every spelling in which it could stand somewhere."""

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.registry import registry
from lifecycle_api.store.codec import Opened

_TELLING: Final = frozenset({Category.IDENTITY, Category.CONTACT, Category.GOVERNMENT_ID})
_SHORTEST: Final = 6
_NATIONAL: Final = 10  # the digits of a North American number without its country code


class Identifiers(msgspec.Struct, frozen=True):
    """The values themselves, as they were recorded."""

    values: tuple[str, ...]

    def spellings(self) -> list[str]:
        """In lower case: as they are, as bytea shows them, without punctuation, in base64 and in hexadecimal."""
        found = dict.fromkeys(form for value in self.values for form in _spellings(value))
        return [form for form in found if len(form) >= _SHORTEST]


def identifiers_of(events: Iterable[Opened], subject: str) -> Identifiers:
    """The names, contact points, addresses and numbers of a person that their events still show."""
    found: dict[str, None] = {}
    for event in events:
        for spec in registry.get(event.type).sealed:
            mine = spec.subject is not None and f"customer:{event.data.get(spec.subject)}" == subject
            if mine and spec.category in _TELLING and (value := event.data.get(spec.name)) is not None:
                found |= dict.fromkeys(_telling(value))
    return Identifiers(tuple(found))


def packed(identifiers: Identifiers) -> bytes:
    """Identifiers as bytes, to be sealed."""
    return msgspec.json.encode(identifiers)


def unpacked(text: bytes) -> Identifiers:
    """Identifiers from bytes."""
    return msgspec.json.decode(text, type=Identifiers)


def _telling(value: Any) -> Iterator[str]:
    """The texts inside a value that point at one person: of an address its lines, of a name its whole."""
    if isinstance(value, dict):
        if "full" in value:
            yield value["full"]
            if value.get("given") and value.get("family"):
                yield f"{value['given']} {value['family']}"
                yield f"{value['family']}, {value['given']}"
        else:
            yield from (line for line in value.get("lines") or () if isinstance(line, str))
    elif isinstance(value, str):
        yield value


def _spellings(value: str) -> Iterator[str]:
    text = value.strip()
    raw = text.encode()
    yield text.lower()
    yield _escaped(raw).lower()
    digits = re.sub(r"\D", "", text)
    if len(digits) >= _NATIONAL - 3 and len(digits) * 2 >= len(text):
        yield digits
        yield digits[-_NATIONAL:]
    for variant in {raw, text.lower().encode()}:
        yield variant.hex()
        yield from _in_base64(variant)


def _escaped(raw: bytes) -> str:
    """As PostgreSQL's `encode(…, 'escape')` writes bytes."""
    plain = raw.decode("latin-1").replace("\\", "\\\\")
    return "".join(one if "\0" < one <= "\x7f" else f"\\{ord(one):03o}" for one in plain)


def _in_base64(raw: bytes) -> Iterator[str]:
    """As it looks inside encoded bytes, wherever in a group of three it begins."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + raw).decode()
        first, last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
        for form in (encoded[first:last], base64.urlsafe_b64encode(bytes(before) + raw).decode()[first:last]):
            yield form.lower()


def in_text(spellings: Sequence[str], content: bytes) -> bool:
    """Whether one of the spellings stands in some bytes."""
    texts = {content.decode(encoding, "ignore").lower() for encoding in ("utf-8", "utf-16")}
    return any(one in text for one in spellings for text in texts)
