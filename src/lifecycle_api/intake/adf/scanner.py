"""Find where an ADF document ends, and write down what it means where it is not well-formed XML.

libxml2 has a recovering mode of its own. It is not used: it turns the rest of an unquoted attribute into text
of the element, and says nothing about what it changed. Here every change is a finding.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from lifecycle_api.intake.adf.characters import mend_text, without_forbidden
from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.limits import LeadDeclaresEntities, LeadTooComplex, Limits
from lifecycle_api.intake.adf.tags import Tag, read_tag
from lifecycle_api.intake.adf.vocabulary import is_known

_END_TAG = re.compile(r"</\s*(?:[^\s<>/:]+:)?([^\s<>/]+)[^<>]*>")
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_VOID_HTML = frozenset({"br", "hr", "img"})
_LONGEST_STEP = 40
_QUOTE = '"'


@dataclass(frozen=True, slots=True)
class Mend:
    """One kind of change to the markup, the element it happened in, and the line where it first did."""

    code: Code
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Scanned:
    """A document from `start` to `end` of its text; `markup` says the same, well-formed but for `mends`."""

    start: int
    end: int
    markup: str
    mends: tuple[Mend, ...]


def scan(text: str, start: int, limits: Limits) -> Scanned:
    """Read the element whose `<` is at `start` to its end, or to the end of the text.

    Raises LeadTooComplex beyond the limits and LeadDeclaresEntities for an entity declaration.
    """
    scanner = _Scanner(text, limits)
    end = scanner.run(start)
    return Scanned(start, end, "".join(scanner.out), tuple(scanner.mends()))


@dataclass(frozen=True, slots=True)
class _Open:
    """An element not yet closed: its path, its start tag as written, and where that stands in the output."""

    name: str
    path: str
    written: str
    place: int


class _Scanner:
    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.out: list[str] = []
        self.changes: dict[tuple[Code, str], int] = {}
        self.at = 0
        self.open: list[_Open] = []
        self.elements = 0

    @property
    def path(self) -> str:
        return self.open[-1].path if self.open else ""

    def run(self, start: int) -> int:
        """Take markup and text in turns until the root is closed; the position after it."""
        at = self.markup(start)
        while self.open and at < len(self.text):
            bracket = self.text.find("<", at)
            upto = bracket if bracket >= 0 else len(self.text)
            self.at = at
            self.out.append(mend_text(self.text[at:upto], self.note))
            at = self.markup(upto) if bracket >= 0 else upto
        while self.open:
            self.note(Code.TRUNCATED)
            self.close()
        return at

    def markup(self, at: int) -> int:
        """Take the markup whose `<` is at `at`; the position after it."""
        self.at = at
        if self.text.startswith("<![CDATA[", at):
            return self.character_data(at)
        if self.text.startswith("<!--", at):
            return self.skip(at, "-->")
        if self.text.startswith("</", at):
            return self.end_tag(at)
        if self.text.startswith("<!", at):
            return self.declaration(at)
        if self.text.startswith("<?", at):
            return self.instruction(at)
        return self.start_tag(at)

    def character_data(self, at: int) -> int:
        end = self.text.find("]]>", at)
        content = self.text[at + len("<![CDATA[") : end if end >= 0 else len(self.text)]
        self.out.append(escape(without_forbidden(content, self.note)))
        return end + len("]]>") if end >= 0 else self.cut_off()

    def skip(self, at: int, closing: str) -> int:
        end = self.text.find(closing, at)
        return end + len(closing) if end >= 0 else self.cut_off()

    def instruction(self, at: int) -> int:
        bracket = self.text.find("<", at + 1)
        end = self.text.find("?>", at, bracket if bracket >= 0 else len(self.text))
        if end >= 0:
            return end + len("?>")
        self.note(Code.MARKUP_DROPPED)
        return self.skip(at, ">")

    def declaration(self, at: int) -> int:
        end = self.skip(at, ">")
        if _ENTITY.search(self.text, at, end):
            raise LeadDeclaresEntities
        self.note(Code.MARKUP_DROPPED)
        return end

    def end_tag(self, at: int) -> int:
        found = _END_TAG.match(self.text, at)
        if found is None:
            return self.no_tag(at)
        name = found[1].lower()
        if name not in (step.name.lower() for step in self.open):
            self.note(Code.END_TAG_STRAY)
            return found.end()
        while self.open[-1].name.lower() != name:
            self.close_unclosed()
        self.close()
        return found.end()

    def start_tag(self, at: int) -> int:
        tag = read_tag(self.text, at)
        if tag is None:
            return self.no_tag(at)
        self.count()
        path = f"{self.path}/{tag.name[:_LONGEST_STEP].lower()}"
        self.open.append(_Open(tag.name, path, self.text[at : tag.end], len(self.out)))
        self.write(tag)
        for code in tag.wrongs:
            self.note(code)
        if tag.closed or tag.name.lower() in _VOID_HTML:
            self.close()
        return tag.end

    def no_tag(self, at: int) -> int:
        """A `<` that opens no tag is text, unless the text was cut off in the middle of one."""
        is_last = self.text.find("<", at + 1) < 0 and self.text.find(">", at) < 0
        if is_last and not self.text[at + 1 : at + 2].isspace():
            return self.cut_off()
        self.note(Code.BRACKET_BARE)
        self.out.append("&lt;")
        return at + 1

    def cut_off(self) -> int:
        self.note(Code.TRUNCATED)
        return len(self.text)

    def write(self, tag: Tag) -> None:
        attributes = (
            f' {name}="{mend_text(value, self.note).replace(_QUOTE, "&quot;")}"'
            for name, value in tag.attributes.items()
            if name != "xmlns"
        )
        self.out.append(f"<{tag.name}{''.join(attributes)}>")

    def close(self) -> None:
        self.out.append(f"</{self.open.pop().name}>")

    def close_unclosed(self) -> None:
        """Close what its sender did not close; what ADF does not know was text in angle brackets all along."""
        if is_known(self.open[-1].name.lower()):
            self.note(Code.END_TAG_MISSING)
            self.close()
            return
        step = self.open.pop()
        self.note(Code.BRACKET_BARE)
        self.out[step.place] = mend_text(step.written, self.note)

    def count(self) -> None:
        self.elements += 1
        if self.elements > self.limits.elements or len(self.open) >= self.limits.depth:
            raise LeadTooComplex(elements=self.limits.elements, depth=self.limits.depth)

    def note(self, code: Code) -> None:
        self.changes.setdefault((code, self.path), self.at)

    def mends(self) -> Iterator[Mend]:
        """What was changed, in the order of the text, with lines counted from 1."""
        line, counted = 1, 0
        for (code, path), at in self.changes.items():
            line, counted = line + self.text.count("\n", counted, at), at
            yield Mend(code, path, line)
