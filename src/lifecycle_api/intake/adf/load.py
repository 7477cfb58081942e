"""From text to tree: strictly where the document is well-formed, else from its mended markup."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from lifecycle_api.intake.adf.codes import Code
from lifecycle_api.intake.adf.conformance import Findings
from lifecycle_api.intake.adf.limits import Limits
from lifecycle_api.intake.adf.scanner import Scanned, scan
from lifecycle_api.intake.adf.tree import Node
from lifecycle_api.intake.adf.vocabulary import ATTRIBUTE_STANDS_FOR, STANDS_FOR

_LONGEST_STEP = 40


@dataclass(frozen=True, slots=True)
class Loaded:
    """The root of a document, None when it cannot be read at all, and where its text ends."""

    root: Node | None
    end: int


def load(text: str, start: int, path: str, findings: Findings, limits: Limits) -> Loaded:
    """Read the document whose root's `<` is at `start`, and to which `path` leads.

    Raises LeadRefused beyond the limits.
    """
    scanned = scan(text, start, limits)
    element = _parse(text[scanned.start : scanned.end])
    if element is None:
        element = _parse_mended(scanned, path, findings)
    return Loaded(_grow_root(element, path, findings) if element is not None else None, scanned.end)


def _parse_mended(scanned: Scanned, path: str, findings: Findings) -> etree._Element | None:
    for mend in scanned.mends:
        findings.add(mend.code, path + mend.path or "/", f"line {mend.line}")
    element = _parse(scanned.markup)
    if element is None:
        findings.add(Code.MARKUP_UNREADABLE, path or "/")
    return element


def _parse(markup: str) -> etree._Element | None:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(markup.encode("utf-8", "surrogatepass"), parser)
    except etree.XMLSyntaxError:
        return None


def _grow_root(element: etree._Element, path: str, findings: Findings) -> Node:
    name = etree.QName(element).localname.lower()
    return _grow(element, f"{path}/{name}", name, findings)


def _grow(element: etree._Element, path: str, name: str, findings: Findings) -> Node:
    """The tree below an element; its depth is bounded by the scanner's limits."""
    node = Node(name, path, findings)
    _note_spelling(node, element)
    _grow_attributes(node, element)
    node.content.append(element.text or "")
    for child, step in _steps(element):
        grown = _grow_child(node, child, step)
        node.content += [grown, child.tail or ""]
    return node


def _grow_child(parent: Node, element: etree._Element, step: str) -> Node:
    written = etree.QName(element).localname.lower()
    name, implied = STANDS_FOR.get(parent.name, {}).get(written, (written, {}))
    node = _grow(element, f"{parent.path}/{step}", name, parent.findings)
    if name != written:
        node.note(Code.ELEMENT_RENAMED, name)
        node.attributes = {**implied, **node.attributes}
    return node


def _grow_attributes(node: Node, element: etree._Element) -> None:
    others = ATTRIBUTE_STANDS_FOR.get(node.name, {})
    for written, value in element.attrib.items():
        local = etree.QName(str(written)).localname
        name = others.get(local.lower(), local.lower())
        if local != local.lower():
            node.findings.add_once(Code.WRONG_CASE, f"{node.path}/@{local.lower()}")
        if name != local.lower():
            node.note(Code.ATTRIBUTE_RENAMED, f"@{name}")
        node.attributes[_unused(name, node)] = str(value)


def _unused(name: str, node: Node) -> str:
    """`name`, or that name with a number when the element has such an attribute in another spelling."""
    number, unused = len(node.attributes), name
    while unused in node.attributes:
        number += 1
        unused = f"{name}-{number}"
    return unused


def _note_spelling(node: Node, element: etree._Element) -> None:
    name = etree.QName(element)
    if name.namespace:
        node.findings.add_once(Code.NAMESPACED, node.path)
    if name.localname != name.localname.lower():
        node.findings.add_once(Code.WRONG_CASE, node.path)


def _steps(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The elements within, each with its step of the path: numbered from 1 where a name occurs twice."""
    names = [etree.QName(child).localname.lower()[:_LONGEST_STEP] for child in element]
    total, seen = Counter(names), Counter[str]()
    for child, name in zip(element, names, strict=True):
        seen[name] += 1
        yield child, f"{name}[{seen[name]}]" if total[name] > 1 else name
