"""A document as readers see it: each takes what it understands; what nobody took becomes an extension."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.conformance import Findings

T = TypeVar("T")
_BREAKS = frozenset({"br", "p", "div", "li", "tr"})


@dataclass(slots=True, eq=False)
class Node:
    """An element: ADF's name for it, its path, and the attributes, text and elements in it not yet taken."""

    name: str
    path: str
    findings: Findings
    attributes: dict[str, str] = field(default_factory=dict)
    content: list["str | Node"] = field(default_factory=list)
    taken: bool = False
    kept: dict[str, str] = field(default_factory=dict)
    said: str | None = None

    @property
    def children(self) -> list["Node"]:
        """The elements within, taken or not, in document order."""
        return [part for part in self.content if isinstance(part, Node)]

    def note(self, code: Code, detail: str = "") -> None:
        """Report a finding about this element."""
        self.findings.add(code, self.path, detail)

    def take_all(self, name: str) -> list["Node"]:
        """The elements of that name not yet taken."""
        found = [child for child in self.children if child.name == name and not child.taken]
        for child in found:
            child.taken = True
        return found

    def take(self, name: str) -> "Node | None":
        """The first element of that name not yet taken; a second one stays, to be kept as an extension."""
        found = next((child for child in self.children if child.name == name and not child.taken), None)
        if found:
            found.taken = True
        return found

    def take_text(self, name: str) -> str | None:
        """The text of the first element of that name; None when there is none, or nothing in it."""
        child = self.take(name)
        return child.text() if child else None

    def text(self) -> str | None:
        """All text within, without the space around it; None when there is none."""
        if self.children:
            self.note(Code.MARKUP_IN_TEXT)
        self.said = "".join(self._drain()).strip() or None
        return self.said

    def everything(self) -> Iterator["Node"]:
        """This element and all within it, in document order."""
        yield self
        for child in self.children:
            yield from child.everything()

    def keep(self, raw: str, code: Code, attribute: str = "") -> None:
        """Give back text, or an attribute's, that could not be read, and why; it is kept as an extension."""
        self.note(code, f"@{attribute}" if attribute else "")
        self.kept[f"/@{attribute}" if attribute else ""] = raw

    def keep_attributes(self, *names: str) -> None:
        """Keep attributes that ADF knows and nobody reads as extensions."""
        for name in names:
            if value := self.attribute(name):
                self.kept[f"/@{name}"] = value

    def attribute(self, name: str) -> str | None:
        """Take an attribute's value, without the space around it; None when it is absent or empty."""
        return self.attributes.pop(name, "").strip() or None

    def choice(self, name: str, values: Mapping[str, T], others: Mapping[str, T] | None = None) -> T | None:
        """What an attribute means by ADF's `values` or by `others` that senders use; None when by neither."""
        raw = self.attribute(name)
        if raw is None:
            return None
        word = raw.lower()
        if word in values:
            if raw != word:
                self.findings.add_once(Code.WRONG_CASE, f"{self.path}/@{name}")
            return values[word]
        if others and word in others:
            self.note(Code.VALUE_RENAMED, f"@{name}")
            return others[word]
        self.keep(raw, Code.VALUE_UNKNOWN, name)
        return None

    def _drain(self) -> Iterator[str]:
        for place, part in enumerate(self.content):
            if isinstance(part, Node):
                part.taken = True
                yield from part._drain()  # noqa: SLF001 — the same class
                yield "\n" if part.name in _BREAKS else ""
            else:
                self.content[place] = ""
                yield part
