"""The words that consent, agreements and parties are spoken of in: an unknown one is refused, never kept."""

import re
from collections.abc import Iterable, Sequence
from typing import ClassVar, Final
from uuid import UUID

from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.purposes import PURPOSES
from lifecycle_api.errors import InvalidArgument

CLASSES = ("marketplace", "oem", "processor", "lender", "insurer", "partner")
"""The kinds of party that a consent can name as a whole, as in `class:marketplace`."""

_COUNTRY: Final = re.compile("[A-Z]{2}")
_LANGUAGE: Final = re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class UnknownPurpose(InvalidArgument):
    """This purpose is not registered; ask for `purposes` to see those that are."""

    code: ClassVar[str] = "UNKNOWN_PURPOSE"


class UnknownCategory(InvalidArgument):
    """There is no such category of data; docs/clients.md lists them."""

    code: ClassVar[str] = "UNKNOWN_CATEGORY"


class UnknownRecipient(InvalidArgument):
    """A recipient is the global id of a party, `class:` and a kind of party, or `*`."""

    code: ClassVar[str] = "UNKNOWN_RECIPIENT"


def purposes(names: Iterable[str], argument: str = "purposes") -> tuple[str, ...]:
    """The names, each once, in the order given. Raises UnknownPurpose."""
    found = tuple(dict.fromkeys(names))
    for name in found:
        if name not in PURPOSES:
            raise UnknownPurpose(f"There is no purpose {name!r}; ask for `purposes`.", argument=argument, purpose=name)
    return found


def categories(names: Iterable[str], argument: str = "categories") -> tuple[Category, ...]:
    """The categories of these names, each once, in the order given. Raises UnknownCategory."""
    found: dict[Category, None] = {}
    for name in names:
        try:
            found[Category(name)] = None
        except ValueError:
            raise UnknownCategory(f"There is no category {name!r}.", argument=argument, category=name) from None
    return tuple(found)


def recipients(names: Iterable[str], argument: str = "recipients") -> tuple[str, ...]:
    """The recipients, each once, in the order given. Raises UnknownRecipient."""
    found = tuple(dict.fromkeys(names))
    for name in found:
        if not _is_recipient(name):
            raise UnknownRecipient(argument=argument, recipient=name)
    return found


def named(text: str, argument: str, message: str) -> str:
    """The text without blanks around it. Raises InvalidArgument with the message when nothing is left."""
    if not text.strip():
        raise InvalidArgument(message, argument=argument)
    return text.strip()


def country(code: str, argument: str = "country") -> str:
    """The code, which looks like one of ISO 3166. Raises InvalidArgument."""
    if not _COUNTRY.fullmatch(code):
        raise InvalidArgument("A country is two capital letters, such as US.", argument=argument)
    return code


def language(tag: str, argument: str = "language") -> str:
    """The tag, which looks like one of BCP 47. Raises InvalidArgument."""
    if not _LANGUAGE.fullmatch(tag):
        raise InvalidArgument("A language is a BCP 47 tag, such as es or en-US.", argument=argument)
    return tag


def parties(names: Sequence[str]) -> list[UUID]:
    """The ids of the parties among these recipients."""
    return [UUID(name.partition(":")[2]) for name in names if name.startswith("party:")]


def _is_recipient(name: str) -> bool:
    kind, _, rest = name.partition(":")
    if kind == "class":
        return rest in CLASSES
    if kind != "party":
        return name == "*"
    try:
        return str(UUID(rest)) == rest
    except ValueError:
        return False
