"""One start tag, as careless senders write it: its attributes stay attributes, however quoted."""

import re
from dataclasses import dataclass, field

from lifecycle_api.intake.adf.codes import Code

_LETTER = "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u3040-\ud7ff"
_NAME = re.compile(rf"(?:[{_LETTER}][{_LETTER}0-9.-]*:)?([{_LETTER}][{_LETTER}0-9.-]*)")
_SPACE = re.compile(r"\s*")
_WELL_QUOTED = re.compile(r"\"([^\"<]*)\"|'([^'<]*)'")
_ODDLY_QUOTED = re.compile(
    r"[\u201c\u201d\u2033]([^\u201c\u201d\u2033<>]*)[\u201c\u201d\u2033]"  # “curly”
    r"|\"([^\"]{0,2000})\"(?=[\s/>])|'([^']{0,2000})'(?=[\s/>])"  # with a bare < in it
)
_UNQUOTED = re.compile(r"[^\s<>\"']+")
_REST = re.compile(r"[^<>]*")


@dataclass(slots=True)
class Tag:
    """A start tag; `end` is where the text after it begins, `wrongs` what had to be mended to read it."""

    name: str
    end: int
    attributes: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    wrongs: dict[Code, None] = field(default_factory=dict)

    def add(self, name: str, value: str) -> None:
        """Take an attribute; a second one of the same name gets a number, so that neither is lost."""
        unique, number = name, len(self.attributes)
        while unique in self.attributes:
            self.mend(Code.ATTRIBUTE_REPEATED)
            number += 1
            unique = f"{name}-{number}"
        self.attributes[unique] = value

    def mend(self, code: Code) -> None:
        """Note that reading took a guess."""
        self.wrongs[code] = None


def read_tag(text: str, start: int) -> Tag | None:
    """The tag whose `<` is at `start`; None when that is no tag: no name follows, or nothing closes it."""
    name = _NAME.match(text, start + 1)
    if name is None:
        return None
    tag = Tag(name[1], name.end())
    while (at := _skip_space(text, tag.end)) < len(text):
        if text[at] == ">":
            tag.end = at + 1
            return tag
        if text.startswith("/>", at):
            tag.closed, tag.end = True, at + 2
            return tag
        if text[at] == "<":
            return _ended_by_the_next(tag, at)
        _read_attribute(tag, text, at)
    return None


def _ended_by_the_next(tag: Tag, at: int) -> Tag | None:
    """A `>` was forgotten, unless this is a plain text's "a < b": what has attributes was meant as a tag."""
    if all(name == value for name, value in tag.attributes.items()):
        return None
    tag.mend(Code.ATTRIBUTE_MALFORMED)
    tag.end = at
    return tag


def _read_attribute(tag: Tag, text: str, at: int) -> None:
    """Read one attribute at `at` and move past it."""
    name = _NAME.match(text, at)
    if name is None:
        _give_up(tag, text, at)
        return
    equals = _skip_space(text, name.end())
    if not text.startswith("=", equals):
        tag.mend(Code.ATTRIBUTE_MALFORMED)
        tag.add(name[1], name[1])
        tag.end = name.end()
        return
    _read_value(tag, name[1], text, _skip_space(text, equals + 1))


def _read_value(tag: Tag, name: str, text: str, at: int) -> None:
    if quoted := _WELL_QUOTED.match(text, at):
        tag.add(name, quoted[quoted.lastindex or 1])
        tag.end = quoted.end()
    elif quoted := _ODDLY_QUOTED.match(text, at):
        tag.mend(Code.ATTRIBUTE_UNQUOTED)
        tag.add(name, quoted[quoted.lastindex or 1])
        tag.end = quoted.end()
    elif bare := _UNQUOTED.match(text, at):
        closes = bare[0].endswith("/") and text.startswith(">", bare.end())
        tag.mend(Code.ATTRIBUTE_UNQUOTED)
        tag.add(name, bare[0][: -1 if closes else None])
        tag.end = bare.end() - closes
    else:
        _give_up(tag, text, at, name)


def _give_up(tag: Tag, text: str, at: int, name: str = "unreadable") -> None:
    """Take the rest of the tag as one value: nothing of it may end up in the text of an element."""
    rest = _REST.match(text, at)
    value = rest[0] if rest else ""
    # A slash is left for the end of the tag only if that follows; otherwise nothing would ever be read past it.
    closes = value.endswith("/") and text.startswith(">", at + len(value))
    tag.mend(Code.ATTRIBUTE_MALFORMED)
    tag.add(name, value.removesuffix("/").strip("\"' "))
    tag.end = at + len(value) - closes


def _skip_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
